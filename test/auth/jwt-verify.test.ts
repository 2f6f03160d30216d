import { createLocalJWKSet, type JWTVerifyGetKey } from 'jose';
import t from 'tap';
import { type VerifyRules, verifyToken } from '../../src/auth/jwt-verify.ts';
import { findAmong } from '../../src/auth/public-keys.ts';
import { GatewayError } from '../../src/errors.ts';
import { watchRejections } from '../fixtures/rejections.ts';
import { byHand, encoded, MAKERS, pairFor, secretKey } from '../fixtures/tokens.ts';

watchRejections(t);

const NOW = 1_800_000_000;
const EC = pairFor('ES256');
const HEADER = { alg: 'ES256' };
const GOOD = { sub: 'viewer', exp: NOW + 100 };
const RULES: VerifyRules = {
  algorithms: ['ES256'],
  issuer: undefined,
  audience: undefined,
  clockToleranceSeconds: 0,
};
const find = findAmong({ keys: [EC.jwk], alone: true });

const verdictOn = (token: string, rules: Partial<VerifyRules> = {}, nowMs = NOW * 1000) =>
  verifyToken(token, find, { ...RULES, ...rules }, nowMs);

/** What is said of these claims, signed as they should be, by either maker. */
const verdictOnClaims = async (
  claims: Record<string, unknown>,
  rules: Partial<VerifyRules> = {},
  nowMs = NOW * 1000,
): Promise<string> => {
  const said = await Promise.all(
    MAKERS.map(async ([, make]) => {
      const token = await make(HEADER, { ...GOOD, ...claims }, EC.privateKey);
      const verdict = await verdictOn(token, rules, nowMs);
      return verdict.state === 'invalid' ? verdict.why : verdict.state;
    }),
  );
  return [...new Set(said)].join(' / ');
};

t.test('verifyToken() gives the claims of a good token', async (t) => {
  for (const [name, make] of MAKERS) {
    const token = await make(HEADER, GOOD, EC.privateKey);
    t.strictSame(await verdictOn(token), { state: 'good', payload: GOOD }, name);
  }
});

t.test('verifyToken() asks for an expiry', async (t) => {
  t.equal(await verdictOnClaims({ exp: undefined }), 'it has no "exp"');
  t.equal(await verdictOnClaims({ exp: `${NOW + 100}` }), 'its "exp" is not acceptable');
  t.equal(await verdictOnClaims({ exp: null }), 'its "exp" is not acceptable');
});

t.test('verifyToken() knows before, during and after, to the second', async (t) => {
  const exp = NOW + 100;
  const at = (second: number, clockToleranceSeconds = 0) =>
    verdictOnClaims({ exp, nbf: NOW }, { clockToleranceSeconds }, second * 1000);
  t.equal(await at(NOW - 1), 'its "nbf" is not acceptable');
  t.equal(await at(NOW), 'good');
  t.equal(await at(exp - 1), 'good');
  t.equal(await at(exp), 'expired');
  t.equal(await at(NOW - 31, 30), 'its "nbf" is not acceptable');
  t.equal(await at(NOW - 30, 30), 'good');
  t.equal(await at(exp + 29, 30), 'good');
  t.equal(await at(exp + 30, 30), 'expired');
  t.equal(await verdictOnClaims({ nbf: 'now' }), 'its "nbf" is not acceptable');
});

t.test('verifyToken() looks at the audience when one is configured', async (t) => {
  const audience = 'films';
  const wrong = 'its "aud" is not acceptable';
  t.equal(await verdictOnClaims({ aud: 'other' }), 'good');
  t.equal(await verdictOnClaims({ aud: 'films' }, { audience }), 'good');
  t.equal(await verdictOnClaims({ aud: ['other', 'films'] }, { audience }), 'good');
  t.equal(await verdictOnClaims({}, { audience }), 'it has no "aud"');
  const others = [
    'other',
    'Films',
    'films ',
    '',
    [],
    ['other'],
    [['films']],
    { films: 1 },
    null,
    1,
  ];
  for (const aud of others) {
    t.equal(await verdictOnClaims({ aud }, { audience }), wrong, JSON.stringify(aud));
  }
  t.equal(await verdictOnClaims({ aud: 'films' }, { audience: '' }), wrong);
});

t.test('verifyToken() looks at the issuer when one is configured', async (t) => {
  const issuer = 'https://id.example.com/';
  const wrong = 'its "iss" is not acceptable';
  t.equal(await verdictOnClaims({ iss: 'other' }), 'good');
  t.equal(await verdictOnClaims({ iss: issuer }, { issuer }), 'good');
  t.equal(await verdictOnClaims({}, { issuer }), 'it has no "iss"');
  for (const iss of ['https://id.example.com', `${issuer}x`, '', [issuer], null, 1]) {
    t.equal(await verdictOnClaims({ iss }, { issuer }), wrong, JSON.stringify(iss));
  }
  t.equal(await verdictOnClaims({ iss: issuer }, { issuer: '' }), wrong);
});

t.test('verifyToken() does not look at typ', async (t) => {
  for (const typ of ['JWT', 'at+jwt', 'anything']) {
    const token = byHand({ ...HEADER, typ }, GOOD, EC.privateKey);
    t.match(await verdictOn(token), { state: 'good' }, typ);
  }
});

