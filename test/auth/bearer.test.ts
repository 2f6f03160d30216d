import t from 'tap';
import {
  type Bearer,
  type BearerOptions,
  type BearerResult,
  createBearer,
} from '../../src/auth/bearer.ts';
import type { Grants } from '../../src/auth/grants.ts';
import { startJwksServer } from '../fixtures/jwks-server.ts';
import { watchRejections } from '../fixtures/rejections.ts';
import { gate } from '../fixtures/server.ts';
import { type Algorithm, byHand, encoded, MAKERS, pairFor, secretKey } from '../fixtures/tokens.ts';

watchRejections(t);

const NOW = 1_800_000_000;
const DEFAULTS: Grants = { read: [{ bucket: '*', prefix: '' }], write: [] };
const SECRET = Buffer.from('a secret of no less than thirty-two bytes');
const PAIRS = {
  RS256: pairFor('RS256'),
  PS256: pairFor('PS256'),
  ES256: pairFor('ES256'),
  EdDSA: pairFor('EdDSA'),
};
const CLAIMS = { sub: 'viewer', exp: NOW + 1000 };
const GOOD = { state: 'good', identity: { name: 'viewer', grants: DEFAULTS, until: CLAIMS.exp } };

const setUp = (options: Partial<BearerOptions> = {}) => {
  const clock = { ms: NOW * 1000 };
  const bearer = createBearer({
    keys: { publicKey: PAIRS.ES256.pem },
    algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
    issuer: undefined,
    audience: undefined,
    clockToleranceSeconds: 0,
    grantsClaim: undefined,
    defaultGrants: DEFAULTS,
    wallClock: () => clock.ms,
    ...options,
  });
  return { clock, bearer };
};

const bySecret = (options: Partial<BearerOptions> = {}) =>
  setUp({ keys: { secret: SECRET }, algorithms: ['HS256'], ...options });

const ec = (claims: object = {}, header: object = {}): string =>
  byHand({ alg: 'ES256', ...header }, { ...CLAIMS, ...claims }, PAIRS.ES256.privateKey);

/** Whether the answer was there at once. */
const atOnce = (answer: BearerResult | Promise<BearerResult>): boolean =>
  !(answer instanceof Promise);

t.test('check() takes tokens of every algorithm, whoever made them', async (t) => {
  for (const [name, make] of MAKERS) {
    for (const [alg, { pem, jwk, privateKey }] of Object.entries(PAIRS)) {
      const token = await make({ alg, kid: 'x' }, CLAIMS, privateKey);
      for (const publicKey of [pem, JSON.stringify(jwk)]) {
        const { bearer } = setUp({ keys: { publicKey } });
        t.strictSame(await bearer.check(token), GOOD, `${alg} by ${name}`);
      }
    }
    const token = await make({ alg: 'HS256' }, CLAIMS, secretKey(SECRET));
    t.strictSame(await bySecret().bearer.check(token), GOOD, `HS256 by ${name}`);
  }
});

t.test('check() is not confused about what is a secret', async (t) => {
  for (const { pem, jwk, publicKey } of Object.values(PAIRS)) {
    const { bearer } = setUp({ keys: { publicKey: pem } });
    const known = [
      pem,
      pem.trim(),
      JSON.stringify(jwk),
      publicKey.export({ type: 'spki', format: 'der' }),
      '',
    ];
    for (const secret of known) {
      for (const alg of ['HS256', 'HS384', 'HS512']) {
        const token = byHand({ alg: 'HS256' }, CLAIMS, secretKey(secret));
        t.match(await bearer.check(token), { state: 'invalid' });
        const [, payload, signature] = token.split('.');
        const other = `${encoded({ alg })}.${payload}.${signature}`;
        t.match(await bearer.check(other), { state: 'invalid' });
      }
    }
  }
});

