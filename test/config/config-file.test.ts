import t from 'tap';
import { parseConfig, readConfigFile } from '../../src/config/config-file.ts';
import { readerOf } from '../fixtures/load-with.ts';

t.test('readConfigFile() reads config.json of the working directory when it exists', async (t) => {
  const read = readerOf({ '/srv/config.json': '{"port": 1}' });
  t.same(readConfigFile(undefined, '/srv', read).given.get('port'), {
    where: 'config.json',
    value: 1,
  });
  t.match(readConfigFile(undefined, '/else', read), { given: new Map(), problems: [] });
});

t.test('readConfigFile() needs the file that --config names', async (t) => {
  const read = readerOf({ '/srv/a/b.json': '{"port": 2}', '/srv/config.json': '!EACCES' });
  t.match(readConfigFile('a/b.json', '/srv', read).given.get('port'), { where: 'a/b.json' });
  t.match(readConfigFile('/srv/a/b.json', '/', read).given.get('port'), { value: 2 });
  t.same(readConfigFile('no.json', '/srv', read).problems, [
    'config (--config): cannot read "no.json": ENOENT',
  ]);
  t.same(readConfigFile(undefined, '/srv', read).problems, [
    'config (config.json): cannot read "config.json": EACCES',
  ]);
});

t.test('parseConfig() takes values as they are', async (t) => {
  const { given, problems } = parseConfig('\uFEFF{"port": "80", "host": null}', 'f');
  t.same(problems, []);
  t.same(Object.fromEntries(given), {
    port: { where: 'f', value: '80' },
    host: { where: 'f', value: null },
  });
});

t.test('parseConfig() counts "" as unset where a string is wanted', async (t) => {
  const { given } = parseConfig('{"endpoint_url": "", "port": "", "buckets": "", "host": ""}', 'f');
  t.same([...given.keys()], ['port', 'buckets']);
});

t.test('parseConfig() says where it stops being JSON, and quotes nothing', async (t) => {
  t.same(parseConfig('{\n  "secret_key": hush\n}', 'f').problems, [
    'config (f): not JSON from line 2, column 17 on',
  ]);
  t.same(parseConfig('', 'f').problems, ['config (f): not JSON from line 1, column 1 on']);
});

t.test('parseConfig() wants an object', async (t) => {
  const table: readonly [string, string][] = [
    ['[]', 'an empty array'],
    ['null', 'null'],
    ['"hush"', 'a string that is not shown here'],
    ['3', 'a number that is not shown here'],
  ];
  for (const [text, got] of table) {
    t.same(parseConfig(text, 'f').problems, [`config (f): expected a JSON object, got ${got}`]);
  }
});

t.test('parseConfig() reports unknown keys, with what may be meant', async (t) => {
  t.same(
    parseConfig('{"bucket": [], "__proto__": 1, "toString": 1, "a b": "hush"}', 'f').problems,
    [
      'bucket (f): unknown key; did you mean buckets?',
      '__proto__ (f): unknown key',
      'toString (f): unknown key',
      'a b (f): unknown key',
    ],
  );
});
