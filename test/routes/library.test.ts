import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import type { BucketEntry, Catalog, Listing, ListingRequest } from '../../src/object/origin.ts';
import { createListBuckets, createListObjects } from '../../src/routes/library.ts';
import type { Diagnose } from '../../src/view/diagnosis.ts';
import { openDoors } from '../fixtures/doors.ts';
import { exchangeOf, jsonOf } from '../fixtures/exchange.ts';

const CREATED = Date.UTC(2026, 10, 22, 10, 57, 50, 177);
const PAGE: Listing = {
  objects: [
    { key: 'x/a b+&.mp4', size: 5 * 2 ** 40, etag: '"a"', lastModified: CREATED },
    { key: '/\ud83c\udfac', size: 0, etag: undefined, lastModified: undefined },
  ],
  prefixes: ['x/y/'],
  next: 'l/v 00&/',
};

const setUp = (
  buckets: readonly string[] | undefined,
  listing = PAGE,
  auth = openDoors,
  uploads = false,
) => {
  const requests: ListingRequest[] = [];
  const signals: AbortSignal[] = [];
  const account: { buckets: readonly BucketEntry[]; failure?: Error } = {
    buckets: [
      { name: 'films', created: CREATED },
      { name: 'secret', created: undefined },
    ],
  };
  const catalog: Catalog = {
    async listBuckets(signal) {
      signals.push(signal);
      if (account.failure) throw account.failure;
      return account.buckets;
    },
    async listObjects(request, signal) {
      requests.push(request);
      signals.push(signal);
      return listing;
    },
    async probe() {},
  };
  const listBuckets = createListBuckets({ catalog, auth, buckets });
  const diagnosed: string[] = [];
  const diagnose: Diagnose = async ({ bucket, key }) => {
    diagnosed.push(`${bucket}/${key}`);
    return key.endsWith('.mp4') ? { state: 'no-moov', sentence: 'Why' } : undefined;
  };
  const listObjects = createListObjects({ catalog, auth, buckets, diagnose, uploads });
  return {
    requests,
    diagnosed,
    signals,
    account,
    buckets: async () => listBuckets(exchangeOf()),
    objects: async (query: string, exchange = exchangeOf({ query })) => listObjects(exchange),
  };
};

t.test('createListBuckets() lists the account without an allow-list', async (t) => {
  const answer = await setUp(undefined).buckets();
  t.equal(answer.status, 200);
  t.equal(answer.headers['Content-Type'], 'application/json');
  t.strictSame(await jsonOf(answer), {
    buckets: [
      { name: 'films', created: '2026-11-22T10:57:50.177Z' },
      { name: 'secret', created: null },
    ],
  });
});

t.test('createListBuckets() lists exactly the served ones', async (t) => {
  t.strictSame(await jsonOf(await setUp(['other', 'films']).buckets()), {
    buckets: [
      { name: 'other', created: null },
      { name: 'films', created: '2026-11-22T10:57:50.177Z' },
    ],
  });
});

t.test('createListBuckets() needs no list of the account when buckets are named', async (t) => {
  const named = setUp(['films']);
  for (const code of ['origin_denied', 'origin_invalid', 'origin_unreachable'] as const) {
    named.account.failure = new GatewayError(code, 'm');
    t.strictSame(
      await jsonOf(await named.buckets()),
      { buckets: [{ name: 'films', created: null }] },
      code,
    );
  }
  const all = setUp(undefined);
  all.account.failure = new GatewayError('origin_denied', 'm');
  await t.rejects(all.buckets(), { code: 'origin_denied' });
  named.account.failure = new GatewayError('shutting_down', 'm');
  await t.rejects(named.buckets(), { code: 'shutting_down' }, 'failures of our own are told');
});

t.test('createListObjects() has the shape of the contract', async (t) => {
  const answer = await setUp(['films']).objects('bucket=films&prefix=x/&delimiter=/');
  const cursor = Buffer.from('l/v 00&/').toString('base64url');
  t.strictSame(await jsonOf(answer), {
    bucket: 'films',
    prefix: 'x/',
    objects: [
      {
        key: 'x/a b+&.mp4',
        size: 5 * 2 ** 40,
        etag: '"a"',
        lastModified: '2026-11-22T10:57:50.177Z',
      },
      { key: '/\ud83c\udfac', size: 0, etag: null, lastModified: null },
    ],
    prefixes: ['x/y/'],
    cursor,
    writable: false,
  });
});

t.test('createListObjects() says a last page with a null cursor', async (t) => {
  const last = { objects: [], prefixes: [], next: undefined };
  t.strictSame(await jsonOf(await setUp(['films'], last).objects('')), {
    bucket: 'films',
    prefix: '',
    objects: [],
    prefixes: [],
    cursor: null,
    writable: false,
  });
});

t.test('createListObjects() asks for what was asked', async (t) => {
  const house = setUp(['films', 'other']);
  const exchange = exchangeOf({ query: 'bucket=other&prefix=a%20b%2B&delimiter=%2F&limit=7' });
  const { cursor } = await jsonOf(await house.objects('', exchange));
  t.strictSame(exchange.about, { bucket: 'other' });
  t.equal(house.signals[0], exchange.signal);
  await house.objects(`bucket=films&cursor=${cursor}`);
  t.strictSame(house.requests, [
    { bucket: 'other', prefix: 'a b+', delimiter: '/', limit: 7, token: undefined },
    { bucket: 'films', prefix: '', delimiter: '', limit: 1000, token: 'l/v 00&/' },
  ]);
});

