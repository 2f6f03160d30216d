import t from 'tap';
import { type AuthOptions, createAuth } from '../../src/auth/auth.ts';
import type { Identity } from '../../src/auth/basic.ts';
import type { Grant } from '../../src/auth/grants.ts';
import { type LinkClaim, type LinkKey, signLink } from '../../src/auth/link.ts';
import type { Presented } from '../../src/auth/presented.ts';

const NOW = 1_800_000_000;
const KEY: LinkKey = { id: 'k1', secret: Buffer.alloc(32, 7) };
const NOTHING: Presented = {
  authorization: undefined,
  cookie: undefined,
  link: undefined,
  wantsCookie: false,
  path: '/objects/films/a.mp4',
  address: '192.0.2.1',
  secure: false,
};

const grant = (bucket: string, prefix = ''): Grant => ({ bucket, prefix });
const anna: Identity = {
  name: 'anna',
  grants: { read: [grant('films', '2024/'), grant('series')], write: [grant('series', 'new/')] },
};

/** Three failures of an address, kept in `failures`. */
const threeIn = (failures: string[]): AuthOptions['attempts'] => ({
  blocked: (address) => (failures.filter((one) => one === address).length >= 3 ? 6 : 0),
  failed: (address) => void failures.push(address),
});

/** Somebody is whoever the header says, `Basic anna` or `Bearer good`. */
const setUp = (options: Partial<AuthOptions> = {}) => {
  const failures: string[] = [];
  const auth = createAuth({
    realm: 'r',
    basic: {
      remembered: () => undefined,
      check: async (header) => (header === 'Basic anna' ? anna : undefined),
    },
    bearer: {
      check: async (token) =>
        token === 'good'
          ? { state: 'good', identity: { ...anna, name: 'jwt' } }
          : token === 'old'
            ? { state: 'expired' }
            : { state: 'invalid', why: 'signature' },
    },
    links: { keys: [KEY], cookieSeconds: 900, cookieLongestSeconds: 3600 },
    attempts: threeIn(failures),
    linkAttempts: threeIn([]),
    isPublic: (right, bucket) => right === 'read' && bucket === 'open',
    wallClock: () => NOW * 1000,
    ...options,
  });
  return { auth, failures };
};

const linkTo = (claim: Partial<LinkClaim> = {}): Presented => {
  const full: LinkClaim = {
    ...{ right: 'read', kind: 'object', bucket: 'films', name: 'a.mp4' },
    ...{ expires: NOW + 60, address: undefined },
    ...claim,
  };
  const link = {
    token: signLink(KEY, full),
    expires: String(full.expires),
    keyId: 'k1',
    scope: full.kind === 'prefix' ? full.name : undefined,
    bound: full.address !== undefined,
  };
  return { ...NOTHING, link };
};
const signedIn = (authorization: string): Presented => ({ ...NOTHING, authorization });
const read = (bucket: string, key: string) => ({ right: 'read', bucket, key }) as const;
const write = (bucket: string, key: string) => ({ right: 'write', bucket, key }) as const;

const A = read('films', 'a.mp4');
const IN_2024 = read('films', '2024/a.mp4');