t.test('check() takes no algorithm that is not pinned', async (t) => {
  const { jwk, privateKey } = PAIRS.RS256;
  const token = byHand({ alg: 'PS256' }, CLAIMS, privateKey);
  const keys = { publicKey: JSON.stringify(jwk) };
  t.match(await setUp({ keys, algorithms: ['PS256'] }).bearer.check(token), GOOD);
  t.strictSame(await setUp({ keys, algorithms: ['RS256'] }).bearer.check(token), {
    state: 'invalid',
    why: 'its algorithm is not allowed',
  });
  const strict = bySecret({ algorithms: ['HS512'] }).bearer;
  const weak = byHand({ alg: 'HS256' }, CLAIMS, secretKey(SECRET));
  t.match(await strict.check(weak), { state: 'invalid' });
});

t.test('check() takes no signature under the name of another algorithm', async (t) => {
  const names = Object.keys(PAIRS) as Algorithm[];
  for (const alg of names) {
    const { pem, privateKey } = PAIRS[alg];
    const { bearer } = setUp({ keys: { publicKey: pem } });
    const [, payload, signature] = byHand({ alg }, CLAIMS, privateKey).split('.');
    for (const other of [...names.filter((name) => name !== alg), 'HS256', 'none']) {
      const token = `${encoded({ alg: other })}.${payload}.${signature}`;
      t.match(await bearer.check(token), { state: 'invalid' }, `${alg} as ${other}`);
    }
  }
});

t.test('check() takes no key that the token brings along', async (t) => {
  const { bearer } = setUp();
  const { jwk, privateKey } = pairFor('ES256');
  const server = await startJwksServer(t);
  server.publish(jwk);
  for (const extra of [{ jwk }, { jku: server.url }, { x5u: server.url }, { kid: server.url }]) {
    const token = byHand({ alg: 'ES256', ...extra }, CLAIMS, privateKey);
    t.match(await bearer.check(token), { state: 'invalid', why: 'its signature is wrong' });
  }
  t.equal(server.requests(), 0);
});

t.test('check() applies issuer, audience and tolerance', async (t) => {
  const { clock, bearer } = setUp({
    issuer: 'https://id.example.com/',
    audience: 'films',
    clockToleranceSeconds: 5,
  });
  const claims = { iss: 'https://id.example.com/', aud: ['films', 'other'] };
  t.strictSame(await bearer.check(ec(claims)), GOOD);
  t.match(await bearer.check(ec({ ...claims, aud: 'other' })), { state: 'invalid' });
  t.match(await bearer.check(ec({ ...claims, iss: 'other' })), { state: 'invalid' });
  clock.ms = (NOW + 1000 + 4) * 1000;
  t.strictSame(await bearer.check(ec(claims)), GOOD);
  clock.ms += 1000;
  t.strictSame(await bearer.check(ec(claims)), { state: 'expired' });
});

t.test('check() gives the grants of the claim that is configured', async (t) => {
  const { bearer } = setUp({ grantsClaim: 'films' });
  const read = [{ bucket: 'films', prefix: '2024/' }];
  t.strictSame(await bearer.check(ec({ films: ['films/2024/'] })), {
    state: 'good',
    identity: { name: 'viewer', grants: { read, write: [] }, until: CLAIMS.exp },
  });
  t.match(await bearer.check(ec()), { identity: { grants: { read: [], write: [] } } });
  const why = 'its grants are malformed';
  const malformed = ec({ films: ['/'] });
  t.strictSame(await bearer.check(malformed), { state: 'invalid', why });
  t.notOk(atOnce(bearer.check(malformed)), 'which is not remembered');
});

t.test('check() takes 8 KiB and not a byte more', async (t) => {
  const { bearer } = setUp();
  const sized = (length: number): string => {
    // Three bytes are four characters, in either part: together they make any length.
    for (let kid = 0; kid < 4; kid++) {
      for (let pad = 5800; pad < 6100; pad++) {
        const token = ec({ pad: 'x'.repeat(pad) }, { kid: 'x'.repeat(kid) });
        if (token.length === length) return token;
      }
    }
    throw new Error(`no token has ${length} characters`);
  };
  t.strictSame(await bearer.check(sized(8192)), GOOD);
  const why = 'it is too long';
  t.strictSame(bearer.check(sized(8193)), { state: 'invalid', why });
  t.strictSame(bearer.check('x'.repeat(1e6)), { state: 'invalid', why });
});

