import assert from 'node:assert/strict';
import { scryptSync } from 'node:crypto';
import fc from 'fast-check';
import t from 'tap';
import { hashPassword, parseHash, verifyPassword } from '../../src/auth/password.ts';
import { watchRejections } from '../fixtures/rejections.ts';

watchRejections(t);

const hashOf = (text: string) => parseHash(text) ?? assert.fail(`no hash: ${text}`);
const textOf = (bytes: number) => Buffer.alloc(bytes, 7).toString('base64url');

t.test('verifyPassword() agrees with RFC 7914 section 12', async (t) => {
  const hash = Buffer.from(
    '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2' +
      'd5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887',
    'hex',
  );
  const salt = Buffer.from('SodiumChloride');
  const text = `scrypt$N=16384,r=8,p=1$${salt.toString('base64url')}$${hash.toString('base64url')}`;
  t.equal(await verifyPassword('pleaseletmein', hashOf(text)), true);
  t.equal(await verifyPassword('pleaseletmeIn', hashOf(text)), false);
});

t.test('hashPassword() writes what parseHash() reads and no other password has', async (t) => {
  const text = await hashPassword('correct horse');
  t.match(text, /^scrypt\$N=16384,r=8,p=1\$[A-Za-z0-9_-]{22}\$[A-Za-z0-9_-]{43}$/);
  t.notOk(text.includes('correct'));
  const hash = hashOf(text);
  t.equal(await verifyPassword('correct horse', hash), true);
  for (const wrong of ['', ' ', 'Correct horse', 'correct horse ', 'correct', 'correct horse\0']) {
    t.equal(await verifyPassword(wrong, hash), false, JSON.stringify(wrong));
  }
});

t.test('hashPassword() takes a salt of its own each time', async (t) => {
  const [one, other] = await Promise.all([hashPassword('same'), hashPassword('same')]);
  t.not(hashOf(one).salt, hashOf(other).salt);
  t.notSame(hashOf(one).hash, hashOf(other).hash);
});

t.test('hashPassword() refuses what is no password', async (t) => {
  for (const text of ['', '\0', 'film\0', 'film\n', '\x7f', '\x85', '\ud800']) {
    await t.rejects(hashPassword(text), RangeError, JSON.stringify(text));
  }
});

t.test('verifyPassword() takes nothing for what it is not', async (t) => {
  const hash = hashOf(await hashPassword('film\ufffd'));
  t.equal(await verifyPassword('film\ufffd', hash), true);
  t.equal(await verifyPassword('film\ufffd\0', hash), false, 'the same to scrypt');
  t.equal(await verifyPassword('film\ud800', hash), false, 'the same in UTF-8');
});

t.test('verifyPassword() has an empty password right for nobody', async (t) => {
  const salt = Buffer.alloc(16, 7);
  const hash = scryptSync('', salt, 32, { N: 2 ** 14, r: 8, p: 1 });
  t.equal(await verifyPassword('', { N: 2 ** 14, r: 8, p: 1, salt, hash }), false);
});

t.test('verifyPassword() takes as the same what looks the same', async (t) => {
  const table: [string, string, boolean][] = [
    ['K\u00e4se', 'Ka\u0308se', true],
    ['Ka\u0308se', 'K\u00e4se', true],
    ['a b', 'a\u00a0b', true],
    ['a\u3000b', 'a b', true],
    ['K\u00e4se', 'Kase', false],
    ['\ufb01lm', 'film', false],
    ['K\u00e4se', 'k\u00e4se', false],
  ];
  for (const [set, typed, same] of table) {
    t.equal(await verifyPassword(typed, hashOf(await hashPassword(set))), same, `${set} ${typed}`);
  }
});

t.test('verifyPassword() has the memory that its bounds promise', async (t) => {
  // More than the 32 MiB that node:crypto allows unasked.
  const cost = { N: 2 ** 14, r: 16, p: 4 };
  const salt = Buffer.alloc(64, 7);
  const hash = scryptSync('film', salt, 64, { ...cost, maxmem: 2 ** 27 });
  t.equal(await verifyPassword('film', { ...cost, salt, hash }), true);
  t.equal(await verifyPassword('Film', { ...cost, salt, hash }), false);
});

