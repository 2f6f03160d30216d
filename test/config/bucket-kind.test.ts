import t from 'tap';
import { bucketList } from '../../src/config/bucket-kind.ts';
import { check, problemsOf } from '../../src/config/check.ts';

const kind = bucketList();
const read = (value: unknown) => kind.schema.safeParse(value);
const problems = (value: unknown) =>
  problemsOf(check({ given: new Map([['buckets', { where: 'f', value }]]), problems: [] }));

const PLAIN = {
  ...{ prefix: '', access: 'viewers', cache_control: undefined, endpoint_url: undefined },
  ...{ region_name: undefined, force_path_style: undefined },
  ...{ access_key: undefined, secret_key: undefined, session_token: undefined },
};

t.test('bucketList() takes names and objects', async (t) => {
  t.strictSame(read(['films', { name: 'old', bucket: 'acme-old', prefix: '2024/' }]).data, [
    { name: 'films', bucket: 'films', ...PLAIN },
    { name: 'old', bucket: 'acme-old', ...PLAIN, prefix: '2024/' },
  ]);
  const full = {
    ...{ name: 'abc', bucket: 'abd', prefix: 'x', access: 'public', cache_control: 'no-cache' },
    ...{ endpoint_url: 'https://A.example/', region_name: 'auto', force_path_style: false },
    ...{ access_key: 'a', secret_key: 'b', session_token: 'c' },
  };
  t.strictSame(read([full]).data, [{ ...full, endpoint_url: 'https://a.example' }]);
});

t.test('bucketList() reads names separated by commas, and JSON', async (t) => {
  t.strictSame(kind.fromText('abc, abd'), ['abc', 'abd']);
  t.strictSame(kind.fromText(' [{"name":"abc"}, "abd"]'), [{ name: 'abc' }, 'abd']);
  t.equal(kind.fromText('[{"secret_key":"hush"'), '[{"secret_key":"hush"');
  t.notMatch(problems('[{"secret_key":"hush"').join(), /hush/);
});

t.test('bucketList() says what is wrong where, and repeats no secret', async (t) => {
  const table: readonly [unknown, string][] = [
    [[{}], '[0].name: expected a bucket name'],
    [['abc', { name: 'abc' }], '[1].name: expected another name than those before it'],
    [
      [{ name: 'abc', prefix: 'a/../b' }],
      '[0].prefix: expected a key prefix of at most 1024 bytes without "." and ".." segments',
    ],
    [
      [{ name: 'abc', access_key: 'hush' }],
      '[0]: expected access_key and secret_key together, session_token only with them',
    ],
    [
      [{ name: 'abc', session_token: 'hush' }],
      '[0]: expected access_key and secret_key together, session_token only with them',
    ],
    [
      [{ name: 'abc', secret_key: 'hu sh', access_key: 'a' }],
      '[0].secret_key: expected printable ASCII without spaces',
    ],
    [
      [{ name: 'abc', endpoint_url: 'http://me:hush@a' }],
      '[0].endpoint_url: expected an http or https URL without credentials, query or fragment',
    ],
    [[{ name: 'abc', access: 'all' }], '[0].access: expected viewers or public'],
    [
      [{ name: 'abc', cache_control: 'a\r\nb: c' }],
      '[0].cache_control: expected printable ASCII of at most 256 characters',
    ],
    [[{ name: 'abc', force_path_style: 'no' }], '[0].force_path_style: expected true or false'],
    [[{ name: 'abc', region: 'x' }], '[0]: unknown key "region"'],
  ];
  for (const [value, sentence] of table)
    t.strictSame(problems(value), [`buckets (f): ${sentence}`]);
});
