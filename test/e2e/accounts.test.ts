/**
 * Two stores, each with a key pair of its own, behind one origin: by public names, one of them a
 * part of a bucket only.
 */
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { GatewayError } from '../../src/errors.ts';
import type { ObjectRef } from '../../src/object/origin.ts';
import { type Account, accountsOf } from '../../src/origin/account.ts';
import { createAccounts } from '../../src/origin/accounts.ts';
import { createS3Origin, type S3Origin } from '../../src/origin/s3-origin.ts';
import { startStore } from '../../src/store/store.ts';
import { declared } from '../fixtures/declared-bucket.ts';
import { bytesOf } from '../fixtures/gated-s3.ts';
import { watchRejections } from '../fixtures/rejections.ts';

watchRejections(t);

const never = new AbortController().signal;
const SAME_KEY = 'a film.mp4';
const FIRST = { access_key: 'AKIDFIRST', secret_key: 'the-secret-of-the-first' };
const SECOND = { access_key: 'AKIDSECOND', secret_key: 'the-secret-of-the-second' };

interface House {
  readonly origin: S3Origin;
  /** Clients that were made. */
  readonly clients: number;
}

/** `films` and `clips` are parts of one bucket of the first store, `archive` is all of one of the second. */
async function openHouse(t: Test, second = SECOND): Promise<House> {
  const folder = t.testdir({
    first: {
      'media-2026': {
        films: { [SAME_KEY]: 'a film of the first', sub: { 'b.mp4': 'b' } },
        clips: { 'c.mp4': 'c' },
        'secret.mp4': 'nobody is served this',
      },
    },
    second: { 'media-2026': { [SAME_KEY]: 'a film of the second', x: { 'y.mp4': 'y' } } },
  });
  const start = async (name: string, pair: typeof FIRST): Promise<string> => {
    const credentials = { accessKeyId: pair.access_key, secretAccessKey: pair.secret_key };
    const store = await startStore({ mediaDir: join(folder, name), credentials });
    t.teardown(() => store.close());
    return store.endpoint;
  };
  const firstEndpoint = await start('first', FIRST);
  const secondEndpoint = await start('second', SECOND);
  const shared: Account = {
    endpointUrl: firstEndpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: FIRST.access_key, secretAccessKey: FIRST.secret_key },
  };
  let clients = 0;
  const origin = createAccounts({
    buckets: accountsOf(
      [
        declared('films', { bucket: 'media-2026', prefix: 'films/' }),
        declared('archive', { bucket: 'media-2026', endpoint_url: secondEndpoint, ...second }),
        declared('clips', { bucket: 'media-2026', prefix: 'clips/' }),
        declared('gone', { bucket: 'media-1999' }),
      ],
      shared,
    ),
    open(account) {
      clients += 1;
      return createS3Origin({ ...account, connections: 4 });
    },
  });
  t.teardown(() => origin.close());
  return { origin, clients };
}

async function textOf(origin: S3Origin, ref: ObjectRef, ifMatch?: string): Promise<string> {
  const options = { signal: never, ...(ifMatch !== undefined && { ifMatch }) };
  return (await bytesOf(await origin.read(ref, { start: 0, end: 100 }, options))).toString();
}

t.test('each bucket is read from the account that it is in', async (t) => {
  const { origin, clients } = await openHouse(t);
  t.equal(clients, 2, 'one for each account');
  await origin.probe(never);
  const film = { bucket: 'films', key: `films/${SAME_KEY}` };
  const other = { bucket: 'archive', key: SAME_KEY };
  t.equal(await textOf(origin, film), 'a film of the first');
  t.equal(await textOf(origin, other), 'a film of the second');
  t.equal(await textOf(origin, { bucket: 'clips', key: 'clips/c.mp4' }), 'c');
  // A version is told by its tag, whatever its bucket is called here.
  const { etag = '' } = await origin.head(film, never);
  t.equal(await textOf(origin, film, etag), 'a film of the first');
  await t.rejects(textOf(origin, other, etag), { code: 'object_changed' });
});

t.test('a part of a bucket is all that there is of it', async (t) => {
  const { origin } = await openHouse(t);
  for (const key of ['secret.mp4', 'clips/c.mp4', 'films/../secret.mp4', SAME_KEY]) {
    const ref = { bucket: 'films', key };
    await t.rejects(textOf(origin, ref), { code: 'object_not_found' }, key);
    await t.rejects(origin.head(ref, never), { code: 'object_not_found' }, key);
  }
  const list = async (bucket: string, prefix: string, delimiter: '' | '/') => {
    const request = { bucket, prefix, delimiter, limit: 100, token: undefined };
    const { objects, prefixes } = await origin.listObjects(request, never);
    return [...objects.map(({ key }) => key), ...prefixes];
  };
  t.same(await list('films', '', '/'), ['films/']);
  t.same(await list('films', 'films/', '/'), [`films/${SAME_KEY}`, 'films/sub/']);
  t.same(await list('films', '', ''), [`films/${SAME_KEY}`, 'films/sub/b.mp4']);
  t.same(await list('films', 'clips/', ''), []);
  t.same(await list('clips', '', ''), ['clips/c.mp4']);
  t.same(await list('archive', '', '/'), [SAME_KEY, 'x/']);
});

t.test('a listing of a part goes on from page to page, and stays within it', async (t) => {
  const { origin } = await openHouse(t);
  const request = { bucket: 'films', prefix: '', delimiter: '', limit: 1 };
  const first = await origin.listObjects({ ...request, token: undefined }, never);
  t.match(first, { objects: [{ key: `films/${SAME_KEY}` }], next: String });
  const second = await origin.listObjects({ ...request, token: first.next }, never);
  t.match(second, { objects: [{ key: 'films/sub/b.mp4' }], next: undefined });
  // With the place where a listing of another bucket stopped, still nothing but the part is shown.
  const clips = await origin.listObjects({ ...request, bucket: 'clips', token: first.next }, never);
  t.same(clips.objects, []);
});

t.test('listBuckets() asks each store for its own', async (t) => {
  const { origin } = await openHouse(t);
  const buckets = await origin.listBuckets(never);
  t.same(
    buckets.map(({ name }) => name),
    ['films', 'archive', 'clips', 'gone'],
  );
  const [films, archive, clips, gone] = buckets.map(({ created }) => created);
  t.type(films, 'number');
  t.type(archive, 'number');
  t.equal(clips, films);
  t.equal(gone, undefined);
});

t.test('an account that is refused hurts no other, and viewers learn no real name', async (t) => {
  const { origin } = await openHouse(t, { ...SECOND, secret_key: 'a-wrong-one' });
  t.equal(
    await textOf(origin, { bucket: 'films', key: `films/${SAME_KEY}` }),
    'a film of the first',
  );
  await t.rejects(origin.probe(never), { code: 'origin_denied' });
  const failures = await Promise.all(
    [
      textOf(origin, { bucket: 'archive', key: SAME_KEY }),
      textOf(origin, { bucket: 'films', key: 'films/none' }),
      textOf(origin, { bucket: 'gone', key: 'a' }),
      textOf(origin, { bucket: 'media-2026', key: 'secret.mp4' }),
    ].map((read) => read.catch((error: unknown) => error)),
  );
  const codes = ['origin_denied', 'object_not_found', 'bucket_not_found', 'bucket_not_allowed'];
  for (const [i, error] of failures.entries()) {
    if (!(error instanceof GatewayError)) throw error;
    t.equal(error.code, codes[i]);
    t.notMatch(`${error.title} ${error.detail}`, /media-/);
  }
});