t.test('parseHash() reads everything within its bounds', async (t) => {
  const table: [number, number, number, number, number][] = [
    [2 ** 14, 8, 1, 16, 32],
    [2 ** 14, 1, 1, 8, 32],
    [2 ** 14, 16, 4, 64, 64],
    [2 ** 18, 8, 4, 16, 33],
    [2 ** 17, 16, 1, 15, 63],
  ];
  for (const [N, r, p, salt, hash] of table) {
    const text = `scrypt$N=${N},r=${r},p=${p}$${textOf(salt)}$${textOf(hash)}`;
    const expected = { N, r, p, salt: Buffer.alloc(salt, 7), hash: Buffer.alloc(hash, 7) };
    t.same(parseHash(text), expected, text);
  }
});

t.test('parseHash() refuses what is malformed or out of bounds', async (t) => {
  const whole = (cost: string, salt = textOf(16), hash = textOf(32)) =>
    `scrypt$${cost}$${salt}$${hash}`;
  const good = whole('N=16384,r=8,p=1');
  t.ok(parseHash(good), 'the one that is varied here');
  const costs = [
    'N=8192,r=8,p=1',
    'N=16383,r=8,p=1',
    'N=16385,r=8,p=1',
    'N=24576,r=8,p=1',
    'N=524288,r=1,p=1',
    'N=262144,r=9,p=1',
    'N=131072,r=17,p=1',
    'N=16384,r=0,p=1',
    'N=16384,r=17,p=1',
    'N=16384,r=8,p=0',
    'N=16384,r=8,p=5',
    'N=016384,r=8,p=1',
    'N=16384,r=08,p=1',
    'N=16384.0,r=8,p=1',
    'N=1e5,r=8,p=1',
    'N=0x4000,r=8,p=1',
    'N=-16384,r=8,p=1',
    'n=16384,r=8,p=1',
    'r=8,N=16384,p=1',
    'N=16384,r=8',
    'N=16384, r=8, p=1',
    'N=16384,r=8,p=1,x=1',
    '',
  ].map((cost) => whole(cost));
  const parts = [
    whole('N=16384,r=8,p=1', textOf(7)),
    whole('N=16384,r=8,p=1', textOf(65)),
    whole('N=16384,r=8,p=1', textOf(16), textOf(31)),
    whole('N=16384,r=8,p=1', textOf(16), textOf(65)),
    whole('N=16384,r=8,p=1', ''),
    whole('N=16384,r=8,p=1', textOf(16), ''),
    whole('N=16384,r=8,p=1', `${textOf(16)}==`),
    // Stray bits in the last character.
    whole('N=16384,r=8,p=1', `${textOf(16).slice(0, -1)}x`),
    whole('N=16384,r=8,p=1', textOf(16).replace('B', '+')),
  ];
  const texts = ['', 'scrypt', `${good}$`, ` ${good}`, `${good}\n`, `$${good}`, 'plain text'];
  const others = [good.replace('scrypt', 'SCRYPT'), good.replace('scrypt', 'bcrypt')];
  for (const text of [...costs, ...parts, ...texts, ...others]) {
    t.equal(parseHash(text), undefined, JSON.stringify(text));
  }
});

t.test('parseHash() never throws, and reads one spelling only (property)', async () => {
  const letter = fc.constantFrom(...'scrypt$N=16384,rp8BwcH-_ \n');
  const near = fc
    .tuple(fc.nat(100), fc.nat(3), fc.string({ unit: letter, maxLength: 3 }))
    .map(([at, cut, put]) => {
      const good = `scrypt$N=16384,r=8,p=1$${textOf(16)}$${textOf(32)}`;
      return good.slice(0, at) + put + good.slice(at + cut);
    });
  let read = 0;
  fc.assert(
    fc.property(fc.oneof(near, fc.string()), (text) => {
      const hash = parseHash(text);
      if (hash === undefined) return;
      read++;
      const [salt, digest] = [hash.salt, hash.hash].map((one) =>
        Buffer.from(one).toString('base64url'),
      );
      assert.equal(text, `scrypt$N=${hash.N},r=${hash.r},p=${hash.p}$${salt}$${digest}`);
    }),
    { numRuns: 20_000 },
  );
  assert.ok(read > 100, `enough that could be read: ${read}`);
});
