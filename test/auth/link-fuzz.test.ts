/** Links against whoever has one and wants another: not one change of one may be accepted. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import {
  checkLink,
  type LinkClaim,
  linkQuery,
  type PresentedLink,
  parsePathToken,
  pathToken,
  type Wanted,
} from '../../src/auth/link.ts';
import { claims, folds, K1, K2, KEYS, presentedIn, wantedOf } from '../fixtures/link-claims.ts';

const RUNS = { numRuns: 3000 };
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const keys = fc.constantFrom(...KEYS);

const check = (presented: PresentedLink, wanted: Wanted, now = 0) =>
  checkLink(KEYS, presented, wanted, now);

t.test('what was signed is accepted until it expires (property)', async () => {
  let opened = 0;
  fc.assert(
    fc.property(keys, claims, (key, claim) => {
      const presented = presentedIn(linkQuery(key, claim));
      const wanted = wantedOf(claim);
      if (folds(claim)) return assert.equal(check(presented, wanted), 'invalid');
      opened++;
      assert.equal(check(presented, wanted, claim.expires - 1), 'good');
      assert.equal(check({ ...presented, keyId: undefined }, wanted), 'good');
      assert.equal(check(presented, wanted, claim.expires), 'expired');
    }),
    RUNS,
  );
  assert.ok(opened > RUNS.numRuns / 2, `enough that open something: ${opened}`);
});

t.test('a path token says the same as the query (property)', async () => {
  fc.assert(
    fc.property(keys, claims, (key, any) => {
      const claim: LinkClaim = { ...any, right: 'read', kind: 'prefix' };
      const segment = pathToken(key, claim);
      assert.match(segment, /^[A-Za-z0-9._-]+$/);
      assert.deepEqual(parsePathToken(segment), presentedIn(linkQuery(key, claim)));
    }),
    RUNS,
  );
});

/** The same link, changed in one place by somebody who has no key. */
const changes: fc.Arbitrary<(link: PresentedLink) => PresentedLink> = fc.oneof(
  fc.nat().map((n) => (link: PresentedLink) => ({ ...link, expires: `${n}` })),
  fc.constant((link: PresentedLink) => ({ ...link, expires: `${Number(link.expires) + 1}` })),
  fc.constant((link: PresentedLink) => ({ ...link, expires: `0${link.expires}` })),
  fc.constant((link: PresentedLink) => ({ ...link, keyId: link.keyId === 'k1' ? 'k2' : 'k1' })),
  fc.constant((link: PresentedLink) => ({ ...link, keyId: 'k3' })),
  fc.constant((link: PresentedLink) => ({ ...link, bound: !link.bound })),
  fc.string({ maxLength: 3 }).map((scope) => (link: PresentedLink) => ({ ...link, scope })),
  fc.constant((link: PresentedLink) => ({ ...link, scope: undefined })),
  fc.constant((link: PresentedLink) => ({ ...link, scope: link.scope?.slice(0, -1) ?? '' })),
  fc.string({ maxLength: 50 }).map((token) => (link: PresentedLink) => ({ ...link, token })),
);

t.test('no change of a link is accepted (property)', async () => {
  let changed = 0;
  fc.assert(
    fc.property(keys, claims, changes, (key, claim, change) => {
      const link = presentedIn(linkQuery(key, claim));
      const other = change(link);
      if (JSON.stringify(other) === JSON.stringify(link)) return;
      changed++;
      assert.equal(check(other, wantedOf(claim)), 'invalid', JSON.stringify(other));
    }),
    { numRuns: 10_000 },
  );
  assert.ok(changed > 5000, `enough that was changed: ${changed}`);
});

t.test('no link is accepted for what another claim opens (property)', async () => {
  let [differed, refused] = [0, 0];
  fc.assert(
    fc.property(
      claims,
      claims,
      fc.subarray(['right', 'bucket', 'name', 'address']),
      (a, b, from) => {
        // From nothing in common to all but one field.
        const other = {
          ...a,
          ...Object.fromEntries(from.map((f) => [f, b[f as keyof LinkClaim]])),
        };
        const [wanted, own] = [wantedOf({ ...other, kind: a.kind }), wantedOf(a)];
        if (folds(a)) return;
        differed++;
        const opens =
          wanted.right === own.right &&
          wanted.bucket === own.bucket &&
          (a.kind === 'object' ? wanted.key === a.name : isUnder(wanted.key, a.name)) &&
          (a.address === undefined || wanted.address === a.address);
        if (!opens) refused++;
        const verdict = check(presentedIn(linkQuery(K1, a)), wanted);
        assert.equal(verdict, opens ? 'good' : 'invalid');
      },
    ),
    { numRuns: 10_000 },
  );
  assert.ok(refused > differed / 3, `enough that were refused: ${refused} of ${differed}`);
});

