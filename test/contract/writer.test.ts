/**
 * What the upload room may count on, whichever store is behind it: the promises of
 * src/upload/writer.ts, kept by the S3 client against every store there is.
 */
import { createHash, randomBytes } from 'node:crypto';
import t, { type Test } from 'tap';
import type { ObjectRef } from '../../src/object/origin.ts';
import { createS3Origin, type S3Origin } from '../../src/origin/s3-origin.ts';
import { startDamagingRelay } from '../fixtures/damaging-relay.ts';
import { createS3Client } from '../fixtures/s3-client.ts';
import { openStore, storesToTest, type TestStore } from '../fixtures/stores.ts';

const { signal } = new AbortController();
const contentType = 'video/mp4';
const plain = { signal, contentType };
/** S3 wants so much of every part but the last. */
const PART = 5 * 1024 * 1024;
const ODD_KEYS = [
  'a b+c%20.mp4',
  `quote'"&=;.mp4`,
  'question?hash#.mp4',
  'angle<>\\|^`.mp4',
  '~*()!@$,:[]{}',
  'é',
  'e\u0301',
  '日本語/\u{1F3AC}.mp4',
  'a//b',
  'x'.repeat(200),
];

interface House {
  readonly store: TestStore;
  readonly origin: S3Origin;
  readonly name: (key: string) => ObjectRef;
}

const PROMISES: Readonly<Record<string, (t: Test, house: House) => Promise<void>>> = {
  'put() stores, and stores anew': puts,
  'put() heeds conditions': conditions,
  'parts in any order become one object': parts,
  'listParts() gives all of them, whatever a page holds': manyParts,
  'complete() heeds conditions': completeConditions,
  'complete() again is no failure': completeAgain,
  'abort() leaves nothing': aborts,
  'an upload that is not there': unknownUpload,
  'keys with anything in them': oddKeys,
  'bytes damaged on their way are refused by the store': damaged,
  'remove() deletes, and may find nothing': removes,
  'createBucket() makes new ones only': buckets,
  'a bucket that is not there': noBucket,
};

for (const { name, skip } of storesToTest()) {
  t.test(`createWrites() keeps its promises with the ${name} store`, { skip }, async (t) => {
    const store = await openStore(name);
    const origin = openOrigin(store, store.endpoint);
    // Runs may share a bucket.
    const room = `writer-${randomBytes(6).toString('hex')}/`;
    t.teardown(async () => {
      await empty(origin, store.bucket, room);
      await origin.close();
      await store.close();
    });
    await origin.createBucket(store.bucket, signal).catch(() => {});
    for (const [title, keeps] of Object.entries(PROMISES)) {
      const own = `${room}${keeps.name}/`;
      const house = {
        store,
        origin,
        name: (key: string) => ({ bucket: store.bucket, key: own + key }),
      };
      await t.test(title, (t) => keeps(t, house));
    }
  });
}

function openOrigin(store: TestStore, endpointUrl: string): S3Origin {
  const { region, accessKeyId, secretAccessKey } = store;
  return createS3Origin({ endpointUrl, region, credentials: { accessKeyId, secretAccessKey } });
}

async function keysOf(origin: S3Origin, { bucket, key }: ObjectRef): Promise<string[]> {
  const request = { bucket, prefix: key, delimiter: '', limit: 1000, token: undefined };
  return (await origin.listObjects(request, signal)).objects.map(({ key }) => key);
}

async function empty(origin: S3Origin, bucket: string, prefix: string): Promise<void> {
  for (const key of await keysOf(origin, { bucket, key: prefix })) {
    await origin.remove({ bucket, key }, signal);
  }
}

