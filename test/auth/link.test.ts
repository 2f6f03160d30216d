import { createHmac } from 'node:crypto';
import t from 'tap';
import {
  checkLink,
  isKeyId,
  type LinkClaim,
  linkPath,
  linkQuery,
  type PresentedLink,
  parsePathToken,
  pathToken,
  signLink,
  type Wanted,
} from '../../src/auth/link.ts';
import { K1, K2, KEYS, presentedIn } from '../fixtures/link-claims.ts';

const NOW = 1_800_000_000;
const CLAIM: LinkClaim = {
  right: 'read',
  kind: 'object',
  bucket: 'films',
  name: '2024/Käse & Öl.mp4',
  expires: NOW,
  address: undefined,
};
const WANTED: Wanted = {
  right: 'read',
  bucket: 'films',
  key: CLAIM.name,
  address: '192.0.2.7',
};
const PREFIX: LinkClaim = { ...CLAIM, kind: 'prefix', name: '2024/' };

/** What checkLink() says of the query of `claim` a second before it is over. */
const verdict = (claim: LinkClaim, wanted: Partial<Wanted> = {}, patch = {}) =>
  checkLink(
    KEYS,
    { ...presentedIn(linkQuery(K1, claim)), ...patch },
    { ...WANTED, ...wanted },
    claim.expires - 1,
  );

/** Messages as anybody would write them, and the tokens that `openssl dgst` makes of them. */
const VECTORS: { claim: LinkClaim; message: string; token: string }[] = [
  {
    claim: CLAIM,
    message: 'firstbyte-link-1\nk1\nread\nobject\n1800000000\n\nfilms\n2024/Käse & Öl.mp4',
    token: 's8B8XpyaRDAO-JQDJOOF2MnJwyCrxciDdjB3Mo97ZSE',
  },
  {
    claim: { ...PREFIX, address: '192.0.2.7' },
    message: 'firstbyte-link-1\nk1\nread\nprefix\n1800000000\n192.0.2.7\nfilms\n2024/',
    token: 'BBrtQ3qRxok-MlsYlwkPclO-b1yA0J-d4BmgpA1fKX8',
  },
  {
    claim: { ...PREFIX, right: 'write', name: '' },
    message: 'firstbyte-link-1\nk1\nwrite\nprefix\n1800000000\n\nfilms\n',
    token: 'lGwDTuc3WhaQKdq54OPXL3uC-SDIf5E9YAnkt38BIpE',
  },
  {
    claim: { ...CLAIM, name: 'two\nlines' },
    message: 'firstbyte-link-1\nk1\nread\nobject\n1800000000\n\nfilms\ntwo\nlines',
    token: 'IS7Sk2GKELdX_T17aZ4Yx5Fr5iYPMpVVySHegp8Qc3E',
  },
];

t.test('signLink() makes the tokens of the recipe', async (t) => {
  for (const { claim, message, token } of VECTORS) {
    const mac = createHmac('sha256', '0123456789abcdef0123456789abcdef').update(message, 'utf8');
    t.equal(mac.digest('base64url'), token, message);
    t.equal(signLink(K1, claim), token, message);
  }
});

t.test('signLink() refuses what no link can say', async (t) => {
  const claims: Partial<LinkClaim>[] = [
    { expires: 0 },
    { expires: -1 },
    { expires: NOW + 0.5 },
    { expires: Number.NaN },
    { expires: Number.POSITIVE_INFINITY },
    { expires: 10 ** 12 },
    { bucket: '' },
    { bucket: 'films\n2024' },
    { address: '' },
    { address: '192.0.2.7\nfilms' },
    { name: '\ud800' },
  ];
  for (const patch of claims) {
    t.throws(() => signLink(K1, { ...CLAIM, ...patch }), RangeError, JSON.stringify(patch));
  }
});

t.test('signLink() wants a key of 32 bytes and with an id that can stand in a link', async (t) => {
  t.throws(() => signLink({ id: 'k1', secret: Buffer.alloc(31) }, CLAIM), RangeError);
  for (const id of ['', 'a.b', 'a b', 'ä', 'a\n', 'a'.repeat(33)]) {
    t.equal(isKeyId(id), false, JSON.stringify(id));
    t.throws(() => signLink({ ...K1, id }, CLAIM), RangeError);
  }
  for (const id of ['a', '-', '_', 'A-9_z', 'a'.repeat(32)]) t.equal(isKeyId(id), true, id);
});

t.test('linkQuery() writes parameters in one order', async (t) => {
  const [a, b, c] = VECTORS.map(({ token }) => token);
  t.equal(linkQuery(K1, CLAIM), `expires=1800000000&kid=k1&token=${a}`);
  t.equal(
    linkQuery(K1, { ...PREFIX, address: '192.0.2.7' }),
    `expires=1800000000&kid=k1&token=${b}&scope=2024%2F&bound=address`,
  );
  t.equal(
    linkQuery(K1, { ...PREFIX, right: 'write', name: '' }),
    `expires=1800000000&kid=k1&token=${c}&scope=`,
  );
  const odd = linkQuery(K1, { ...PREFIX, name: "ä +&=%!'()*\n" });
  t.match(odd, /&scope=%C3%A4%20%2B%26%3D%25%21%27%28%29%2A%0A$/);
});

