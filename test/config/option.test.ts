import t from 'tap';
import { yesNo } from '../../src/config/kind.ts';
import { defaultOf, envNames, type Option } from '../../src/config/option.ts';

const option: Option = { env: ['A', 'B'], kind: yesNo(), default: false, help: '' };

t.test('defaultOf() is the value, unless words say it better', async (t) => {
  t.equal(defaultOf(option), 'false');
  t.equal(defaultOf({ ...option, defaultSays: 'it depends' }), 'it depends');
});

t.test('envNames() adds the FOO_FILE of secrets', async (t) => {
  t.same(envNames(option), ['A', 'B']);
  t.same(envNames({ ...option, secret: true }), ['A', 'A_FILE', 'B', 'B_FILE']);
});
