import t from 'tap';
import { chooseCoding } from '../../src/http/accept-encoding.ts';

t.test('chooseCoding() takes the first that the client takes', async (t) => {
  const all = ['br', 'gzip', 'identity'] as const;
  for (const [header, coding] of [
    [undefined, 'identity'],
    ['', 'identity'],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['GZIP', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['br;q=0.1, gzip;q=1', 'br'],
    ['*', 'br'],
    ['*;q=0, gzip', 'gzip'],
    ['deflate', 'identity'],
    ['identity;q=0, deflate', 'identity'],
    ['rubbish;;q=x,,', 'identity'],
  ] as const) {
    t.equal(chooseCoding(header, all), coding, `${header}`);
  }
  t.equal(chooseCoding('br', ['identity']), 'identity');
});