t.test('object() lets in whom one way in knows, and tells everybody else why not', async (t) => {
  const table: readonly [string, Presented, ReturnType<typeof read | typeof write>, string][] = [
    ['nobody', NOTHING, A, 'unauthenticated'],
    ['nobody, public bucket', NOTHING, read('open', 'x'), 'anyone'],
    ['nobody writes to a public bucket', NOTHING, write('open', 'x'), 'unauthenticated'],
    ['anna', signedIn('Basic anna'), IN_2024, 'anna'],
    ['anna outside her prefix', signedIn('Basic anna'), A, 'object_not_found'],
    ['anna up and out', signedIn('Basic anna'), read('films', '2024/../a.mp4'), 'object_not_found'],
    ['anna elsewhere', signedIn('Basic anna'), read('other', 'a'), 'bucket_not_allowed'],
    ['anna writes', signedIn('Basic anna'), write('series', 'new/a'), 'anna'],
    ['anna writes outside', signedIn('Basic anna'), write('series', 'a'), 'object_not_found'],
    [
      'anna writes where she reads',
      signedIn('Basic anna'),
      write('films', '2024/a'),
      'bucket_not_allowed',
    ],
    ['wrong password', signedIn('Basic bert'), IN_2024, 'unauthenticated'],
    ['bearer', signedIn('Bearer good'), IN_2024, 'jwt'],
    ['bearer, any case, more space', signedIn('bEARER   good'), IN_2024, 'jwt'],
    ['expired bearer', signedIn('Bearer old'), IN_2024, 'token_expired'],
    ['invalid bearer', signedIn('Bearer bad'), IN_2024, 'token_invalid'],
    ['unknown scheme', signedIn('Digest x'), IN_2024, 'unauthenticated'],
    ['no scheme', signedIn('anna'), IN_2024, 'unauthenticated'],
    ['link', linkTo(), A, 'somebody'],
    ['link at its last second', linkTo({ expires: NOW + 1 }), A, 'somebody'],
    ['link that has expired', linkTo({ expires: NOW }), A, 'token_expired'],
    ['link to another object', linkTo(), read('films', 'b.mp4'), 'token_invalid'],
    ['link to another bucket', linkTo(), read('series', 'a.mp4'), 'token_invalid'],
    ['link to read, for writing', linkTo(), write('films', 'a.mp4'), 'token_invalid'],
    ['link to write', linkTo({ right: 'write' }), write('films', 'a.mp4'), 'somebody'],
    ['link to write, for reading', linkTo({ right: 'write' }), A, 'token_invalid'],
    ['link to a prefix', linkTo({ kind: 'prefix', name: '2024/' }), IN_2024, 'somebody'],
    ['link to another prefix', linkTo({ kind: 'prefix', name: '2023/' }), IN_2024, 'token_invalid'],
    ['link for an address', linkTo({ address: '192.0.2.1' }), A, 'somebody'],
    ['link for another address', linkTo({ address: '192.0.2.2' }), A, 'token_invalid'],
    [
      'a wrong link does not matter to anna',
      { ...linkTo({ name: 'x' }), authorization: 'Basic anna' },
      IN_2024,
      'anna',
    ],
    [
      'an expired one does not either',
      { ...linkTo({ expires: 5 }), authorization: 'Basic anna' },
      IN_2024,
      'anna',
    ],
    [
      'a wrong password does not matter to a link',
      { ...linkTo(), authorization: 'Basic x' },
      A,
      'somebody',
    ],
  ];
  for (const [name, presented, opening, expected] of table) {
    const { auth } = setUp();
    const outcome = await auth.object(presented, opening).then(
      (permit) => (permit.isPublic ? 'anyone' : (permit.viewer ?? 'somebody')),
      (error) => error.code,
    );
    t.equal(outcome, expected, name);
  }
});

t.test('object() knows nobody where no way in is open', async (t) => {
  const { auth } = setUp({ basic: undefined, bearer: undefined, links: undefined });
  for (const presented of [signedIn('Basic anna'), signedIn('Bearer good'), linkTo()]) {
    await t.rejects(auth.object(presented, A), { code: 'unauthenticated' });
  }
});

t.test('object() says with what to come back', async (t) => {
  const challengesOf = async (options: Partial<AuthOptions>) => {
    const { auth } = setUp(options);
    return await auth.object(NOTHING, A).catch((error) => error.challenges);
  };
  const basic = 'Basic realm="r", charset="UTF-8"';
  t.strictSame(await challengesOf({}), [basic, 'Bearer realm="r"']);
  t.strictSame(await challengesOf({ bearer: undefined }), [basic]);
  t.strictSame(await challengesOf({ basic: undefined, bearer: undefined }), [
    'SignedLink realm="r"',
  ]);
});