t.test('linkPath() encodes each segment', async (t) => {
  const table: [string, string][] = [
    ['a.mp4', '/objects/films/a.mp4'],
    ['2024/Käse & Öl.mp4', '/objects/films/2024/K%C3%A4se%20%26%20%C3%96l.mp4'],
    ["a//b/!'()*~", '/objects/films/a//b/%21%27%28%29%2A~'],
    ['100%?#+;=@:', '/objects/films/100%25%3F%23%2B%3B%3D%40%3A'],
    ['a\nb/', '/objects/films/a%0Ab/'],
  ];
  for (const [key, path] of table) t.equal(linkPath('films', key), path);
});

t.test('checkLink() is over at the second it names', async (t) => {
  const presented = presentedIn(linkQuery(K1, CLAIM));
  t.equal(checkLink(KEYS, presented, WANTED, 0), 'good');
  t.equal(checkLink(KEYS, presented, WANTED, NOW - 1), 'good');
  t.equal(checkLink(KEYS, presented, WANTED, NOW - 0.001), 'good');
  t.equal(checkLink(KEYS, presented, WANTED, NOW), 'expired');
  t.equal(checkLink(KEYS, presented, WANTED, NOW + 10 ** 9), 'expired');
});

t.test('checkLink() says of nothing made up that it is expired', async (t) => {
  const presented = presentedIn(linkQuery(K1, CLAIM));
  const later = (patch: Partial<PresentedLink>, wanted: Partial<Wanted> = {}) =>
    checkLink(KEYS, { ...presented, ...patch }, { ...WANTED, ...wanted }, NOW);
  t.equal(later({}), 'expired', 'the one that is varied here');
  t.equal(later({ token: 'A'.repeat(43) }), 'invalid');
  t.equal(later({ expires: '1' }), 'invalid');
  t.equal(later({ keyId: 'k2' }), 'invalid');
  t.equal(later({ keyId: 'k3' }), 'invalid');
  t.equal(later({}, { key: 'other.mp4' }), 'invalid');
});

t.test('checkLink() wants an expiry in the one spelling there is', async (t) => {
  const spellings = ['', '0', '01800000000', '+1800000000', '1800000000.0', '1.8e9', ' 1800000000'];
  const others = ['1800000000\n', '-1', '1000000000000', '0x6b49d200', 'NaN', 'Infinity', '１'];
  for (const expires of [...spellings, ...others]) {
    // Signed in earnest, so that it is the spelling alone that is refused.
    const message = `firstbyte-link-1\nk1\nread\nobject\n${expires}\n\nfilms\n${CLAIM.name}`;
    const token = createHmac('sha256', K1.secret).update(message).digest('base64url');
    t.equal(verdict(CLAIM, {}, { expires, token }), 'invalid', JSON.stringify(expires));
  }
  t.equal(verdict({ ...CLAIM, expires: 999_999_999_999 }), 'good');
  t.equal(verdict({ ...CLAIM, expires: 1 }), 'good');
});

t.test('checkLink() tries every key for a link that names none', async (t) => {
  for (const key of KEYS) {
    const presented = { ...presentedIn(linkQuery(key, CLAIM)), keyId: undefined };
    t.equal(checkLink(KEYS, presented, WANTED, 0), 'good');
    t.equal(checkLink([...KEYS].reverse(), presented, WANTED, 0), 'good');
    t.equal(checkLink([], presented, WANTED, 0), 'invalid');
  }
  const presented = { ...presentedIn(linkQuery(K2, CLAIM)), keyId: undefined };
  t.equal(checkLink([K1], presented, WANTED, 0), 'invalid', 'the key was taken away');
  t.equal(checkLink([{ ...K2, id: 'k3' }], presented, WANTED, 0), 'invalid', 'the id is signed');
});

t.test('checkLink() opens what begins with the prefix and nothing else', async (t) => {
  const table: [string, string, 'good' | 'invalid'][] = [
    ['2024/', '2024/a.mp4', 'good'],
    ['2024/', '2024/a/b\n.mp4', 'good'],
    ['2024/', '2024/', 'good'],
    ['2024/', '2024', 'invalid'],
    ['2024/', '2025/a.mp4', 'invalid'],
    ['2024/', '/2024/a.mp4', 'invalid'],
    ['2024/', '2024/../b.mp4', 'invalid'],
    ['2024/', '2024/./b.mp4', 'invalid'],
    ['2024/', '2024/..', 'invalid'],
    ['2024/', '2024/..b', 'good'],
    ['2024', '2024.mp4', 'good'],
    ['', 'anything', 'good'],
    ['', '2024/../b.mp4', 'good'],
  ];
  for (const [name, key, expected] of table) {
    t.equal(verdict({ ...PREFIX, name }, { key }), expected, `${name} ${key}`);
  }
  t.equal(verdict({ ...CLAIM, name: 'a/../b' }, { key: 'a/../b' }), 'good', 'signed for that key');
});

