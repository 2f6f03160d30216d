import assert from 'node:assert/strict';
import t from 'tap';
import { type BasicOptions, createBasic, isUserName, parseBasic } from '../../src/auth/basic.ts';
import type { Grants } from '../../src/auth/grants.ts';
import { hashPassword, type PasswordHash, parseHash } from '../../src/auth/password.ts';
import { watchRejections } from '../fixtures/rejections.ts';

watchRejections(t);

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const header = (name: string, password: string): string =>
  `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
const grantsOf = (bucket: string): Grants => ({ read: [{ bucket, prefix: '' }], write: [] });
const GOOD = 'open';

/** A hash that says whose it is; nothing is derived from it. */
const hashFor = (user: string, N = 2 ** 14): PasswordHash => ({
  N,
  r: 8,
  p: 1,
  salt: Buffer.from(user.padEnd(16)),
  hash: Buffer.alloc(32, user),
});
const userOf = (name: string, N?: number) => ({
  name,
  hash: hashFor(name, N),
  grants: grantsOf(name),
});

interface Checked {
  readonly password: string;
  readonly hash: PasswordHash;
  answer(right: boolean): void;
  fail(): void;
}

/** Basic whose passwords are checked when the test says so. */
function setUp(options: Partial<BasicOptions> = {}) {
  const checked: Checked[] = [];
  const basic = createBasic({
    users: [userOf('ann'), userOf('bob')],
    verify: (password, hash) =>
      new Promise((resolve, reject) => {
        const fail = () => reject(new Error('no memory'));
        checked.push({ password, hash, answer: resolve, fail });
      }),
    ...options,
  });
  const nth = (n: number): Checked => checked[n] ?? assert.fail(`only ${checked.length} checks`);
  return { checked, nth, check: basic.check, remembered: basic.remembered };
}

t.test('check() knows users by real passwords', async (t) => {
  const hash = parseHash(await hashPassword('K\u00e4se')) ?? assert.fail();
  const users = [{ name: 'J\u00fcrgen', hash, grants: grantsOf('films') }];
  const { check } = createBasic({ users });
  const known = { name: 'J\u00fcrgen', grants: grantsOf('films') };
  t.same(await check(header('J\u00fcrgen', 'K\u00e4se')), known);
  t.same(await check(header('Ju\u0308rgen', 'Ka\u0308se')), known, 'as another keyboard writes it');
  t.equal(await check(header('J\u00fcrgen', 'Kase')), undefined);
  t.equal(await check(header('J\u00fcrgen', '')), undefined);
  t.equal(await check(header('Jurgen', 'K\u00e4se')), undefined);
  t.equal(await check(header('', 'K\u00e4se')), undefined);
});

t.test('check() says who it is and what they may, and keeps the hash to itself', async (t) => {
  const { check, nth } = setUp();
  const found = check(header('bob', GOOD));
  t.equal(nth(0).password, GOOD);
  t.same(nth(0).hash, hashFor('bob'));
  nth(0).answer(true);
  t.strictSame(await found, { name: 'bob', grants: grantsOf('bob') });
});

t.test('check() answers what is malformed at once and without work', async (t) => {
  const { check, checked } = setUp();
  for (const text of ['', 'Basic', 'Bearer abc', 'Basic !', 'Basic YW5u']) {
    t.equal(check(text), undefined, text);
  }
  t.equal(checked.length, 0);
});

t.test('check() does the work of the most expensive user for a name nobody has', async (t) => {
  const users = [userOf('ann'), userOf('bob', 2 ** 16), userOf('eve', 2 ** 15)];
  const { check, nth } = setUp({ users });
  const found = check(header('nobody', GOOD));
  const { N, r, p, salt, hash } = nth(0).hash;
  t.same({ N, r, p }, { N: 2 ** 16, r: 8, p: 1 });
  t.same([salt.length, hash.length], [16, 32]);
  t.notSame(hash, hashFor('bob').hash, 'a hash of its own');
  nth(0).answer(true);
  t.equal(await found, undefined, 'even if it were right');
});

t.test('check() knows nobody where there are no users', async (t) => {
  const { check, checked } = setUp({ users: [] });
  t.equal(check(header('ann', GOOD)), undefined);
  t.equal(checked.length, 0);
});

t.test('check() remembers a right pair', async (t) => {
  const { check, checked, nth } = setUp();
  const first = check(header('ann', GOOD));
  nth(0).answer(true);
  const ann = await first;
  t.ok(ann);
  t.equal(check(header('ann', GOOD)), ann, 'in the same turn');
  t.ok(check(header('ann', `${GOOD}!`)) instanceof Promise, 'no other password of hers');
  t.ok(check(header('bob', GOOD)) instanceof Promise, 'nor hers from somebody else');
  nth(1).answer(false);
  nth(2).answer(false);
  await turn();
  t.equal(check(header('ann', GOOD)), ann);
  t.equal(checked.length, 3);
});

t.test('remembered() starts no check', async (t) => {
  const basic = setUp();
  t.equal(basic.remembered(header('ann', GOOD)), undefined);
  t.equal(basic.checked.length, 0);
  const first = basic.check(header('ann', GOOD));
  basic.nth(0).answer(true);
  const ann = await first;
  t.ok(ann);
  t.equal(basic.remembered(header('ann', GOOD)), ann);
  t.equal(basic.remembered(header('ann', 'wrong')), undefined);
  t.equal(basic.remembered('Basic ?'), undefined);
  t.equal(basic.checked.length, 1);
});

t.test('check() remembers no wrong pair', async (t) => {
  const { check, checked, nth } = setUp();
  for (let n = 0; n < 3; n++) {
    const found = check(header('ann', 'wrong'));
    nth(n).answer(false);
    t.equal(await found, undefined);
  }
  t.equal(checked.length, 3);
});

t.test('check() lets requests with the same pair share one check', async (t) => {
  const { check, checked, nth } = setUp();
  const all = Array.from({ length: 100 }, () => check(header('ann', GOOD)));
  t.equal(checked.length, 1, 'and none of them is too many');
  check(header('ann', 'wrong'));
  t.equal(checked.length, 2, 'another password is another check');
  nth(0).answer(true);
  for (const found of await Promise.all(all)) t.equal(found?.name, 'ann');
  nth(1).answer(false);
  await turn();
});

t.test('check() checks two passwords at once and has 64 more wait', async (t) => {
  const { check, checked, nth } = setUp();
  const all = Array.from({ length: 66 }, (_, n) => check(header('ann', `${n}`)));
  t.equal(checked.length, 2);
  t.throws(() => check(header('ann', '66')), { code: 'overloaded', retryAfterSeconds: 1 });
  t.throws(() => check(header('nobody', 'x')), { code: 'overloaded' }, 'nobody is as busy');
  t.equal(check(header('ann', '65')), all[65], 'who shares a check takes no place');
  for (let n = 0; n < 66; n++) {
    nth(n).answer(n === 65);
    await turn();
    t.equal(checked.length, Math.min(66, n + 3));
  }
  const found = await Promise.all(all);
  t.same(
    found.flatMap((one, n) => (one ? [[n, one.name]] : [])),
    [[65, 'ann']],
  );
});

t.test('check() answers who is remembered while others are too many', async (t) => {
  const { check, checked, nth } = setUp({ concurrency: 1 });
  const first = check(header('ann', GOOD));
  nth(0).answer(true);
  await first;
  for (let n = 0; n < 65; n++) check(header('bob', `${n}`));
  t.equal(checked.length, 2, 'one at once');
  t.throws(() => check(header('bob', 'x')), { code: 'overloaded' });
  t.equal((await check(header('ann', GOOD)))?.name, 'ann');
});

t.test("check() keeps one viewer's failure from the others", async (t) => {
  const { check, nth } = setUp({ concurrency: 1 });
  const first = check(header('ann', GOOD));
  const shared = check(header('ann', GOOD));
  const other = check(header('bob', GOOD));
  nth(0).fail();
  await t.rejects(Promise.resolve(first), { message: 'no memory' });
  await t.rejects(Promise.resolve(shared), { message: 'no memory' });
  await turn();
  nth(1).answer(true);
  t.equal((await other)?.name, 'bob');
  const again = check(header('ann', GOOD));
  nth(2).answer(true);
  t.equal((await again)?.name, 'ann', 'a failure is not kept');
});

t.test('createBasic() takes no name that cannot be sent, and none twice', async (t) => {
  for (const name of ['', 'a:b', 'a\nb', 'a\0']) {
    t.throws(() => setUp({ users: [userOf(name)] }), RangeError, JSON.stringify(name));
  }
  const twice = [userOf('J\u00fcrgen'), userOf('Ju\u0308rgen')];
  t.throws(() => setUp({ users: twice }), RangeError);
});

t.test('isUserName() wants a name without colons and control characters', async (t) => {
  for (const name of ['ann', 'Ann Lee', 'ä', 'a@b.example', '\u{1f600}', '-']) {
    t.equal(isUserName(name), true, name);
  }
  for (const name of ['', ':', 'a:', 'a\tb', 'a\n', '\x7f', 'a\x85', '\0', '\ud800']) {
    t.equal(isUserName(name), false, JSON.stringify(name));
  }
});

t.test('parseBasic() reads RFC 7617', async (t) => {
  const table: [string, string, string][] = [
    ['Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==', 'Aladdin', 'open sesame'],
    ['Basic dGVzdDoxMjPCow==', 'test', '123\u00a3'],
    ['basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==', 'Aladdin', 'open sesame'],
    ['BASIC   QWxhZGRpbjpvcGVuIHNlc2FtZQ== ', 'Aladdin', 'open sesame'],
    ['Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ', 'Aladdin', 'open sesame'],
    [header('a', 'b:c:'), 'a', 'b:c:'],
    [header('', ''), '', ''],
    [header('Ju\u0308rgen', 'Ka\u0308se'), 'J\u00fcrgen', 'Ka\u0308se'],
    [header('\ufeffa', 'b'), '\ufeffa', 'b'],
  ];
  for (const [text, name, password] of table) t.same(parseBasic(text), { name, password }, text);
});

t.test('parseBasic() refuses what is malformed', async (t) => {
  const base64 = (bytes: string) => Buffer.from(bytes, 'latin1').toString('base64');
  for (const text of [
    '',
    'Basic',
    'Basic ',
    'Basic =',
    'Basic QTpi===',
    'Basic QT pi',
    'Basic QTpi,',
    'Basic QTpi\n',
    'Basic\tQTpi',
    'BasicQTpi',
    ' Basic QTpi',
    'Digest QTpi',
    'Basic Q-_i',
    `Basic ${base64('no colon')}`,
    `Basic ${base64('a\0:b')}`,
    `Basic ${base64('a:b\n')}`,
    `Basic ${base64('a:\x7f')}`,
    `Basic ${base64('a:\xa3')}`,
    `Basic ${base64('a:\xc2\x85')}`,
  ]) {
    t.equal(parseBasic(text), undefined, JSON.stringify(text));
  }
});