t.test('object() gives a cookie for a link when asked, which then opens the same', async (t) => {
  const { auth } = setUp();
  t.equal((await auth.object(linkTo(), A)).cookie, undefined);
  const { cookie = '' } = await auth.object({ ...linkTo(), wantsCookie: true }, A);
  t.match(cookie, /^firstbyte_[0-9a-f]{8}=[^;]+; .*HttpOnly/);
  t.match(cookie, /Path=\/objects\/films\/a\.mp4(;|$)/);
  const kept = { ...NOTHING, cookie: cookie.split(';')[0] };
  t.match(await auth.object(kept, A), { viewer: undefined, isPublic: false });
  await t.rejects(auth.object(kept, read('films', 'b.mp4')), { code: 'unauthenticated' });
  await t.rejects(auth.object(kept, write('films', 'a.mp4')), { code: 'unauthenticated' });
  const writer = { ...linkTo({ right: 'write' }), wantsCookie: true };
  t.equal((await auth.object(writer, write('films', 'a.mp4'))).cookie, undefined);
});

t.test('object() renews a cookie that is used, up to a bound', async (t) => {
  let now = NOW;
  const { auth } = setUp({ wallClock: () => now * 1000 });
  const first = await auth.object({ ...linkTo(), wantsCookie: true }, A);
  let cookie = first.cookie?.split(';')[0];
  let used = 0;
  for (; used < 100; used++) {
    now += 600;
    const permit = await auth.object({ ...NOTHING, cookie }, A).catch(() => undefined);
    if (permit === undefined) break;
    cookie = permit.cookie?.split(';')[0] ?? cookie;
  }
  t.equal(used, 5, 'ten minutes each, an hour in all');
  await t.rejects(auth.object({ ...NOTHING, cookie }, A), { code: 'token_expired' });
});

t.test('object() slows down who guesses, and nobody else', async (t) => {
  const { auth, failures } = setUp();
  const guess = () => auth.object(signedIn('Basic x'), IN_2024);
  for (let n = 0; n < 3; n++) await t.rejects(guess(), { code: 'unauthenticated' });
  await t.rejects(guess(), { code: 'rate_limited', retryAfterSeconds: 6 });
  await t.rejects(auth.object(signedIn('Basic anna'), IN_2024), { code: 'rate_limited' });
  t.match(await auth.object(signedIn('Bearer good'), IN_2024), { viewer: 'jwt' });
  const elsewhere = { ...signedIn('Basic anna'), address: '192.0.2.9' };
  t.match(await auth.object(elsewhere, IN_2024), { viewer: 'anna' });
  t.match(await auth.object(linkTo(), A), { viewer: undefined }, 'a link costs nothing to check');
  t.strictSame(failures, Array(3).fill('192.0.2.1'));
});

t.test('object() does not hold up whom it remembers', async (t) => {
  const remembered = (header: string) => (header === 'Basic anna' ? anna : undefined);
  const { auth, failures } = setUp({ basic: { remembered, check: async () => undefined } });
  for (let n = 0; n < 3; n++) failures.push('192.0.2.1');
  t.match(await auth.object(signedIn('Basic anna'), IN_2024), { viewer: 'anna' });
  await t.rejects(auth.object(signedIn('Basic bert'), IN_2024), { code: 'rate_limited' });
});

t.test('object() slows down who makes links up', async (t) => {
  const { auth } = setUp();
  const guess = () => auth.object(linkTo({ name: 'x' }), A);
  for (let n = 0; n < 3; n++) await t.rejects(guess(), { code: 'token_invalid' });
  await t.rejects(guess(), { code: 'rate_limited' });
  await t.rejects(auth.listing(linkTo(), 'films'), { code: 'rate_limited' }, 'also for a listing');
  t.match(await auth.object(linkTo(), A), { viewer: undefined }, 'a good one of the same address');
  await t.rejects(auth.object(signedIn('Basic x'), A), { code: 'unauthenticated' }, 'a password');
  const expired = linkTo({ expires: 5 });
  await t.rejects(auth.object(expired, A), { code: 'token_expired' }, 'which is no guess');
});