t.test('verifyToken() says nothing of the claims of a token that is not signed', async (t) => {
  const expired = byHand(HEADER, { exp: NOW - 1 }, pairFor('ES256').privateKey);
  t.strictSame(await verdictOn(expired), { state: 'invalid', why: 'its signature is wrong' });
});

t.test('verifyToken() refuses what demands an extension', async (t) => {
  const why = 'it demands an extension or an algorithm that is not supported';
  for (const extra of [
    { crit: ['b64'], b64: true },
    { crit: ['b64'], b64: false },
    { crit: ['exp'], exp: 1 },
    { crit: ['secret-name'], 'secret-name': 1 },
  ]) {
    const token = byHand({ ...HEADER, ...extra }, GOOD, EC.privateKey);
    t.strictSame(await verdictOn(token), { state: 'invalid', why }, JSON.stringify(extra));
  }
  for (const crit of [[], 'exp', null]) {
    const token = byHand({ ...HEADER, crit }, GOOD, EC.privateKey);
    t.match(await verdictOn(token), { state: 'invalid' }, JSON.stringify(crit));
  }
});

t.test('verifyToken() refuses unsecured tokens, however they spell it', async (t) => {
  const [, payload, signature] = byHand(HEADER, GOOD, EC.privateKey).split('.');
  for (const alg of ['none', 'None', 'NONE', '', undefined, null, 0, ['ES256']]) {
    for (const last of ['', signature]) {
      const verdict = await verdictOn(`${encoded({ alg })}.${payload}.${last}`);
      t.match(verdict, { state: 'invalid' }, `${alg}`);
    }
  }
});

t.test('verifyToken() refuses what has not three parts of base64url', async (t) => {
  const token = byHand(HEADER, GOOD, EC.privateKey);
  const [header, payload, signature] = token.split('.');
  const unfit = [
    '',
    '.',
    '..',
    'a',
    `${header}.${payload}`,
    `${header}..${signature}`,
    `.${payload}.${signature}`,
    `${token}.`,
    `.${token}`,
    `${token}.a.b`,
    `${token}=`,
    `${token}\n`,
    ` ${token}`,
    `${header}=.${payload}.${signature}`,
    token.replace('.', '。'),
    `${token}ä`,
  ];
  const why = 'it is not a signed token';
  for (const text of unfit) {
    t.strictSame(await verdictOn(text), { state: 'invalid', why }, JSON.stringify(text));
  }
});

t.test('verifyToken() takes a signature in one spelling only', async (t) => {
  const token = byHand(HEADER, GOOD, EC.privateKey);
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  let good = 0;
  for (const letter of letters) {
    const { state } = await verdictOn(token.slice(0, -1) + letter);
    if (state === 'good') good++;
  }
  t.equal(good, 1);
});

t.test('verifyToken() refuses claims that are not an object, signed or not', async (t) => {
  for (const payload of [[], 'text', 1, null, true, [GOOD]]) {
    const token = byHand(HEADER, payload, EC.privateKey);
    const why = 'its claims are malformed';
    t.strictSame(await verdictOn(token), { state: 'invalid', why }, JSON.stringify(payload));
  }
  const header = Buffer.from('{"alg":').toString('base64url');
  t.strictSame(await verdictOn(`${header}.e30.AAAA`), { state: 'invalid', why: 'it is malformed' });
});

t.test('verifyToken() tries the keys that a token may mean, a few of them', async (t) => {
  const others = Array.from({ length: 8 }, () => pairFor('ES256').jwk);
  const token = byHand(HEADER, GOOD, EC.privateKey);
  const among = (...keys: readonly (typeof EC.jwk)[]) =>
    verifyToken(token, createLocalJWKSet({ keys: [...keys] }), RULES, NOW * 1000);
  t.match(await among(...others.slice(1), EC.jwk), { state: 'good' });
  const wrong = { state: 'invalid', why: 'its signature is wrong' };
  t.strictSame(await among(...others), wrong);
  t.strictSame(await among(...others, EC.jwk), wrong, 'a large set is no way to keep us busy');
  const late = await verifyToken(
    byHand(HEADER, { exp: NOW - 1 }, EC.privateKey),
    createLocalJWKSet({ keys: [...others.slice(1), EC.jwk] }),
    RULES,
    NOW * 1000,
  );
  t.strictSame(late, { state: 'expired' });
});

t.test('verifyToken() passes on that keys are unavailable', async (t) => {
  const failing: JWTVerifyGetKey = () => {
    throw new GatewayError('keys_unavailable', 'm');
  };
  const token = byHand(HEADER, GOOD, EC.privateKey);
  await t.rejects(verifyToken(token, failing, RULES, NOW * 1000), { code: 'keys_unavailable' });
});

t.test('verifyToken() has a reason for what it does not know', async (t) => {
  const odd: JWTVerifyGetKey = () => secretKey('a secret for an algorithm that takes none');
  const token = byHand(HEADER, GOOD, EC.privateKey);
  t.strictSame(await verifyToken(token, odd, RULES, NOW * 1000), {
    state: 'invalid',
    why: 'it cannot be verified',
  });
});
