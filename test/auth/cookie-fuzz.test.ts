/** Cookies against whoever has one and wants another, and against links, which have the same keys. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { type CookieSubject, checkCookies, makeCookie } from '../../src/auth/cookie.ts';
import {
  checkLink,
  type LinkClaim,
  type LinkKey,
  linkQuery,
  parsePathToken,
  pathToken,
  type Wanted,
} from '../../src/auth/link.ts';
import { claims, folds, K1, K2, KEYS, presentedIn, wantedOf } from '../fixtures/link-claims.ts';

const RUNS = { numRuns: 3000 };
const NOW = 1_800_000_000;
const keys = fc.constantFrom(...KEYS);
const reading = claims.map((claim): LinkClaim => ({ ...claim, right: 'read' }));

/** The cookie as a browser sends it back. */
function cookieFor(key: LinkKey, claim: CookieSubject): string {
  const times = { began: NOW, nowSeconds: NOW, cookieSeconds: 600, maxSeconds: 7200 };
  const [pair = ''] = makeCookie(key, { claim, ...times, path: '/', secure: true }).split(';', 1);
  return pair;
}

const stateOf = (header: string, wanted: Wanted, now = NOW): string =>
  checkCookies(KEYS, header, wanted, now).state;

t.test('what was signed is accepted, and renewed as it was (property)', async () => {
  let opened = 0;
  fc.assert(
    fc.property(keys, reading, (key, claim) => {
      const [pair, wanted] = [cookieFor(key, claim), wantedOf(claim)];
      if (folds(claim)) return assert.equal(stateOf(pair, wanted), 'none');
      opened++;
      const { kind, bucket, name, address } = claim;
      assert.deepEqual(checkCookies(KEYS, pair, wanted, NOW + 301), {
        state: 'good',
        renewal: { kind, bucket, name, address, began: NOW },
      });
      assert.equal(stateOf(pair, wanted, NOW + 600), 'expired');
      assert.equal(stateOf(pair, { ...wanted, right: 'write' }), 'none');
    }),
    RUNS,
  );
  assert.ok(opened > RUNS.numRuns / 2, `enough that open something: ${opened}`);
});

t.test('no cookie is accepted for what another one opens (property)', async () => {
  let refused = 0;
  fc.assert(
    fc.property(reading, reading, fc.subarray(['bucket', 'name', 'address']), (a, b, from) => {
      if (folds(a)) return;
      const other = { ...a, ...Object.fromEntries(from.map((f) => [f, b[f as keyof LinkClaim]])) };
      const wanted = wantedOf(other);
      const under = wanted.key.startsWith(a.name) && !/(^|\/)\.\.?(\/|$)/.test(wanted.key);
      const opens =
        wanted.bucket === a.bucket &&
        (a.kind === 'object' ? wanted.key === a.name : under) &&
        (a.address === undefined || wanted.address === a.address);
      if (!opens) refused++;
      assert.equal(stateOf(cookieFor(K1, a), wanted), opens ? 'good' : 'none');
    }),
    { numRuns: 10_000 },
  );
  assert.ok(refused > 2000, `enough that were refused: ${refused}`);
});

t.test('no part of one cookie fits into another (property)', async () => {
  let mixed = 0;
  fc.assert(
    fc.property(keys, keys, reading, reading, fc.nat(7), (one, other, a, b, part) => {
      const [mine, theirs] = [cookieFor(one, a).split('.'), cookieFor(other, b).split('.')];
      const patched = mine.map((text, n) => (n === part ? (theirs[n] ?? text) : text));
      const whole = [mine, theirs].map((parts) => parts.join('.'));
      if (part === 0 || whole.includes(patched.join('.'))) return;
      mixed++;
      for (const wanted of [wantedOf(a), wantedOf(b)]) {
        assert.equal(stateOf(patched.join('.'), wanted), 'none', patched.join('.'));
      }
    }),
    { numRuns: 10_000 },
  );
  assert.ok(mixed > 2000, `enough that were mixed: ${mixed}`);
});

t.test('no damaged cookie is accepted: each bit, each cut, each addition', async (t) => {
  const claim: LinkClaim = {
    right: 'read',
    kind: 'prefix',
    bucket: 'films',
    name: '2024/',
    expires: NOW,
    address: '192.0.2.7',
  };
  const pair = cookieFor(K1, claim);
  const value = pair.slice(pair.indexOf('=') + 1);
  const put = (at: number, text: string): string => value.slice(0, at) + text + value.slice(at + 1);
  const at = [...value].map((_, n) => n);
  const damaged = [
    ...at.flatMap((n) =>
      Array.from({ length: 16 }, (_, bit) =>
        put(n, String.fromCharCode(value.charCodeAt(n) ^ (1 << bit))),
      ),
    ),
    ...at.flatMap((n) => [...'AZaz09-_.'].map((letter) => put(n, letter))),
    ...at.flatMap((n) => [value.slice(0, n), value.slice(n + 1), put(n, '')]),
    ...[...'AZaz09-_.=\0'].flatMap((more) => [value + more, more + value]),
    // One more in front of a time is another time, or another spelling of the same.
    ...at.map((n) => `${value.slice(0, n)}0${value.slice(n)}`),
  ].filter((text) => text !== value);
  const wanted = wantedOf(claim);
  t.equal(stateOf(`firstbyte_00000000=${value}`, wanted), 'good');
  t.same(
    damaged.filter((text) => stateOf(`firstbyte_00000000=${text}`, wanted) !== 'none'),
    [],
  );
  t.ok(damaged.length > 3000, `${damaged.length} of them`);
});

t.test('a cookie that another key signed is not accepted (property)', async () => {
  fc.assert(
    fc.property(reading, (claim) => {
      const pair = cookieFor(K2, claim);
      const renamed = pair.replace('=1.k2.', '=1.k1.');
      assert.notEqual(renamed, pair);
      for (const header of [pair, renamed]) {
        assert.equal(checkCookies([K1], header, wantedOf(claim), NOW).state, 'none');
      }
    }),
    RUNS,
  );
});

t.test('no cookie passes for a link, and no link for a cookie (property)', async () => {
  fc.assert(
    fc.property(reading, (any) => {
      // The same key, times and claim, so that it is the kind of message alone that differs.
      const claim = { ...any, expires: NOW + 600 };
      const wanted = wantedOf(claim);
      const pair = cookieFor(K1, claim);
      const mac = pair.replace(/\.a$/, '').slice(-43);
      const link = presentedIn(linkQuery(K1, claim));
      for (const expires of [`${NOW}`, `${NOW + 301}`, `${NOW + 600}`]) {
        assert.equal(checkLink(KEYS, { ...link, expires, token: mac }, wanted, NOW), 'invalid');
      }
      const value = pair.slice(pair.indexOf('=') + 1);
      assert.equal(parsePathToken(value), undefined);
      const forged = [
        pair.replace(mac, link.token),
        `firstbyte_00000000=${link.token}`,
        `firstbyte_00000000=${pathToken(K1, { ...claim, kind: 'prefix' })}`,
        `firstbyte_00000000=1.${pathToken(K1, { ...claim, kind: 'prefix' })}`,
      ];
      for (const header of forged) assert.equal(stateOf(header, wanted), 'none', header);
    }),
    RUNS,
  );
});