t.test('checkLink() keeps a link to its right, bucket, kind and scope', async (t) => {
  const key = '2024/a.mp4';
  t.equal(verdict(PREFIX, { key }), 'good', 'the one that is varied here');
  t.equal(verdict(PREFIX, { key, right: 'write' }), 'invalid');
  t.equal(verdict({ ...PREFIX, right: 'write' }, { key }), 'invalid');
  t.equal(verdict({ ...PREFIX, right: 'write' }, { key, right: 'write' }), 'good');
  t.equal(verdict(PREFIX, { key, bucket: 'clips' }), 'invalid');
  for (const scope of [undefined, '', '2', '2024', '2024/a']) {
    t.equal(verdict(PREFIX, { key }, { scope }), 'invalid', `as if for ${scope}`);
  }
  t.equal(verdict(PREFIX, { key: '2024/' }, { scope: undefined }), 'invalid', 'no object');
  t.equal(verdict(CLAIM, {}, { scope: CLAIM.name }), 'invalid', 'nor a prefix');
});

t.test('checkLink() keeps a bound link to its address', async (t) => {
  const bound = { ...CLAIM, address: '192.0.2.7' };
  t.equal(verdict(bound), 'good');
  t.equal(verdict(bound, { address: '192.0.2.8' }), 'invalid');
  t.equal(verdict(bound, { address: '' }), 'invalid');
  t.equal(verdict(bound, {}, { bound: false }), 'invalid', 'it cannot be untied');
  t.equal(verdict(CLAIM, {}, { bound: true }), 'invalid', 'nor tied by others');
  t.equal(verdict(CLAIM, { address: '' }, { bound: true }), 'invalid', 'not even to nothing');
  t.equal(verdict(CLAIM, { address: '' }), 'good');
});

t.test('checkLink() lets no field run over into the next', async (t) => {
  // The message is the same: only the rule that a bucket holds no line feed tells them apart.
  t.equal(verdict({ ...CLAIM, name: 'a\nb' }, { key: 'a\nb' }), 'good');
  t.equal(verdict({ ...CLAIM, name: 'a\nb' }, { bucket: 'films\na', key: 'b' }), 'invalid');
  const bound = { ...CLAIM, address: '192.0.2.7' };
  const moved = { address: '192.0.2.7\nfilms', bucket: 'a', key: 'b' };
  t.equal(verdict({ ...bound, name: 'a\nb' }, moved), 'invalid');
  t.equal(verdict({ ...CLAIM, name: '\ufffd' }, { key: '\ud800' }), 'invalid', 'half a character');
});

t.test('pathToken() writes a segment that parsePathToken() reads', async (t) => {
  const [, b] = VECTORS;
  const bound = { ...PREFIX, address: '192.0.2.7' };
  t.equal(pathToken(K1, bound), `1800000000.k1.MjAyNC8.${b?.token}.a`);
  t.equal(pathToken(K1, PREFIX), `1800000000.k1.MjAyNC8.${signLink(K1, PREFIX)}`);
  for (const claim of [PREFIX, bound, { ...PREFIX, name: '' }, { ...PREFIX, name: 'ä?>\n' }]) {
    const presented = parsePathToken(pathToken(K1, claim));
    t.same(presented, presentedIn(linkQuery(K1, claim)), 'the same link');
  }
});

t.test('pathToken() refuses anything but reading under a prefix', async (t) => {
  t.throws(() => pathToken(K1, CLAIM), RangeError);
  t.throws(() => pathToken(K1, { ...PREFIX, right: 'write' }), RangeError);
});

t.test('parsePathToken() refuses what pathToken() does not write', async (t) => {
  const token = 'A'.repeat(43);
  t.ok(parsePathToken(`1.k.YQ.${token}`), 'the one that is varied here');
  for (const text of [
    '',
    '1.k.YQ',
    `0.k.YQ.${token}`,
    `01.k.YQ.${token}`,
    `1000000000000.k.YQ.${token}`,
    `1..YQ.${token}`,
    `1.${'k'.repeat(33)}.YQ.${token}`,
    `1.k.YR.${token}`,
    `1.k.YQ==.${token}`,
    `1.k._w.${token}`,
    `1.k.Y.${token}`,
    `1.k.YQ.${token}A`,
    `1.k.YQ.${token.slice(1)}`,
    `1.k.YQ.${token}=`,
    `1.k.YQ.${token}.`,
    `1.k.YQ.${token}.b`,
    `1.k.YQ.${token}.a.a`,
    `1.k.YQ.${token}\n`,
    ` 1.k.YQ.${token}`,
    `1.k.YQ.${token}/`,
  ]) {
    t.equal(parsePathToken(text), undefined, JSON.stringify(text));
  }
});
