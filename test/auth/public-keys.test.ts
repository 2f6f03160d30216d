import { generateKeyPairSync } from 'node:crypto';
import t from 'tap';
import { defaultAlgorithms } from '../../src/auth/jwt-algorithms.ts';
import { findAmong, publicKeyProblem, readPublicKeys } from '../../src/auth/public-keys.ts';
import { type Algorithm, pairFor } from '../fixtures/tokens.ts';

const RSA = pairFor('RS256');
const WEAK = pairFor('RS256', 1024);
const EC = pairFor('ES256');
const ED = pairFor('EdDSA');
const ALL = defaultAlgorithms('publicKey');
const set = (...keys: readonly unknown[]) => JSON.stringify({ keys });

t.test('readPublicKeys() reads a PEM, a JWK and a JWKS', async (t) => {
  t.strictSame(readPublicKeys(EC.pem), { keys: [EC.jwk], alone: true });
  t.strictSame(readPublicKeys(`\n ${EC.pem.replaceAll('\n', '\r\n')}\r\n`), {
    keys: [EC.jwk],
    alone: true,
  });
  t.strictSame(readPublicKeys(JSON.stringify(RSA.jwk)), { keys: [RSA.jwk], alone: true });
  t.strictSame(readPublicKeys(`\n${set(RSA.jwk, EC.jwk)}`), {
    keys: [RSA.jwk, EC.jwk],
    alone: false,
  });
});

t.test('publicKeyProblem() has nothing to say of keys that do', async (t) => {
  for (const { pem, jwk } of [RSA, EC, ED]) {
    t.equal(await publicKeyProblem(pem, ALL), undefined);
    t.equal(await publicKeyProblem(JSON.stringify(jwk), ALL), undefined);
    t.equal(await publicKeyProblem(set(jwk), ALL), undefined);
  }
  const unknown = { kty: 'LATTICE', x: 'AAAA' };
  t.equal(await publicKeyProblem(set(unknown, WEAK.jwk, EC.jwk), ['ES256']), undefined);
});

t.test('publicKeyProblem() tells what is not a public key', async (t) => {
  const privatePem = EC.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const oldPem = RSA.publicKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  const unreadable = 'the PEM block cannot be read as a public key';
  const noKeys = 'expected a JWK with "kty", or a JWKS with "keys", as JSON';
  const label = 'expected "-----BEGIN PUBLIC KEY-----", a JWK or a JWKS';
  const secret = 'expected public keys only, got a private or secret one';
  const table: readonly (readonly [text: string, problem: string])[] = [
    ['', label],
    ['MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE', label],
    [privatePem, `${label}, got "-----BEGIN PRIVATE KEY-----"`],
    [oldPem, `${label}, got "-----BEGIN RSA PUBLIC KEY-----"`],
    [EC.pem + RSA.pem, 'expected one PEM block; several keys can be given as a JWKS'],
    [EC.pem.replace('MFkw', 'MFkx'), unreadable],
    [EC.pem.slice(0, 60), unreadable],
    ['{', noKeys],
    ['{}', noKeys],
    ['{ "keys": 1 }', noKeys],
    ['{ "keys": [1] }', noKeys],
    ['{ "kty": 1 }', noKeys],
    [JSON.stringify(EC.privateKey.export({ format: 'jwk' })), secret],
    [set(RSA.jwk, EC.privateKey.export({ format: 'jwk' })), secret],
    ['{ "kty": "oct", "k": "AAAA" }', secret],
    ['{ "kty": "oct" }', secret],
  ];
  for (const [text, problem] of table) {
    t.equal(await publicKeyProblem(text, ALL), problem, text.slice(0, 40));
  }
});

t.test('publicKeyProblem() tells of keys that can verify none of the algorithms', async (t) => {
  const x25519 = generateKeyPairSync('x25519').publicKey.export({ type: 'spki', format: 'pem' });
  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey;
  const table: readonly (readonly [text: string, algorithms: readonly string[]])[] = [
    [RSA.pem, ['ES256', 'EdDSA']],
    [EC.pem, ['RS256']],
    [p384.export({ type: 'spki', format: 'pem' }).toString(), ALL],
    [x25519.toString(), ALL],
    [WEAK.pem, ALL],
    [JSON.stringify({ ...EC.jwk, use: 'enc' }), ALL],
    [JSON.stringify({ ...EC.jwk, x: 'AAAA' }), ALL],
    [JSON.stringify({ ...RSA.jwk, alg: 'RS512' }), ALL],
  ];
  for (const [text, algorithms] of table) {
    t.match(await publicKeyProblem(text, algorithms), /^the key cannot verify /);
    if (text.startsWith('{')) {
      t.match(await publicKeyProblem(set(JSON.parse(text)), algorithms), /^no key of the set can/);
    }
  }
  t.equal(
    await publicKeyProblem(set(), ['RS256', 'ES256']),
    'no key of the set can verify RS256, ES256; RSA keys need 2048 bits',
  );
});

t.test('findAmong() finds a key that stands alone, whatever the token calls its own', async (t) => {
  const cases: readonly (readonly [Algorithm, typeof RSA])[] = [
    ['RS256', RSA],
    ['PS256', RSA],
    ['ES256', EC],
    ['EdDSA', ED],
  ];
  for (const [alg, { jwk }] of cases) {
    const find = findAmong({ keys: [{ ...jwk, kid: 'a' }], alone: true });
    t.match(await find({ alg, kid: 'b' }, { payload: '', signature: '' }), { type: 'public' }, alg);
  }
});

t.test('findAmong() finds a key of a set by its name', async (t) => {
  const find = findAmong({ keys: [{ ...EC.jwk, kid: 'a' }], alone: false });
  const jws = { payload: '', signature: '' };
  t.match(await find({ alg: 'ES256', kid: 'a' }, jws), { type: 'public' });
  await t.rejects(async () => find({ alg: 'ES256', kid: 'b' }, jws), {
    code: 'ERR_JWKS_NO_MATCHING_KEY',
  });
});