function isUnder(key: string, prefix: string): boolean {
  return key.startsWith(prefix) && !/(^|\/)\.\.?(\/|$)/.test(key);
}

t.test('a key that another key signed for is not enough (property)', async () => {
  fc.assert(
    fc.property(claims, (claim) => {
      const presented = presentedIn(linkQuery(K2, claim));
      const wanted = wantedOf(claim);
      assert.equal(checkLink([K1], presented, wanted, 0), 'invalid');
      assert.equal(checkLink([K1], { ...presented, keyId: undefined }, wanted, 0), 'invalid');
      assert.equal(checkLink([K1], { ...presented, keyId: 'k1' }, wanted, 0), 'invalid');
      const renamed = { id: 'k1', secret: K2.secret };
      assert.equal(checkLink([renamed], { ...presented, keyId: 'k1' }, wanted, 0), 'invalid');
    }),
    RUNS,
  );
});

t.test('no damaged token is accepted: each bit, each cut, each addition', async (t) => {
  const claim: LinkClaim = {
    right: 'read',
    kind: 'object',
    bucket: 'films',
    name: 'a.mp4',
    expires: 1_800_000_000,
    address: undefined,
  };
  const link = presentedIn(linkQuery(K1, claim));
  const { token } = link;
  const put = (at: number, text: string): string => token.slice(0, at) + text + token.slice(at + 1);
  const at = [...token].map((_, n) => n);
  const bytes = Buffer.from(token, 'base64url');
  const damaged = [
    // Each bit of the bytes, and each of the text.
    ...Array.from({ length: bytes.length * 8 }, (_, bit) => {
      const copy = Buffer.from(bytes);
      copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      return copy.toString('base64url');
    }),
    ...at.flatMap((n) =>
      Array.from({ length: 16 }, (_, bit) =>
        put(n, String.fromCharCode(token.charCodeAt(n) ^ (1 << bit))),
      ),
    ),
    ...at.flatMap((n) => [...ALPHABET].map((letter) => put(n, letter))),
    ...at.map((n) => token.slice(0, n)),
    ...at.map((n) => token.slice(n + 1)),
    ...at.map((n) => put(n, '')),
    ...[...ALPHABET, '=', '==', '.', ' ', '\n', '\0'].flatMap((more) => [
      token + more,
      more + token,
    ]),
    ...[token.toLowerCase(), token.toUpperCase(), [...token].reverse().join(''), token + token],
    ...[bytes.toString('hex'), bytes.toString('latin1'), bytes.toString('base64')],
  ].filter((text) => text !== token);
  const wanted = wantedOf(claim);
  t.equal(check(link, wanted), 'good');
  t.same(
    damaged.filter((text) => check({ ...link, token: text }, wanted) !== 'invalid'),
    [],
  );
  t.ok(damaged.length > 3500, `${damaged.length} of them`);
});

t.test('no two values of a link may change places', async (t) => {
  const claim: LinkClaim = {
    right: 'read',
    kind: 'prefix',
    bucket: 'films',
    name: '1800000000',
    expires: 1_900_000_000,
    address: undefined,
  };
  const link = presentedIn(linkQuery(K1, claim));
  const wanted = { ...wantedOf(claim), key: '1900000000/1800000000' };
  const values = [link.token, link.expires, link.keyId, link.scope] as string[];
  const names = ['token', 'expires', 'keyId', 'scope'] as const;
  for (const [i, one] of names.entries()) {
    for (const [j, other] of names.entries()) {
      if (i === j) continue;
      const swapped = { ...link, [one]: values[j], [other]: values[i] } as PresentedLink;
      t.equal(check(swapped, wanted), 'invalid', `${one} and ${other}`);
    }
  }
});
