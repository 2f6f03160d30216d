import type { Test } from 'tap';
import { type Bench, byBytes, listAll, type PerStore, readListing } from '../fixtures/s3-bench.ts';
import { errorCode } from '../fixtures/s3-client.ts';

export async function pages(t: Test, bench: Bench): Promise<void> {
  const { prefix, put } = bench;
  const base = `${prefix}list/`;
  const names = ['a', 'a!', 'b/1', 'b/2', 'b/c/3', 'b!', 'c d', 'd+', 'e%', 'é', '\u{ffee}', '🎬'];
  for (let i = 0; i < 12; i++) names.push(`v${String(i).padStart(2, '0')}/x`, `w${i}`);
  const keys = names.map((name) => base + name);
  await Promise.all(keys.map((key) => put(key, key)));
  for (const delimiter of ['', '/', '1', '/x']) {
    const wanted = rollUpAll(keys, base, delimiter);
    for (const size of delimiter === '/' ? [1, 4, 1000] : [7, 1000]) {
      const query = { prefix: base, delimiter, 'max-keys': String(size) };
      const { keys, prefixes, sizes } = await listAll(bench, query);
      const says = `delimiter "${delimiter}", pages of ${size}`;
      t.strictSame(keys, wanted.keys, says);
      t.strictSame(prefixes, wanted.prefixes, says);
      t.ok(
        sizes.slice(0, -1).every((n) => n === size),
        `${says}: only the last is short`,
      );
    }
  }
}

export async function listsByParameters(t: Test, bench: Bench): Promise<void> {
  const { client, prefix, put, expected } = bench;
  const etag = await put(`${prefix}params/a b&c.mp4`, 'abc');
  await put(`${prefix}params/z`, 'z');
  const base = { 'list-type': '2', prefix: `${prefix}params/` };
  const answer = await client.send('GET', { query: base });
  t.equal(answer.headers['content-type'], 'application/xml');
  const [page] = [readListing(answer.body)];
  t.match(page, { KeyCount: '2', MaxKeys: '1000', IsTruncated: 'false', Prefix: base.prefix });
  t.match(page.Contents, [
    { Key: `${prefix}params/a b&c.mp4`, Size: '3', ETag: etag, LastModified: /^\d{4}-.*\.\d{3}Z$/ },
    { Key: `${prefix}params/z` },
  ]);
  const encoded = await client.send('GET', { query: { ...base, 'encoding-type': 'url' } });
  t.match(encoded.body.toString(), /<EncodingType>url<\/EncodingType>/);
  t.match(encoded.body.toString(), /a%20b%26c\.mp4<\/Key>/);
  const after = { ...base, 'start-after': `${prefix}params/a b&c.mp4` };
  t.strictSame((await listAll(bench, after)).keys, [`${prefix}params/z`]);
  const table: readonly [query: Record<string, string>, status: PerStore<number>, count: string][] =
    [
      [{ 'max-keys': '0' }, 200, '0'],
      [{ 'max-keys': '5000' }, 200, '2'],
      [{ prefix: `${prefix}none` }, 200, '0'],
      [{ prefix: `${prefix}../` }, 200, '0'],
      [{ 'max-keys': 'abc' }, 400, ''],
      [{ 'max-keys': '-1' }, { embedded: 400, real: 200 }, '0'],
      [{ 'continuation-token': 'bogus' }, { embedded: 400, real: 200 }, '2'],
      [{ 'continuation-token': '' }, { embedded: 400, real: 200 }, '2'],
    ];
  for (const [query, status, count] of table) {
    const answer = await client.send('GET', { query: { ...base, ...query } });
    t.equal(answer.status, expected(status), JSON.stringify(query));
    if (answer.status === 200) t.equal(readListing(answer.body).KeyCount, count);
    else t.equal(errorCode(answer), 'InvalidArgument');
  }
  const missing = await client.send('GET', { bucket: 'no-such-bucket', query: base });
  t.equal(missing.status, 404);
  t.equal(errorCode(missing), 'NoSuchBucket');
  const buckets = (await client.send('GET', { bucket: '' })).body.toString();
  t.match(buckets, `<Name>${bench.store.bucket}</Name>`);
  t.equal((await client.send('GET', { query: { location: '' } })).status, 200);
  t.equal((await client.send('HEAD')).status, 200);
}

/** The oracle: what a listing of `keys` must hold, in the plainest way. */
function rollUpAll(keys: readonly string[], prefix: string, delimiter: string) {
  const prefixes = new Set<string>();
  const plain: string[] = [];
  for (const key of keys) {
    const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    if (at === -1) plain.push(key);
    else prefixes.add(key.slice(0, at + delimiter.length));
  }
  return { keys: plain.sort(byBytes), prefixes: [...prefixes].sort(byBytes) };
}
