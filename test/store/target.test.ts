import t from 'tap';
import { parameter, readTarget } from '../../src/store/target.ts';

t.test('readTarget() decodes once and normalises nothing', async (t) => {
  const table: readonly [raw: string, bucket: string, key: string][] = [
    ['/', '', ''],
    ['/films', 'films', ''],
    ['/films/', 'films', ''],
    ['/films/a.mp4', 'films', 'a.mp4'],
    ['/films//a', 'films', '/a'],
    ['/films/a//b/', 'films', 'a//b/'],
    ['/films/a/../b', 'films', 'a/../b'],
    ['/films/a%2Fb', 'films', 'a/b'],
    ['/films/a+b%2B', 'films', 'a+b+'],
    ['/films/%252e', 'films', '%2e'],
    ['/films/caf%C3%A9', 'films', 'café'],
    ['http://127.0.0.1:9/films/a', 'films', 'a'],
  ];
  for (const [raw, bucket, key] of table) t.match(readTarget(raw), { bucket, key }, raw);
});

t.test('readTarget() refuses what cannot be decoded', async (t) => {
  for (const raw of ['', '*', 'films/a', '/films/%', '/films/%zz', '/films/%FF', '/f/%ED%A0%80']) {
    t.throws(() => readTarget(raw), { code: 'InvalidURI' }, raw);
  }
  for (const raw of ['/films/caf\xc3\xa9', '/films?prefix=%', '/films?x=\xe9']) {
    t.throws(() => readTarget(raw), { code: 'InvalidURI' }, raw);
  }
});

t.test('readTarget() reads the query, in which a plus is a space', async (t) => {
  const { query } = readTarget('/films?a=1&b=x+y%2B&&c&d==&a=2?');
  t.strictSame(query, [
    ['a', '1'],
    ['b', 'x y+'],
    ['c', ''],
    ['d', '='],
    ['a', '2?'],
  ]);
  t.equal(parameter(query, 'a'), '1');
  t.equal(parameter(query, 'nothing'), undefined);
});