async function contentOf(origin: S3Origin, ref: ObjectRef): Promise<Buffer> {
  const arrival = await origin.read(ref, { start: 0, end: 64 * 1024 * 1024 }, { signal });
  if (arrival === 'unsatisfiable') return Buffer.alloc(0);
  const pieces: Uint8Array[] = [];
  for await (const piece of arrival.bytes) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function puts(t: Test, { origin, name }: House): Promise<void> {
  const ref = name('film.mp4');
  const tags = new Set<string | undefined>();
  for (const body of [randomBytes(300_000), Buffer.from('another'), Buffer.alloc(0)]) {
    const { etag } = await origin.put(ref, body, plain);
    tags.add(etag);
    const meta = await origin.head(ref, signal);
    t.match(meta, { size: body.length, etag, contentType });
    t.ok((await contentOf(origin, ref)).equals(body), `${body.length} bytes`);
  }
  t.equal(tags.size, 3, 'each version has a tag of its own');
  t.notOk(tags.has(undefined));
}

async function conditions(t: Test, { origin, name }: House): Promise<void> {
  const ref = name('film.mp4');
  const ifThere = { ...plain, condition: { ifMatch: '"0123456789abcdef0123456789abcdef"' } };
  const ifNew = { ...plain, condition: { ifNoneMatch: '*' } } as const;
  const failed = { code: 'precondition_failed' };
  await t.rejects(origin.put(ref, Buffer.from('x'), ifThere), failed, 'nothing there');
  const { etag = '' } = await origin.put(ref, Buffer.from('one'), ifNew);
  await t.rejects(origin.put(ref, Buffer.from('x'), ifNew), failed);
  await t.rejects(origin.put(ref, Buffer.from('x'), ifThere), failed, 'another version');
  await origin.put(ref, Buffer.from('two'), { ...plain, condition: { ifMatch: etag } });
  t.equal((await contentOf(origin, ref)).toString(), 'two');
}

async function parts(t: Test, { origin, name }: House): Promise<void> {
  const ref = name('film.mp4');
  const bodies = [randomBytes(PART), randomBytes(PART + 1), randomBytes(10)] as const;
  const id = await origin.begin(ref, plain);
  const last = await origin.putPart(ref, id, 7, bodies[2], signal);
  const first = await origin.putPart(ref, id, 1, Buffer.from('replaced below'), signal);
  const second = await origin.putPart(ref, id, 2, bodies[1], signal);
  const again = await origin.putPart(ref, id, 1, bodies[0], signal);
  t.not(first.etag, again.etag);
  const listed = await origin.listParts(ref, id, signal);
  t.match(
    listed.map(({ number, size }) => [number, size]),
    [
      [1, PART],
      [2, PART + 1],
      [7, 10],
    ],
  );
  t.strictSame(await keysOf(origin, ref), [], 'nothing to be seen before the end');
  const { etag } = await origin.complete(ref, id, [last, second, again], { signal });
  t.ok((await contentOf(origin, ref)).equals(Buffer.concat(bodies)));
  t.match(await origin.head(ref, signal), { etag, contentType });
  t.match(etag, /^"/, 'the tag is known, also where the answer left it out');
}

async function manyParts(t: Test, { origin, name }: House): Promise<void> {
  const ref = name('film.mp4');
  const id = await origin.begin(ref, plain);
  t.strictSame(await origin.listParts(ref, id, signal), [], 'none yet');
  const numbers = Array.from({ length: 1003 }, (_, i) => i * 9 + 1);
  for (let at = 0; at < numbers.length; at += 50) {
    const some = numbers.slice(at, at + 50);
    await Promise.all(some.map((n) => origin.putPart(ref, id, n, Buffer.from(`${n}`), signal)));
  }
  const listed = await origin.listParts(ref, id, signal);
  t.strictSame(
    listed.map(({ number }) => number),
    numbers,
  );
  await origin.abort(ref, id, signal);
}

async function completeConditions(t: Test, { origin, name }: House): Promise<void> {
  const ref = name('film.mp4');
  const upload = async (text: string) => {
    const id = await origin.begin(ref, plain);
    return { id, parts: [await origin.putPart(ref, id, 1, Buffer.from(text), signal)] };
  };
  const ifNew = { signal, condition: { ifNoneMatch: '*' } } as const;
  const one = await upload('one');
  const { etag = '' } = await origin.complete(ref, one.id, one.parts, ifNew);
  const two = await upload('two');
  const failed = { code: 'precondition_failed' };
  await t.rejects(origin.complete(ref, two.id, two.parts, ifNew), failed);
  const wrong = { signal, condition: { ifMatch: '"other"' } };
  await t.rejects(origin.complete(ref, two.id, two.parts, wrong), failed);
  t.equal((await contentOf(origin, ref)).toString(), 'one', 'as it was');
  await origin.complete(ref, two.id, two.parts, { signal, condition: { ifMatch: etag } });
  t.equal((await contentOf(origin, ref)).toString(), 'two', 'the parts were still there');
}

async function completeAgain(t: Test, { origin, name }: House): Promise<void> {
  const ref = name('film.mp4');
  const id = await origin.begin(ref, plain);
  const part = await origin.putPart(ref, id, 1, Buffer.from('x'), signal);
  const first = await origin.complete(ref, id, [part], { signal });
  t.same(await origin.complete(ref, id, [part], { signal }), first);
}

async function aborts(t: Test, { origin, name }: House): Promise<void> {
  const ref = name('film.mp4');
  const id = await origin.begin(ref, plain);
  const part = await origin.putPart(ref, id, 1, Buffer.from('x'), signal);
  await origin.abort(ref, id, signal);
  await origin.abort(ref, id, signal);
  t.strictSame(await keysOf(origin, ref), []);
  const gone = { code: 'upload_not_found' };
  await t.rejects(origin.complete(ref, id, [part], { signal }), gone);
  await t.rejects(origin.listParts(ref, id, signal), gone);
}

async function unknownUpload(t: Test, { origin, name }: House): Promise<void> {
  const ref = name('film.mp4');
  const other = await origin.begin(name('other.mp4'), plain);
  const part = { number: 1, size: 1, etag: '"0123456789abcdef0123456789abcdef"' };
  const gone = { code: 'upload_not_found' };
  for (const id of ['nonsense', '../../x', '2~0123456789abcdefghijklmnopqrstu', other]) {
    await t.rejects(origin.putPart(ref, id, 1, Buffer.from('x'), signal), gone, id);
    await t.rejects(origin.listParts(ref, id, signal), gone, id);
    await t.rejects(origin.complete(ref, id, [part], { signal }), gone, id);
    await t.resolves(origin.abort(ref, id, signal), id);
  }
  await t.rejects(
    origin.complete(name('other.mp4'), other, [part], { signal }),
    gone,
    'a part that was never stored',
  );
  await origin.abort(name('other.mp4'), other, signal);
}

async function oddKeys(t: Test, { origin, name }: House): Promise<void> {
  for (const key of ODD_KEYS) {
    const ref = name(key);
    await origin.put(ref, Buffer.from(key), plain);
    t.equal((await contentOf(origin, ref)).toString(), key, JSON.stringify(key));
    await origin.remove(ref, signal);
    const id = await origin.begin(ref, plain);
    const part = await origin.putPart(ref, id, 1, Buffer.from(key), signal);
    await origin.complete(ref, id, [part], { signal });
    t.equal((await contentOf(origin, ref)).toString(), key, `${JSON.stringify(key)} of parts`);
    await origin.remove(ref, signal);
  }
  t.strictSame(await keysOf(origin, name('')), []);
  await t.rejects(origin.put(name('x'.repeat(1100)), Buffer.from('x'), plain), {
    code: 'key_invalid',
  });
}

async function damaged(t: Test, { store, origin, name }: House): Promise<void> {
  const relay = await startDamagingRelay(store.endpoint);
  const through = openOrigin(store, relay.endpoint);
  const ref = name('film.mp4');
  const body = Buffer.from('intact bytes of a film');
  try {
    relay.damage(body, 1);
    await through.put(ref, body, plain);
    t.ok((await contentOf(origin, ref)).equals(body), 'sent anew once');
    await origin.remove(ref, signal);

    relay.damage(body, 2);
    await t.rejects(through.put(ref, body, plain), { code: 'origin_invalid' });
    t.strictSame(await keysOf(origin, ref), [], 'nothing was stored');

    const id = await through.begin(ref, plain);
    relay.damage(body, 2);
    await t.rejects(through.putPart(ref, id, 1, body, signal), { code: 'origin_invalid' });
    t.strictSame(await origin.listParts(ref, id, signal), []);
    await origin.abort(ref, id, signal);
  } finally {
    await through.close();
    await relay.close();
  }
}

async function removes(t: Test, { origin, name }: House): Promise<void> {
  const ref = name('film.mp4');
  await origin.put(ref, Buffer.from('x'), plain);
  await origin.remove(ref, signal);
  await t.rejects(origin.head(ref, signal), { code: 'object_not_found' });
  await origin.remove(ref, signal);
}

async function buckets(t: Test, { store, origin }: House): Promise<void> {
  const bucket = `made-${createHash('sha256').update(randomBytes(8)).digest('hex').slice(0, 12)}`;
  await origin.createBucket(bucket, signal);
  const names = (await origin.listBuckets(signal)).map(({ name }) => name);
  t.ok(names.includes(bucket));
  await t.rejects(origin.createBucket(bucket, signal), { code: 'bucket_exists' });
  await t.rejects(origin.createBucket(store.bucket, signal), { code: 'bucket_exists' });
  for (const wrong of ['..', 'a', 'a/b', 'x'.repeat(300)]) {
    await t.rejects(origin.createBucket(wrong, signal), { code: 'bucket_invalid' }, wrong);
  }
  await origin.put({ bucket, key: 'a' }, Buffer.from('x'), plain);
  await origin.remove({ bucket, key: 'a' }, signal);
  const client = createS3Client({ ...store, bucket });
  t.equal((await client.send('DELETE')).status, 204, 'none is left behind');
  client.close();
}

async function noBucket(t: Test, { origin }: House): Promise<void> {
  const ref = { bucket: 'there-is-no-such-bucket', key: 'a' };
  const missing = { code: 'bucket_not_found' };
  await t.rejects(origin.put(ref, Buffer.from('x'), plain), missing);
  await t.rejects(origin.begin(ref, plain), missing);
  await t.rejects(origin.remove(ref, signal), missing);
}
