import t from 'tap';
import { type BearerKeys, createKeyFinder, keyProblem, kindOf } from '../../src/auth/jwt-keys.ts';
import { GatewayError } from '../../src/errors.ts';
import { moveDate, startJwksServer } from '../fixtures/jwks-server.ts';
import { watchRejections } from '../fixtures/rejections.ts';
import { pairFor } from '../fixtures/tokens.ts';

watchRejections(t);

const A = { ...pairFor('ES256').jwk, kid: 'a' };
const B = { ...pairFor('ES256').jwk, kid: 'b' };
const { pem } = pairFor('ES256');
const JWS = { payload: '', signature: '' };
const UNKNOWN = { code: 'ERR_JWKS_NO_MATCHING_KEY' };
const UNAVAILABLE = { code: 'keys_unavailable', status: 503, source: 'gateway' };

/** A finder whose rest after a failure is always over, unless the test holds its clock. */
const finderOf = (keys: BearerKeys, now = restless()) => {
  const find = createKeyFinder(keys, now);
  return async (kid: string, alg = 'ES256') => await find({ alg, kid }, JWS);
};

const restless = () => {
  let ms = 0;
  return () => {
    ms += 60_000;
    return ms;
  };
};

const times = <T>(count: number, make: () => Promise<T>): Promise<PromiseSettledResult<T>[]> =>
  Promise.allSettled(Array.from({ length: count }, make));

t.test('kindOf() tells the kinds apart', async (t) => {
  t.equal(kindOf({ secret: new Uint8Array() }), 'secret');
  t.equal(kindOf({ publicKey: pem }), 'publicKey');
  t.equal(kindOf({ jwksUrl: 'https://example.com/' }), 'jwks');
});

t.test('keyProblem() looks at what each kind can be told of at the start', async (t) => {
  const fine: readonly (readonly [BearerKeys, readonly string[]])[] = [
    [{ publicKey: pem }, ['RS256', 'ES256']],
    [{ jwksUrl: 'https://example.com/jwks?tenant=1' }, ['RS256']],
    [{ jwksUrl: 'http://keycloak:8080/certs' }, ['RS256']],
    [{ secret: new Uint8Array(32) }, ['HS256']],
    [{ secret: new Uint8Array(64) }, ['HS256', 'HS512']],
  ];
  for (const [keys, algorithms] of fine) t.equal(await keyProblem(keys, algorithms), undefined);
  t.match(await keyProblem({ publicKey: pem }, ['RS256']), /^the key cannot verify RS256/);
  const url = 'expected an http or https URL without credentials';
  for (const jwksUrl of [
    '',
    'example.com',
    '/jwks',
    'file:///jwks',
    'https://me:pw@example.com/',
  ]) {
    t.equal(await keyProblem({ jwksUrl }, ['RS256']), url, jwksUrl);
  }
  const secret = new Uint8Array(47);
  t.equal(
    await keyProblem({ secret }, ['HS256', 'HS384']),
    'expected at least 48 bytes for HS256, HS384, got 47',
  );
});

t.test('createKeyFinder() hands out the secret', async (t) => {
  const secret = new Uint8Array(32);
  t.equal(await finderOf({ secret })('any', 'HS256'), secret);
});

t.test('createKeyFinder() throws about a key that keyProblem() would have told of', async (t) => {
  t.throws(() => createKeyFinder({ publicKey: 'x' }, () => 0), TypeError);
});

t.test('createKeyFinder() blames a key that cannot be used, not the token', async (t) => {
  const find = finderOf({ publicKey: JSON.stringify({ ...A, x: 'AAAA' }) });
  await t.rejects(find('a'), UNAVAILABLE);
  await t.rejects(finderOf({ publicKey: pem })('a', 'RS256'), UNKNOWN);
});

t.test('createKeyFinder() fetches the set once, for many', async (t) => {
  const server = await startJwksServer(t);
  server.publish(A, B);
  const find = finderOf({ jwksUrl: server.url });
  const found = await times(20, () => find('a'));
  t.ok(found.every(({ status }) => status === 'fulfilled'));
  t.match(await find('b'), { type: 'public' });
  t.equal(server.requests(), 1);
});

t.test('createKeyFinder() notices a rotation, and is not to be stormed', async (t) => {
  const later = moveDate(t);
  const server = await startJwksServer(t);
  server.publish(A);
  const find = finderOf({ jwksUrl: server.url });
  await find('a');
  server.publish(A, B);
  for (let n = 0; n < 20; n++) await t.rejects(find('b'), UNKNOWN);
  t.equal(server.requests(), 1, 'not so soon after the last time');
  later(30_000);
  const found = await times(20, () => find('b'));
  t.ok(found.every(({ status }) => status === 'fulfilled'));
  t.equal(server.requests(), 2, 'once for all of them');
  for (let n = 0; n < 20; n++) await t.rejects(find('c'), UNKNOWN);
  t.equal(server.requests(), 2, 'a made up name fetches no more');
});

t.test('createKeyFinder() stops trusting a key that was withdrawn', async (t) => {
  const later = moveDate(t);
  const server = await startJwksServer(t);
  server.publish(A, B);
  const find = finderOf({ jwksUrl: server.url });
  await find('a');
  server.publish(B);
  later(9 * 60_000);
  await find('a');
  later(60_000);
  await t.rejects(find('a'), UNKNOWN);
  t.equal(server.requests(), 2);
});

t.test('createKeyFinder() says that keys are unavailable, and recovers', async (t) => {
  const server = await startJwksServer(t);
  const clock = { ms: 0 };
  const find = finderOf({ jwksUrl: server.url }, () => clock.ms);
  server.answerWith((req) => req.socket.destroy());
  const error = await find('a').catch((thrown: unknown) => thrown);
  t.ok(error instanceof GatewayError);
  t.match(error, { ...UNAVAILABLE, retryAfterSeconds: 1, cause: Error });
  for (let n = 0; n < 20; n++) await t.rejects(find('a'), UNAVAILABLE);
  t.equal(server.requests(), 1, 'a flood of tokens is no flood of fetches');
  server.publish(A);
  clock.ms += 1000;
  t.match(await find('a'), { type: 'public' });
});

t.test(
  'createKeyFinder() goes on with the keys it has while a rotation cannot be seen',
  async (t) => {
    const later = moveDate(t);
    const server = await startJwksServer(t);
    server.publish(A);
    const find = finderOf({ jwksUrl: server.url });
    await find('a');
    server.answerWith((_, res) => res.writeHead(500).end());
    later(30_000);
    await t.rejects(find('b'), UNAVAILABLE, 'it may be a new one');
    t.match(await find('a'), { type: 'public' });
    later(10 * 60_000);
    await t.rejects(find('a'), UNAVAILABLE, 'it may have been withdrawn');
  },
);

t.test('createKeyFinder() has no use for a set that holds private keys', async (t) => {
  const server = await startJwksServer(t);
  const { privateKey } = pairFor('ES256');
  server.publish({ ...privateKey.export({ format: 'jwk' }), kid: 'a' } as typeof A);
  await t.rejects(finderOf({ jwksUrl: server.url })('a'), UNAVAILABLE);
});