t.test('object() fails as the ways in fail', async (t) => {
  const { auth } = setUp({
    bearer: {
      check: () => Promise.reject(new Error('no keys')),
    },
  });
  await t.rejects(auth.object(signedIn('Bearer x'), A), { message: 'no keys' });
});

t.test('listing() says which part of a bucket may be listed', async (t) => {
  const prefix = linkTo({ kind: 'prefix', name: '2024/' });
  const table: readonly [string, Presented, string, string | readonly string[]][] = [
    ['nobody', NOTHING, 'films', 'unauthenticated'],
    ['nobody, public', NOTHING, 'open', ['']],
    ['anna', signedIn('Basic anna'), 'films', ['2024/']],
    ['anna, all of it', signedIn('Basic anna'), 'series', ['']],
    ['anna elsewhere', signedIn('Basic anna'), 'other', 'bucket_not_allowed'],
    ['a link to a prefix', prefix, 'films', ['2024/']],
    ['the same elsewhere', prefix, 'series', 'token_invalid'],
    ['a link to all', linkTo({ kind: 'prefix', name: '' }), 'films', ['']],
    [
      'an expired one',
      linkTo({ kind: 'prefix', name: '2024/', expires: 9 }),
      'films',
      'token_expired',
    ],
    ['a link to an object', linkTo(), 'films', 'token_invalid'],
    [
      'a link to write',
      linkTo({ kind: 'prefix', name: '2024/', right: 'write' }),
      'films',
      'token_invalid',
    ],
    ['a wrong password', signedIn('Basic x'), 'films', 'unauthenticated'],
  ];
  for (const [name, presented, bucket, expected] of table) {
    const { auth } = setUp();
    t.strictSame(
      await auth.listing(presented, bucket).catch((error) => error.code),
      expected,
      name,
    );
  }
});

t.test('listing() is not opened by a link to an object whose key is empty', async (t) => {
  const { auth } = setUp();
  const empty = linkTo({ name: '' });
  await t.rejects(auth.listing(empty, 'films'), { code: 'token_invalid' });
});

t.test('buckets() says which may be known of', async (t) => {
  const { auth } = setUp();
  const all = ['films', 'open', 'other', 'series'];
  const seen = async (presented: Presented, served: readonly string[] | undefined) =>
    all.filter(await auth.buckets(presented, served));
  t.strictSame(await seen(NOTHING, all), ['open']);
  t.strictSame(await seen(NOTHING, ['open']), ['open']);
  t.strictSame(await seen(signedIn('Basic anna'), all), ['films', 'open', 'series']);
  t.strictSame(await seen(signedIn('Basic anna'), undefined), ['films', 'open', 'series']);
  t.strictSame(await seen(signedIn('Basic x'), all), ['open']);
  await t.rejects(auth.buckets(NOTHING, ['films']), { code: 'unauthenticated' });
  await t.rejects(auth.buckets(NOTHING, undefined), { code: 'unauthenticated' });
  await t.rejects(auth.buckets(signedIn('Bearer old'), ['films']), { code: 'token_expired' });
  const house = setUp({ isPublic: () => true });
  t.strictSame(all.filter(await house.auth.buckets(NOTHING, undefined)), all);
});

t.test('object() opens no key that climbs out of its bucket, where not all is open', async (t) => {
  const { auth } = setUp();
  for (const key of ['../films/a', 'a/../../films/a', '..']) {
    await t.rejects(auth.object(NOTHING, read('open', key)), { code: 'object_not_found' }, key);
    await t.rejects(auth.object(signedIn('Basic anna'), read('series', key)), {
      code: 'object_not_found',
    });
  }
  t.match(await auth.object(signedIn('Basic anna'), read('series', 'a/../b')), { viewer: 'anna' });
  const house = setUp({ isPublic: () => true });
  t.match(await house.auth.object(NOTHING, read('open', '../x')), { isPublic: true });
});