t.test('check() answers at once the second time', async (t) => {
  const { bearer } = setUp();
  const token = ec();
  const first = bearer.check(token);
  t.notOk(atOnce(first));
  t.strictSame(await first, GOOD);
  t.strictSame(bearer.check(token), GOOD);
  t.notOk(atOnce(bearer.check(ec({ jti: 'another' }))));
  t.notOk(atOnce(setUp().bearer.check(token)), 'each remembers for itself');
});

t.test('check() remembers for a minute', async (t) => {
  const { clock, bearer } = setUp();
  const token = ec();
  await bearer.check(token);
  clock.ms += 59_999;
  t.ok(atOnce(bearer.check(token)));
  clock.ms += 1;
  t.notOk(atOnce(bearer.check(token)));
});

t.test('check() remembers no longer than the token lives', async (t) => {
  const { clock, bearer } = setUp({ clockToleranceSeconds: 30 });
  const token = ec({ exp: NOW + 10 });
  await bearer.check(token);
  clock.ms += 9_999;
  t.ok(atOnce(bearer.check(token)));
  clock.ms += 1;
  const again = bearer.check(token);
  t.notOk(atOnce(again));
  t.match(await again, { state: 'good' }, 'which tolerance lets pass');
  const anew = bearer.check(token);
  t.notOk(atOnce(anew), 'each time anew');
  await anew;
  clock.ms += 30_000;
  t.strictSame(await bearer.check(token), { state: 'expired' });
});

t.test('check() trusts no memory from the future', async (t) => {
  const { clock, bearer } = setUp();
  const token = ec({ nbf: NOW });
  await bearer.check(token);
  clock.ms -= 1;
  const again = bearer.check(token);
  t.notOk(atOnce(again));
  t.match(await again, { state: 'invalid', why: 'its "nbf" is not acceptable' });
});

t.test('check() remembers no failure', async (t) => {
  const { clock, bearer } = setUp();
  const early = ec({ nbf: NOW + 10 });
  t.match(await bearer.check(early), { state: 'invalid' });
  clock.ms += 10_000;
  t.strictSame(await bearer.check(early), GOOD);
});

t.test('check() remembers ten thousand tokens, the latest', async (t) => {
  const { bearer } = bySecret();
  const key = secretKey(SECRET);
  const tokenOf = (jti: number) => byHand({ alg: 'HS256' }, { ...CLAIMS, jti: `${jti}` }, key);
  const [first, second] = [tokenOf(0), tokenOf(1)];
  await bearer.check(first);
  await bearer.check(second);
  for (let jti = 2; jti < 10_000; jti++) await bearer.check(tokenOf(jti));
  t.ok(atOnce(bearer.check(first)));
  await bearer.check(tokenOf(10_000));
  t.ok(atOnce(bearer.check(first)));
  t.notOk(atOnce(bearer.check(second)));
});

t.test('check() verifies once what many send at the same time', async (t) => {
  const server = await startJwksServer(t);
  const asked = gate();
  const answered = gate();
  server.answerWith(async (_, res) => {
    asked.open();
    await answered.opened;
    res.end(JSON.stringify({ keys: [PAIRS.ES256.jwk] }));
  });
  const { bearer } = setUp({ keys: { jwksUrl: server.url } });
  const token = ec();
  const all = Array.from({ length: 50 }, () => bearer.check(token));
  await asked.opened;
  all.push(bearer.check(token));
  t.equal(new Set(all).size, 1);
  answered.open();
  t.strictSame(await all[0], GOOD);
  t.ok(atOnce(bearer.check(token)));
  t.equal(server.requests(), 1);
});

