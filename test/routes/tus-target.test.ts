import t from 'tap';
import { parseQuery } from '../../src/http/query.ts';
import { targetOf } from '../../src/routes/tus-target.ts';

type Pairs = Record<string, string>;
const of = (pairs: Pairs, query = '', buckets: readonly string[] = ['films']) =>
  targetOf(new Map(Object.entries(pairs)), parseQuery(query), buckets);

t.test('targetOf() names the key', async (t) => {
  const cases: [Pairs, string, string][] = [
    [{ key: 'x/a.mp4', filename: 'b.mp4' }, 'prefix=p/', 'x/a.mp4'],
    [{ filename: 'a.mp4', name: 'b.mp4' }, '', 'a.mp4'],
    [{ name: 'b.mp4' }, 'prefix=2026%2F', '2026/b.mp4'],
    [{ name: 'b.mp4', relativePath: 'null' }, '', 'b.mp4'],
    [{ name: 'b.mp4', relativePath: '' }, '', 'b.mp4'],
    [{ name: 'b.mp4', relativePath: '/dir/sub/b.mp4' }, 'prefix=p/', 'p/dir/sub/b.mp4'],
    [{ name: 'b.mp4', relativePath: 'elsewhere' }, '', 'b.mp4'],
    [{ relativePath: 'dir/b.mp4' }, '', 'dir/b.mp4'],
  ];
  for (const [pairs, query, key] of cases) t.equal(of(pairs, query).ref.key, key);
  for (const pairs of [{}, { name: '' }, { relativePath: 'null' }] as Pairs[]) {
    t.throws(() => of(pairs, 'prefix=p/'), { code: 'key_missing' });
  }
  t.throws(() => of({ name: 'n'.repeat(1025) }), { code: 'key_invalid' });
});

t.test('targetOf() names the bucket', async (t) => {
  const buckets = ['films', 'series'];
  t.equal(of({ name: 'a' }).ref.bucket, 'films');
  t.equal(of({ name: 'a' }, 'bucket=series', buckets).ref.bucket, 'series');
  t.equal(of({ name: 'a', bucket: 'films' }, 'bucket=series', buckets).ref.bucket, 'films');
  t.throws(() => of({ name: 'a' }, '', buckets), { code: 'bucket_missing' });
});

t.test('targetOf() tells the type, and whether it may replace', async (t) => {
  t.equal(of({ name: 'a.mp4', filetype: 'video/x-own' }).contentType, 'video/x-own');
  t.equal(of({ name: 'a.mp4', filetype: '', type: 'video/x-own' }).contentType, 'video/x-own');
  t.equal(of({ name: 'a.mp4', type: 'no type' }).contentType, 'video/mp4');
  t.equal(of({ name: 'a.mp4', filetype: 'application/octet-stream' }).contentType, 'video/mp4');
  t.equal(of({ name: 'a' }).contentType, 'application/octet-stream');
  t.equal(of({ name: 'a' }).onlyNew, false);
  t.equal(of({ name: 'a', ifNoneMatch: '*' }).onlyNew, true);
});
