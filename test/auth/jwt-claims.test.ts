import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { JWTPayload } from 'jose';
import t from 'tap';
import type { Grants } from '../../src/auth/grants.ts';
import { identityOf } from '../../src/auth/jwt-claims.ts';

const DEFAULTS: Grants = { read: [{ bucket: '*', prefix: '' }], write: [] };
const NONE: Grants = { read: [], write: [] };
const FILMS = { bucket: 'films', prefix: '' };
const RECENT = { bucket: 'films', prefix: '2024/' };

const nameFor = (sub: unknown) => identityOf({ sub } as JWTPayload, undefined, DEFAULTS)?.name;
const grantsFor = (grants: unknown) => identityOf({ grants }, 'grants', DEFAULTS)?.grants;

t.test('identityOf() names the bearer as the issuer does, if that can be shown', async (t) => {
  for (const sub of ['u', 'zoe@example.com', 'Zoë Ä', '用户', 'a b', 'x'.repeat(200)]) {
    t.equal(nameFor(sub), sub);
  }
  for (const sub of ['😀'.repeat(200)])
    t.equal(nameFor(sub), sub, 'characters, not halves of them');
});

t.test('identityOf() calls everybody else jwt', async (t) => {
  const unfit = [
    undefined,
    null,
    7,
    ['a'],
    { a: 1 },
    '',
    'x'.repeat(201),
    'a\nb',
    'a\0',
    '\u001b[31m',
    'a\u202eb',
    'a\u2028b',
    '\ud800',
    'a\n',
  ];
  // By number: some of them would break the report as they would break a log.
  unfit.forEach((sub, n) => {
    t.equal(nameFor(sub), 'jwt', `unfit ${n}`);
  });
});

t.test('identityOf() gives the defaults only when no claim is configured', async (t) => {
  t.equal(identityOf({ grants: ['films'] }, undefined, DEFAULTS)?.grants, DEFAULTS);
  t.strictSame(identityOf({}, 'grants', DEFAULTS)?.grants, NONE);
});

t.test('identityOf() reads grants in both of their forms', async (t) => {
  t.strictSame(grantsFor(['films', 'films/2024/']), { read: [FILMS, RECENT], write: [] });
  t.strictSame(grantsFor({ read: ['films'], write: ['films/2024/'] }), {
    read: [FILMS],
    write: [RECENT],
  });
  t.strictSame(grantsFor({ write: ['films'] }), { read: [], write: [FILMS] });
  t.strictSame(grantsFor({ read: ['*'], more: 1 }), DEFAULTS);
  t.strictSame(grantsFor([]), NONE);
  t.strictSame(grantsFor({}), NONE);
});

t.test('identityOf() gives nothing for a claim that has no such form', async (t) => {
  const unfit = [undefined, null, 'films', '*', 1, true, { read: 'films' }, { read: null }];
  for (const value of [...unfit, { read: ['films'], write: 'films' }, { write: { 0: 'films' } }]) {
    t.strictSame(grantsFor(value), NONE, JSON.stringify(value));
  }
});

t.test('identityOf() refuses a token that lists what is not a grant', async (t) => {
  for (const entry of ['', '/', 1, null, ['films'], { bucket: 'films' }, 'fi lms']) {
    t.equal(grantsFor(['films', entry]), undefined, JSON.stringify(entry));
    t.equal(grantsFor({ read: ['films'], write: [entry] }), undefined, JSON.stringify(entry));
  }
});

t.test('identityOf() takes a hundred grants and not one more', async (t) => {
  const many = (count: number): string[] => new Array(count).fill('films');
  t.equal(grantsFor(many(100))?.read.length, 100);
  t.equal(grantsFor(many(101)), undefined);
  t.equal(grantsFor({ read: many(50), write: many(50) })?.write.length, 50);
  t.equal(grantsFor({ read: many(50), write: many(51) }), undefined);
});

t.test('identityOf() looks at claims only, not at what every object has', async (t) => {
  for (const claim of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
    t.strictSame(identityOf({}, claim, DEFAULTS)?.grants, NONE, claim);
  }
  const payload = JSON.parse('{ "__proto__": ["films"] }') as JWTPayload;
  t.strictSame(identityOf(payload, '__proto__', DEFAULTS)?.grants.read, [FILMS]);
  const url = 'https://example.com/grants';
  t.strictSame(identityOf({ [url]: ['films'] }, url, DEFAULTS)?.grants.read, [FILMS]);
});

t.test(
  'identityOf() makes no more grants than there are texts, whatever the claim is',
  async () => {
    const text = fc.oneof(fc.constantFrom('films', '*', 'films/a/', 'read', '/'), fc.string());
    const value = fc.oneof(
      fc.jsonValue(),
      fc.array(text),
      fc.record({ read: fc.array(text), write: fc.array(text) }, { requiredKeys: [] }),
    );
    fc.assert(
      fc.property(value, (claim) => {
        const { grants } = identityOf({ claim }, 'claim', DEFAULTS) ?? {};
        if (grants === undefined) return;
        const texts = JSON.stringify(claim).split('"').length;
        assert.ok(grants.read.length + grants.write.length <= texts);
        for (const { bucket } of [...grants.read, ...grants.write]) {
          assert.ok(JSON.stringify(claim).includes(bucket));
        }
      }),
    );
  },
);