t.test('check() throws when keys cannot be had, to everyone who waits, and recovers', async (t) => {
  const server = await startJwksServer(t);
  const { clock, bearer } = setUp({ keys: { jwksUrl: server.url } });
  const unavailable = { name: 'GatewayError', code: 'keys_unavailable' };
  const refusals: readonly Parameters<typeof server.answerWith>[0][] = [
    (req) => req.socket.destroy(),
    (_, res) => res.writeHead(500).end(),
    (_, res) => res.writeHead(302, { Location: '/elsewhere' }).end(),
    (_, res) => res.end('<html>'),
    (_, res) => res.end(`{"keys":[]${' '.repeat(2 ** 20)}}`),
  ];
  const token = ec();
  for (const refuse of refusals) {
    server.answerWith(refuse);
    const both = [bearer.check(token), bearer.check(token)].map((one) => Promise.resolve(one));
    for (const one of both) await t.rejects(one, unavailable);
    clock.ms += 1000;
  }
  t.equal(server.requests(), refusals.length);
  server.publish(PAIRS.ES256.jwk);
  t.strictSame(await bearer.check(token), GOOD);
});

t.test('check() asks for no keys for what is not a token', async (t) => {
  const server = await startJwksServer(t);
  const { bearer } = setUp({ keys: { jwksUrl: server.url } });
  for (const text of [
    '',
    'a.b',
    'a.b.c',
    `${ec()}.`,
    byHand({ alg: 'HS256' }, CLAIMS, secretKey('x')),
  ]) {
    t.match(await bearer.check(text), { state: 'invalid' }, text.slice(0, 20));
  }
  t.equal(server.requests(), 0);
});

t.test('createBearer() refuses algorithms and keys that do not go together', async (t) => {
  t.throws(() => setUp({ algorithms: ['ES256', 'HS256'] }), TypeError);
  t.throws(() => setUp({ algorithms: [] }), TypeError);
  t.throws(() => setUp({ keys: { secret: SECRET } }), TypeError);
  t.throws(() => setUp({ keys: { publicKey: 'x' } }), TypeError);
});

/** Every token that differs from `token` by one bit, one character less or more, or an end. */
function* alterations(token: string): Generator<string> {
  for (let at = 0; at < token.length; at++) {
    const [before, after] = [token.slice(0, at), token.slice(at + 1)];
    const code = token.charCodeAt(at);
    for (let bit = 0; bit < 8; bit++) yield before + String.fromCharCode(code ^ (1 << bit)) + after;
    yield before + after;
    yield before;
    yield after;
    yield `${before}A${token[at]}${after}`;
  }
  for (const more of ['A', '.', '=', ' ', '\n', token, `.${token}`]) yield token + more;
}

for (const alg of ['HS256', 'RS256', 'PS256', 'ES256', 'EdDSA'] as const) {
  t.test(`check() takes no ${alg} token that was altered anywhere`, async (t) => {
    const { bearer } =
      alg === 'HS256' ? bySecret() : setUp({ keys: { publicKey: PAIRS[alg].pem } });
    const key = alg === 'HS256' ? secretKey(SECRET) : PAIRS[alg].privateKey;
    const token = byHand({ alg }, CLAIMS, key);
    const states = await statesOf(bearer, alterations(token));
    t.strictSame([...states], ['invalid']);
    t.strictSame(await bearer.check(token), GOOD);
    t.strictSame([...(await statesOf(bearer, alterations(token)))], ['invalid'], 'remembered');
  });
}

async function statesOf(bearer: Bearer, tokens: Iterable<string>): Promise<Set<string>> {
  const states = new Set<string>();
  for (const token of tokens) states.add((await bearer.check(token)).state);
  return states;
}

t.test('check() says why without saying what', async (t) => {
  const { bearer } = setUp({ issuer: 'https://id.example.com/', audience: 'films' });
  const mark = 'private-matter';
  const tokens = [
    ec({ iss: mark, aud: 'films' }),
    ec({ iss: 'https://id.example.com/', aud: mark }),
    ec({ [mark]: mark }),
    ec({}, { crit: [mark], [mark]: mark }),
    ec({}, { kid: mark }),
    `${ec()}A`,
    byHand({ alg: mark }, CLAIMS, PAIRS.ES256.privateKey),
    mark,
  ];
  for (const token of tokens) {
    const result = await bearer.check(token);
    t.equal(result.state, 'invalid');
    const said = JSON.stringify(result);
    t.notOk(said.includes(mark), said);
    t.notOk(
      token.split('.').some((part) => part !== '' && said.includes(part)),
      said,
    );
  }
});
