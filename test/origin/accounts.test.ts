import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import type { BucketEntry, Listing, ListingRequest, ObjectRef } from '../../src/object/origin.ts';
import type { ServedBucket } from '../../src/origin/account.ts';
import { createAccounts } from '../../src/origin/accounts.ts';
import type { S3Origin } from '../../src/origin/s3-origin.ts';
import { metaOf } from '../fixtures/origin-double.ts';
import { watchRejections } from '../fixtures/rejections.ts';
import { createWriterDouble } from '../fixtures/writer-calls.ts';

watchRejections(t);

const { signal } = new AbortController();
const SPAN = { start: 0, end: 10 };

interface Double extends S3Origin {
  /** Every call, with what it was given but for the signal. */
  readonly calls: [string, ...unknown[]][];
  buckets: readonly BucketEntry[] | Error;
  page: Listing;
}

function createDouble(): Double {
  const calls: Double['calls'] = [];
  const double: Double = {
    ...createWriterDouble().writer,
    async put(ref) {
      calls.push(['put', ref]);
      return { etag: undefined };
    },
    calls,
    buckets: [],
    page: { objects: [], prefixes: [], next: undefined },
    async read(ref, wanted) {
      calls.push(['read', ref, wanted]);
      return 'unsatisfiable';
    },
    async head(ref) {
      calls.push(['head', ref]);
      return metaOf({ size: 1 });
    },
    async listBuckets() {
      calls.push(['listBuckets']);
      if (double.buckets instanceof Error) throw double.buckets;
      return double.buckets;
    },
    async listObjects(request) {
      calls.push(['listObjects', request]);
      return double.page;
    },
    async probe() {
      calls.push(['probe']);
    },
    async close() {
      calls.push(['close']);
    },
  };
  return double;
}

/** `name`, or `name = account/bucket/prefix`. */
function served(text: string): ServedBucket<string> {
  const [name = '', place = `here/${name}/`] = text.split(' = ');
  const [account = '', bucket = '', ...prefix] = place.split('/');
  return { name, bucket, prefix: prefix.join('/'), account };
}

function setUp(...buckets: string[]) {
  const doubles = new Map<string, Double>();
  const opened: string[] = [];
  const accounts = createAccounts({
    buckets: buckets.map(served),
    open(account) {
      const double = createDouble();
      opened.push(account);
      doubles.set(account, double);
      return double;
    },
  });
  const at = (account: string): Double => {
    const double = doubles.get(account);
    if (double === undefined) throw new Error(`nobody has opened ${account}`);
    return double;
  };
  const calls = () => [...doubles.values()].flatMap((double) => double.calls);
  return { accounts, at, calls, opened };
}

const ask = (bucket: string, more: Partial<ListingRequest> = {}): ListingRequest => ({
  bucket,
  prefix: '',
  delimiter: '',
  limit: 10,
  token: undefined,
  ...more,
});

t.test('createAccounts() opens every account once', async (t) => {
  const { opened } = setUp('films', 'old = there/old/', 'new = there/new/x/', 'clips');
  t.same(opened, ['here', 'there']);
});

t.test('createAccounts() translates buckets and never keys', async (t) => {
  const { accounts, at } = setUp(
    'films = here/archive/',
    'archive = there/films/',
    'part = there/all/a b/',
  );
  for (const [ref, account, bucket] of [
    [{ bucket: 'films', key: 'dot/../x' }, 'here', 'archive'],
    [{ bucket: 'archive', key: '/a//b%20c' }, 'there', 'films'],
    [{ bucket: 'part', key: 'a b/a b/film.mp4' }, 'there', 'all'],
  ] as const) {
    at(account).calls.length = 0;
    t.equal(await accounts.read(ref, SPAN, { signal, ifMatch: '"v"' }), 'unsatisfiable');
    t.equal((await accounts.head(ref, signal)).size, 1);
    t.same(at(account).calls, [
      ['read', { bucket, key: ref.key }, SPAN],
      ['head', { bucket, key: ref.key }],
    ]);
  }
});

