import t from 'tap';
import { check, problemsOf } from '../../src/config/check.ts';
import type { Given } from '../../src/config/given.ts';
import type { OptionKey } from '../../src/config/options.ts';

function checked(key: OptionKey, value: unknown) {
  return check({ given: new Map([[key, { where: 'f', value }]]), problems: [] });
}

t.test('check() gives values in their normal form', async (t) => {
  t.same(checked('endpoint_url', 'https://A.example/').given.get('endpoint_url'), {
    where: 'f',
    value: 'https://a.example',
  });
  t.same(checked('port', 0).given.get('port'), { where: 'f', value: 0 });
});

t.test('check() says what was expected and what was got', async (t) => {
  const buckets =
    'expected different bucket names of 3 to 255 letters, digits, ".", "_" or "-", with a letter or digit at both ends, or objects with such a name';
  const table: readonly [OptionKey, unknown, string][] = [
    ['port', 65536, 'expected a whole number from 0 to 65535, got 65536'],
    ['port', '80a', 'expected a whole number from 0 to 65535, got "80a"'],
    ['port', null, 'expected a whole number from 0 to 65535, got null'],
    ['port', [1], 'expected a whole number from 0 to 65535, got an array'],
    ['uploads', 'maybe', 'expected true or false, got "maybe"'],
    ['host', '[::1]', 'expected an IP address without brackets or a host name, got "[::1]"'],
    ['log_level', 'loud', 'expected trace, debug, info, warn, error, fatal or silent, got "loud"'],
    ['buckets', ['abc', 'A B'], `${buckets}, got "A B" as number 2`],
    ['buckets', ['abc', 'abc'], `${buckets}, got "abc" as number 2`],
    ['buckets', '[{"secret_key": "hush"', `${buckets}, got a string that is not shown here`],
    ['buckets', [], `${buckets}, got an empty array`],
    ['buckets', 'abc', `${buckets}, got "abc"`],
    [
      'cors_origins',
      ['https://a.example', '*'],
      'expected different origins as browsers send them ("https://example.com", no path), or "*" alone, got "*" as number 2',
    ],
    [
      'secret_key',
      'hu sh',
      'expected printable ASCII without spaces, got a string that is not shown here',
    ],
    [
      'endpoint_url',
      'http://me:hush@a',
      'expected an http or https URL without credentials, query or fragment, got a string that is not shown here',
    ],
    [
      'auth',
      'hush',
      'expected "public" or an object of ways in (basic, jwt, links), got a string that is not shown here',
    ],
  ];
  for (const [key, value, problem] of table) {
    t.same(problemsOf(checked(key, value)), [`${key} (f): ${problem}`]);
  }
});

t.test('check() leaves known problems as they are', async (t) => {
  const broken: Given = { where: 'X_FILE', problem: 'cannot read it' };
  const layer = check({ given: new Map([['secret_key', broken]]), problems: ['a (b): c'] });
  t.same(layer.given.get('secret_key'), broken);
  t.same(problemsOf(layer), ['a (b): c', 'secret_key (X_FILE): cannot read it']);
});
