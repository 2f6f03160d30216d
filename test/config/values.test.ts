import t from 'tap';
import { OPTIONS } from '../../src/config/options.ts';
import { valuesOf } from '../../src/config/values.ts';

t.test('valuesOf() has every option, given or by default', async (t) => {
  const values = valuesOf(new Map([['port', { where: 'x', value: 1 }]]));
  t.same(Object.keys(values), Object.keys(OPTIONS));
  t.match(values, { port: 1, host: '127.0.0.1', region_name: 'us-east-1' });
  t.equal(values.uploads, undefined);
});

t.test('valuesOf() has the default in place of what has a problem', async (t) => {
  t.equal(valuesOf(new Map([['port', { where: 'x', problem: 'y' }]])).port, 8080);
});