t.test('createAccounts() hands on what needs no translation, and adds no turn', async (t) => {
  const { accounts, at } = setUp('films');
  const ref: ObjectRef = { bucket: 'films', key: 'a.mp4' };
  const read = Promise.resolve('unsatisfiable' as const);
  const head = Promise.resolve(metaOf({ size: 1 }));
  const options = { signal, ifMatch: '"v"', urgency: 'wanted' } as const;
  const given: unknown[] = [];
  Object.assign(at('here'), {
    read(...all: unknown[]) {
      given.push(...all);
      return read;
    },
    head(...all: unknown[]) {
      given.push(...all);
      return head;
    },
  });
  t.equal(accounts.read(ref, SPAN, options), read, 'the very promise');
  t.equal(accounts.head(ref, signal), head, 'the very promise');
  for (const [i, one] of [ref, SPAN, options, ref, signal].entries()) t.equal(given[i], one);
});

t.test('createAccounts() knows no key outside the prefix of its bucket', async (t) => {
  const { accounts, calls } = setUp('part = here/all/team/');
  for (const key of ['a.mp4', 'team', 'team2/a', '/team/a', 'team/../a', 'team/./a', 'TEAM/a']) {
    const ref = { bucket: 'part', key };
    const missing = { code: 'object_not_found', detail: undefined };
    await t.rejects(accounts.read(ref, SPAN, { signal }), missing, key);
    await t.rejects(accounts.head(ref, signal), missing, key);
  }
  t.same(calls(), [], 'no origin was asked');
});

t.test('createAccounts() serves no bucket but by its public name', async (t) => {
  const { accounts, calls } = setUp('films = here/archive/');
  for (const bucket of ['archive', 'here', 'other', '', '__proto__']) {
    const refused = { code: 'bucket_not_allowed', detail: undefined };
    const ref = { bucket, key: 'a' };
    await t.rejects(accounts.read(ref, SPAN, { signal }), refused, bucket);
    await t.rejects(accounts.head(ref, signal), refused, bucket);
    await t.rejects(accounts.listObjects(ask(bucket), signal), refused, bucket);
  }
  t.same(calls(), []);
});

t.test('listObjects() asks for the bucket by its own name, all else as it came', async (t) => {
  const { accounts, at } = setUp('films = here/archive/');
  const page = {
    objects: [{ key: 'x/a', size: 1, etag: undefined, lastModified: undefined }],
    prefixes: ['x/y/'],
    next: 'l/v 00&/',
  };
  at('here').page = page;
  const more = { prefix: 'x/', delimiter: '/', limit: 7, token: 'k\u0001 +' };
  t.same(await accounts.listObjects(ask('films', more), signal), page);
  t.same(at('here').calls, [['listObjects', ask('archive', more)]]);
});

t.test('listObjects() is limited to the prefix of the bucket', async (t) => {
  const { accounts, at } = setUp('part = here/all/team/a/');
  for (const [prefix, delimiter, asked] of [
    ['', '', 'team/a/'],
    ['te', '', 'team/a/'],
    ['te', ',', 'team/a/'],
    ['team/a/', '/', 'team/a/'],
    ['team/a/b', '/', 'team/a/b'],
  ] as const) {
    at('here').calls.length = 0;
    await accounts.listObjects(ask('part', { prefix, delimiter, token: 'next' }), signal);
    const request = ask('all', { prefix: asked, delimiter, token: 'next' });
    t.same(at('here').calls, [['listObjects', request]], `${prefix} by "${delimiter}"`);
  }
});

t.test('listObjects() answers what leads to the prefix, or past it, by itself', async (t) => {
  const { accounts, calls } = setUp('part = here/all/team/a/');
  for (const [prefix, prefixes] of [
    ['', ['team/']],
    ['te', ['team/']],
    ['team/', ['team/a/']],
    ['team/b', []],
    ['x', []],
    ['team/a/../', []],
  ] as const) {
    const asked = ask('part', { prefix, delimiter: '/' });
    const answer = { objects: [], prefixes, next: undefined };
    t.same(await accounts.listObjects(asked, signal), answer, prefix);
    const further = accounts.listObjects({ ...asked, token: 'made up' }, signal);
    await t.rejects(further, { code: 'cursor_invalid' }, 'such a page has no next one');
  }
  t.same(calls(), []);
});