t.test('createListObjects() checks its parameters before it asks anyone', async (t) => {
  const house = setUp(['films', 'other']);
  for (const [query, code] of [
    ['', 'bucket_missing'],
    ['bucket=secret', 'bucket_not_allowed'],
    ['bucket=a/b', 'bucket_invalid'],
    ['bucket=films&limit=0', 'parameter_invalid'],
    ['bucket=films&limit=1001', 'parameter_invalid'],
    ['bucket=films&limit=-1', 'parameter_invalid'],
    ['bucket=films&limit=1.5', 'parameter_invalid'],
    ['bucket=films&limit=1e2', 'parameter_invalid'],
    ['bucket=films&limit=abc', 'parameter_invalid'],
    ['bucket=films&limit=', 'parameter_invalid'],
    ['bucket=films&limit=99999999999999999999', 'parameter_invalid'],
    ['bucket=films&delimiter=x', 'parameter_invalid'],
    ['bucket=films&details=', 'parameter_invalid'],
    ['bucket=films&details=yes', 'parameter_invalid'],
    ['bucket=films&details=true&limit=101', 'parameter_invalid'],
    ['bucket=films&delimiter=//', 'parameter_invalid'],
    ['bucket=films&prefix=%00', 'parameter_invalid'],
    [`bucket=films&prefix=${'a'.repeat(1025)}`, 'parameter_invalid'],
    ['bucket=films&prefix=a&prefix=b', 'parameter_invalid'],
    ['bucket=films&cursor=%21', 'cursor_invalid'],
  ] as const) {
    await t.rejects(house.objects(query), { code }, query.slice(0, 40));
  }
  t.equal(house.requests.length, 0);
  await house.objects('bucket=films&limit=1');
  await house.objects('bucket=films&limit=1000&delimiter=');
  t.strictSame(
    house.requests.map((request) => request.limit),
    [1, 1000],
  );
});

t.test('createListObjects() adds of each film whether it can be played, when asked', async (t) => {
  const house = setUp(['films']);
  const { objects } = await jsonOf(await house.objects('details=true'));
  t.strictSame(
    objects.map(({ key, video }: { key: string; video?: unknown }) => [key, video]),
    [
      ['x/a b+&.mp4', { state: 'no-moov', sentence: 'Why' }],
      ['/\ud83c\udfac', undefined],
    ],
  );
  t.equal(house.requests[0]?.limit, 100, 'fewer at a time');
  await house.objects('details=true&limit=100');
  house.diagnosed.length = 0;
  for (const query of ['', 'details=false']) {
    t.notMatch(await jsonOf(await house.objects(query)), { objects: [{ video: {} }] });
  }
  t.strictSame(house.diagnosed, [], 'nobody is looked into unasked');
  t.equal(house.requests.at(-1)?.limit, 1000);
});

t.test(
  'createListBuckets() shows what the viewer may know of, and asks nobody for less',
  async (t) => {
    const some = { ...openDoors, buckets: async () => (name: string) => name === 'films' };
    const house = setUp(['films', 'secret'], PAGE, some);
    t.match(await jsonOf(await house.buckets()), { buckets: [{ name: 'films' }] });
    const all = setUp(undefined, PAGE, some);
    t.equal((await jsonOf(await all.buckets())).buckets.length, 1, 'without an allow-list too');
    const closed = setUp(['films'], PAGE, { ...openDoors, buckets: refuse });
    await t.rejects(closed.buckets(), { code: 'unauthenticated' });
    t.equal(closed.signals.length, 0);
  },
);

t.test('createListObjects() lists the part of a bucket that the viewer may see', async (t) => {
  const part = { ...openDoors, listing: async () => ['2024/a/', '2025/'] };
  const house = setUp(['films'], PAGE, part);
  const list = async (query: string) => jsonOf(await house.objects(`bucket=films&${query}`));
  t.match(await list('delimiter=/'), { objects: [], prefixes: ['2024/', '2025/'], cursor: null });
  t.match(await list('delimiter=/&prefix=2024/'), { prefixes: ['2024/a/'] });
  t.match(await list('prefix=2023/'), { objects: [], prefixes: [], cursor: null });
  t.equal(house.requests.length, 0);
  t.match(
    await list('prefix=2024/'),
    { objects: [], prefixes: [] },
    'what lies elsewhere stays out',
  );
  await list('prefix=2024/a/b');
  t.strictSame(
    house.requests.map(({ prefix }) => prefix),
    ['2024/a/', '2024/a/b'],
  );
  const closed = setUp(['films'], PAGE, { ...openDoors, listing: refuse });
  await t.rejects(closed.objects('bucket=secret'), { code: 'unauthenticated' });
  t.equal(closed.requests.length, 0);
});

async function refuse(): Promise<never> {
  throw new GatewayError('unauthenticated', 'Nobody is known');
}

t.test('createListObjects() says whether this viewer may write there', async (t) => {
  const asked: unknown[] = [];
  const mayWrite =
    (yes: boolean) => async (_presented: unknown, bucket: string, prefix: string) => {
      asked.push([bucket, prefix]);
      return yes;
    };
  for (const [uploads, may, writable] of [
    [true, true, true],
    [true, false, false],
    [false, true, false],
  ] as const) {
    const auth = { ...openDoors, mayWrite: mayWrite(may) };
    const answer = await setUp(['films'], PAGE, auth, uploads).objects('prefix=x/');
    t.equal((await jsonOf(answer)).writable, writable);
  }
  t.strictSame(asked, [
    ['films', 'x/'],
    ['films', 'x/'],
  ]);
});
