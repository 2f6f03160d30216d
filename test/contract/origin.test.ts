/**
 * What the object room may count on, whichever store is behind the origin: the promises of
 * src/object/origin.ts, kept by the S3 client against every store there is.
 */
import { createHash, randomBytes } from 'node:crypto';
import t, { type Test } from 'tap';
import type { Arrival, ObjectRef, Wanted } from '../../src/object/origin.ts';
import { createS3Origin, type S3Origin } from '../../src/origin/s3-origin.ts';
import { createS3Client } from '../fixtures/s3-client.ts';
import { openStore, storesToTest, type TestStore } from '../fixtures/stores.ts';

const never = new AbortController().signal;
const FILM = randomBytes(300_000);
const STRANGE_KEYS = [
  'a b+c%20.mp4',
  `quote'"&=;.mp4`,
  'question?hash#.mp4',
  'angle<>\\|^`.mp4',
  '~*()!@$,:[]{}',
  'é',
  'e\u0301',
  '日本語/\u{1F3AC}.mp4',
  'a//b',
  '00123',
  '1e5',
  'true',
  'x'.repeat(200),
];

for (const { name, skip } of storesToTest()) {
  t.test(`createS3Origin() keeps its promises with the ${name} store`, { skip }, async (t) => {
    const store = await openStore(name);
    const { endpoint, region, accessKeyId, secretAccessKey, bucket } = store;
    const credentials = { accessKeyId, secretAccessKey };
    const origin = createS3Origin({ endpointUrl: endpoint, region, credentials });
    const client = createS3Client(store);
    // Runs may share a bucket.
    const room = `origin-${randomBytes(6).toString('hex')}/`;
    t.teardown(async () => {
      client.close();
      await origin.close();
      await store.close();
    });
    const put = async (key: string, body: string | Uint8Array, type = 'video/mp4') => {
      const answer = await client.send('PUT', { key, body, headers: { 'content-type': type } });
      t.equal(answer.status, 200, `PUT ${JSON.stringify(key)}: ${answer.body}`);
    };
    const made = await client.send('PUT');
    t.ok([200, 409].includes(made.status), `the bucket exists: ${made.status}`);

    await t.test('read()', (t) => reading(t, origin, { bucket, key: `${room}film.mp4` }, put));
    await t.test('keys', (t) => strangeKeys(t, origin, bucket, `${room}keys/`, put));
    await t.test('listings', (t) => listings(t, origin, bucket, `${room}list/`, put));
    await t.test('failures', (t) => failures(t, origin, store, room));
  });
}

type Put = (key: string, body: string | Uint8Array, type?: string) => Promise<void>;