t.test('listObjects() shows nothing that a made-up cursor led a store to', async (t) => {
  const { accounts, at } = setUp('part = here/all/team/', 'films');
  const secret = { key: 'secret/a', size: 1, etag: undefined, lastModified: undefined };
  const asked = ask('part', { prefix: 'team/', token: 'made up' });
  at('here').page = { objects: [secret], prefixes: [], next: undefined };
  await t.rejects(accounts.listObjects(asked, signal), { code: 'origin_invalid' });
  t.same((await accounts.listObjects(ask('films'), signal)).objects, [secret]);
  at('here').page = { objects: [], prefixes: ['secret/'], next: undefined };
  await t.rejects(accounts.listObjects(asked, signal), { code: 'origin_invalid' });
  // Within the bucket, who asks may be kept to less than all of its prefix.
  at('here').page = { objects: [], prefixes: ['team/b/'], next: undefined };
  const narrower = accounts.listObjects({ ...asked, prefix: 'team/a/' }, signal);
  await t.rejects(narrower, { code: 'origin_invalid' });
});

t.test(
  'listBuckets() gives public names in their order, with dates by the real ones',
  async (t) => {
    const { accounts, at, calls } = setUp(
      'zoo = there/animals/',
      'films',
      'part = there/animals/cats/',
      'animals = here/other/',
      'gone = there/gone/',
    );
    at('here').buckets = [
      { name: 'films', created: 1000 },
      { name: 'animals', created: 2000 },
      { name: 'secret', created: 3000 },
    ];
    at('there').buckets = [
      { name: 'animals', created: 4000 },
      { name: 'zoo', created: 5000 },
    ];
    t.strictSame(await accounts.listBuckets(signal), [
      { name: 'zoo', created: 4000 },
      { name: 'films', created: 1000 },
      { name: 'part', created: 4000 },
      { name: 'animals', created: undefined },
      { name: 'gone', created: undefined },
    ]);
    t.same(calls(), [['listBuckets'], ['listBuckets']], 'one request for each account');
  },
);

t.test('listBuckets() needs no account that cannot list', async (t) => {
  const { accounts, at } = setUp('films', 'zoo = there/animals/');
  at('there').buckets = [{ name: 'animals', created: 4000 }];
  for (const code of ['origin_denied', 'origin_unreachable', 'origin_invalid'] as const) {
    at('here').buckets = new GatewayError(code, 'm');
    t.strictSame(
      await accounts.listBuckets(signal),
      [
        { name: 'films', created: undefined },
        { name: 'zoo', created: 4000 },
      ],
      code,
    );
  }
  for (const failure of [new GatewayError('shutting_down', 'm'), new TypeError('m')]) {
    at('here').buckets = failure;
    await t.rejects(accounts.listBuckets(signal), failure, 'failures of our own are told');
  }
});

t.test('probe() asks every account at once, and tells the first failure', async (t) => {
  const { accounts, at, calls } = setUp('films', 'zoo = there/zoo/', 'owls = there/owls/');
  await accounts.probe(signal);
  t.same(calls(), [['probe'], ['probe']]);
  const begun: string[] = [];
  let fail = (_: Error): void => {};
  at('here').probe = () => {
    begun.push('here');
    return new Promise(() => {});
  };
  at('there').probe = () => {
    begun.push('there');
    return new Promise((_, reject) => {
      fail = reject;
    });
  };
  const probed = accounts.probe(signal);
  t.same(begun, ['here', 'there']);
  fail(new GatewayError('origin_denied', 'm'));
  await t.rejects(probed, { code: 'origin_denied' }, 'without waiting for the others');
});

t.test('close() closes every account', async (t) => {
  const { accounts, calls } = setUp('films', 'zoo = there/zoo/', 'owls = there/owls/');
  await accounts.close();
  t.same(calls(), [['close'], ['close']]);
});

t.test('createAccounts() writes to the store of the bucket, and to no other', async (t) => {
  const { accounts, at, calls } = setUp('films = here/archive/', 'part = there/all/a b/');
  const options = { signal, contentType: 'video/mp4' };
  await accounts.put({ bucket: 'part', key: 'a b/x' }, Buffer.from('x'), options);
  t.same(at('there').calls, [['put', { bucket: 'all', key: 'a b/x' }]]);
  for (const ref of [
    { bucket: 'part', key: 'x' },
    { bucket: 'all', key: 'a b/x' },
  ]) {
    await t.rejects(accounts.put(ref, Buffer.from('x'), options), { code: 'bucket_not_allowed' });
  }
  await t.rejects(accounts.createBucket('new', signal), { code: 'bucket_not_allowed' });
  t.equal(calls().length, 1);
});