t.test('object() says by which header it lets in', async (t) => {
  const { auth } = setUp();
  const { cookie } = await auth.object({ ...linkTo(), wantsCookie: true }, A);
  for (const [presented, opening, by] of [
    [NOTHING, read('open', 'x'), undefined],
    [linkTo(), A, undefined],
    [signedIn('Basic anna'), IN_2024, 'Authorization'],
    [{ ...NOTHING, cookie: cookie?.split(';')[0] }, A, 'Cookie'],
  ] as const) {
    t.equal((await auth.object(presented, opening)).by, by);
  }
});

t.test('object() ends cookies with the key of their link', async (t) => {
  const fresh: LinkKey = { id: 'k2', secret: Buffer.alloc(32, 8) };
  const times = { cookieSeconds: 900, cookieLongestSeconds: 43_200 };
  const house = (keys: readonly LinkKey[]) => setUp({ links: { keys, ...times } }).auth;
  const asked = { ...linkTo(), wantsCookie: true };
  const { cookie } = await house([fresh, KEY]).object(asked, A);
  const kept = { ...NOTHING, cookie: cookie?.split(';')[0] };
  t.match(await house([fresh, KEY]).object(kept, A), { by: 'Cookie' });
  await t.rejects(house([fresh]).object(kept, A), { code: 'unauthenticated' });
});

t.test('self() is who signs in, and no link', async (t) => {
  const { auth } = setUp();
  t.match(await auth.self(signedIn('Basic anna')), anna);
  await t.rejects(auth.self(NOTHING), { code: 'unauthenticated' });
  await t.rejects(auth.self(linkTo()), { code: 'unauthenticated' });
});

t.test('mayWrite() says yes to who may, and no to everybody else without a word', async (t) => {
  const { auth } = setUp();
  const by = (authorization: string) => ({ ...NOTHING, authorization });
  for (const [presented, bucket, prefix, may] of [
    [by('Basic anna'), 'series', 'new/', true],
    [by('Basic anna'), 'series', 'new/deeper/', true],
    [by('Basic anna'), 'series', '', false],
    [by('Basic anna'), 'films', '2024/', false],
    [by('Basic anna'), 'open', '', false],
    [by('Basic bert'), 'series', 'new/', false],
    [by('Bearer old'), 'series', 'new/', false],
    [NOTHING, 'series', 'new/', false],
    [
      linkTo({ right: 'write', kind: 'prefix', name: 'new/', bucket: 'series' }),
      'series',
      'new/',
      false,
    ],
  ] as const) {
    t.equal(
      await auth.mayWrite(presented, bucket, prefix),
      may,
      `${presented.authorization} ${prefix}`,
    );
  }
  t.equal(await setUp({ isPublic: () => true }).auth.mayWrite(NOTHING, 'any', ''), true);
});

t.test('mayRead() says what object() would, and holds no no against anybody', async (t) => {
  const noted: string[] = [];
  const { auth, failures } = setUp({ linkAttempts: threeIn(noted) });
  const by = (authorization: string) => ({ ...NOTHING, authorization });
  const film = { bucket: 'films', key: 'a.mp4' };
  for (const [presented, ref, may] of [
    [NOTHING, film, false],
    [NOTHING, { bucket: 'open', key: 'a.mp4' }, true],
    [NOTHING, { bucket: 'open', key: '../a.mp4' }, false],
    [by('Basic anna'), { bucket: 'films', key: '2024/a.mp4' }, true],
    [by('Basic anna'), film, false],
    [linkTo(), film, true],
    [linkTo(), { ...film, key: 'b.mp4' }, false],
    [linkTo({ expires: NOW - 1 }), film, false],
  ] as const) {
    t.equal(await auth.mayRead(presented, ref), may, `${presented.authorization} ${ref.key}`);
  }
  t.strictSame([...failures, ...noted], []);
});