async function bytesOf(arrival: Arrival | 'unsatisfiable'): Promise<Buffer> {
  if (arrival === 'unsatisfiable') throw new Error(arrival);
  const chunks: Uint8Array[] = [];
  for await (const chunk of arrival.bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function reading(t: Test, origin: S3Origin, ref: ObjectRef, put: Put): Promise<void> {
  await put(ref.key, FILM);
  const meta = await origin.head(ref, never);
  const etag = `"${createHash('md5').update(FILM).digest('hex')}"`;
  t.match(meta, { size: FILM.length, contentType: 'video/mp4', contentEncoding: undefined });
  t.match(meta.etag, /^"[^"]+"$/);
  t.equal((meta.lastModified ?? 0.5) % 1000, 0, 'whole seconds');
  t.comment(`the entity tag is ${meta.etag === etag ? '' : 'not '}the MD5 of the bytes`);

  const cases: [Wanted, number, number][] = [
    [{ start: 0, end: 1 }, 0, 1],
    [{ start: 10, end: 20 }, 10, 20],
    [{ start: 0, end: FILM.length }, 0, FILM.length],
    [{ start: 299_990, end: 400_000 }, 299_990, 300_000],
    [{ start: 65_536, end: 131_072 }, 65_536, 131_072],
    [{ suffix: 1 }, 299_999, 300_000],
    [{ suffix: 1000 }, 299_000, 300_000],
    [{ suffix: 400_000 }, 0, 300_000],
  ];
  for (const [wanted, start, end] of cases) {
    const arrival = await origin.read(ref, wanted, { signal: never, ifMatch: meta.etag ?? '' });
    if (arrival === 'unsatisfiable') throw new Error(arrival);
    t.same(arrival.span, { start, end }, JSON.stringify(wanted));
    t.same(arrival.meta, meta, 'the same meta as HEAD says');
    t.ok((await bytesOf(arrival)).equals(FILM.subarray(start, end)));
  }
  const outside: Wanted[] = [
    { start: 300_000, end: 300_001 },
    { start: 900_000, end: 900_010 },
  ];
  for (const wanted of outside) {
    t.equal(await origin.read(ref, wanted, { signal: never }), 'unsatisfiable');
  }
  const empty = { ...ref, key: `${ref.key}.empty` };
  await put(empty.key, '');
  t.equal((await origin.head(empty, never)).size, 0);
  for (const wanted of [{ start: 0, end: 1 }, { suffix: 1 }]) {
    t.equal(await origin.read(empty, wanted, { signal: never }), 'unsatisfiable');
  }

  const left = await origin.read(ref, { start: 0, end: 300_000 }, { signal: never });
  if (left === 'unsatisfiable') throw new Error(left);
  for await (const _ of left.bytes) break;
  left.cancel();
  const control = new AbortController();
  const aborted = await origin.read(ref, { start: 0, end: 300_000 }, { signal: control.signal });
  control.abort(new Error('the viewer left'));
  await t.rejects(bytesOf(aborted), { message: 'the viewer left' });

  await put(ref.key, 'another version');
  const changed = origin.read(
    ref,
    { start: 0, end: 5 },
    { signal: never, ifMatch: meta.etag ?? '' },
  );
  await t.rejects(changed, { code: 'object_changed' });
  t.equal(
    (await bytesOf(await origin.read(ref, { start: 0, end: 7 }, { signal: never }))).toString(),
    'another',
  );
}

async function strangeKeys(
  t: Test,
  origin: S3Origin,
  bucket: string,
  prefix: string,
  put: Put,
): Promise<void> {
  const keys = STRANGE_KEYS.map((key) => prefix + key);
  for (const key of keys) await put(key, `this is ${key}`);
  for (const key of keys) {
    const text = `this is ${key}`;
    const size = Buffer.byteLength(text);
    t.equal((await origin.head({ bucket, key }, never)).size, size, JSON.stringify(key));
    const arrival = await origin.read({ bucket, key }, { start: 0, end: 5000 }, { signal: never });
    t.equal((await bytesOf(arrival)).toString(), text);
  }
  const request = { bucket, prefix, delimiter: '', limit: 1000, token: undefined };
  const { objects } = await origin.listObjects(request, never);
  const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
  t.same(
    objects.map(({ key }) => key),
    keys.toSorted(byBytes),
    'listed exactly as stored, in the order of their bytes',
  );
}

async function listings(
  t: Test,
  origin: S3Origin,
  bucket: string,
  prefix: string,
  put: Put,
): Promise<void> {
  const names = ['a+b/1', 'a+b/2', 'c d/1', 'e', 'f g', 'h%2F', 'z/1'];
  for (const name of names) await put(prefix + name, name);
  const walk = async (delimiter: string, limit: number) => {
    const found: string[] = [];
    let token: string | undefined;
    let pages = 0;
    do {
      const page = await origin.listObjects({ bucket, prefix, delimiter, limit, token }, never);
      const count = page.objects.length + page.prefixes.length;
      t.ok(count <= limit, `${count} of ${limit} at most`);
      found.push(...page.objects.map(({ key }) => key), ...page.prefixes);
      token = page.next;
      pages += 1;
    } while (token !== undefined && pages < 50);
    return found.map((key) => key.slice(prefix.length)).sort();
  };
  for (const limit of [1, 2, 3, 1000]) {
    t.same(await walk('', limit), names, `pages of ${limit}`);
    t.same(await walk('/', limit), ['a+b/', 'c d/', 'e', 'f g', 'h%2F', 'z/'], `folders, ${limit}`);
  }
  const [entry] = (
    await origin.listObjects(
      { bucket, prefix: `${prefix}e`, delimiter: '', limit: 1, token: undefined },
      never,
    )
  ).objects;
  const meta = await origin.head({ bucket, key: `${prefix}e` }, never);
  t.match(entry, { size: 1, etag: meta.etag });
  t.ok(Math.abs((entry?.lastModified ?? 0) - (meta.lastModified ?? 1e15)) < 1000);
  const none = { bucket, prefix: `${prefix}nothing`, delimiter: '', limit: 10, token: undefined };
  t.same(await origin.listObjects(none, never), { objects: [], prefixes: [], next: undefined });
  const buckets = await origin.listBuckets(never);
  t.ok(buckets.some(({ name, created }) => name === bucket && typeof created === 'number'));
}

async function failures(t: Test, origin: S3Origin, store: TestStore, room: string): Promise<void> {
  const { bucket } = store;
  const missing = { bucket, key: `${room}no such key` };
  const nowhere = { bucket: 'no-such-bucket-here', key: 'x' };
  const range = { start: 0, end: 10 };
  await t.rejects(origin.head(missing, never), { code: 'object_not_found' });
  await t.rejects(origin.read(missing, range, { signal: never }), { code: 'object_not_found' });
  await t.rejects(origin.read(missing, range, { signal: never, ifMatch: '"x"' }), {
    code: 'object_not_found',
  });
  await t.rejects(origin.head(nowhere, never), { code: 'object_not_found' });
  await t.rejects(origin.read(nowhere, range, { signal: never }), { code: 'bucket_not_found' });
  const listing = { bucket: nowhere.bucket, prefix: '', delimiter: '', limit: 1, token: undefined };
  await t.rejects(origin.listObjects(listing, never), { code: 'bucket_not_found' });
  await t.resolves(origin.probe(never));

  const { endpoint, region, accessKeyId, secretAccessKey } = store;
  const others = [
    { accessKeyId, secretAccessKey: 'wrong-secret' },
    { accessKeyId: 'AKIDNOBODY', secretAccessKey },
  ];
  for (const credentials of others) {
    const stranger = createS3Origin({ endpointUrl: endpoint, region, credentials });
    t.teardown(() => stranger.close());
    await t.rejects(stranger.probe(never), { code: 'origin_denied' });
    await t.rejects(stranger.head(missing, never), { code: 'origin_denied' });
    await t.rejects(stranger.read(missing, range, { signal: never }), { code: 'origin_denied' });
  }
  const wrong = { now: () => Date.now() - 3 * 3_600_000 };
  const credentials = { accessKeyId, secretAccessKey };
  const operations: ((late: S3Origin) => Promise<unknown>)[] = [
    (late) => late.probe(never),
    (late) => late.listBuckets(never),
    (late) => late.head(missing, never).catch(({ code }) => t.equal(code, 'object_not_found')),
  ];
  for (const operation of operations) {
    const late = createS3Origin({ endpointUrl: endpoint, region, credentials, clock: wrong });
    t.teardown(() => late.close());
    await t.resolves(operation(late), 'with a clock three hours late');
  }
}
