/**
 * Where the keys come from that tokens are verified with, as one function for jose, whichever it
 * is. What a token asks for and is not there is the token's fault; all else is ours: 503.
 */
import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose';
import { GatewayError } from '../errors.ts';
import { createJwksFetch, REST_SECONDS } from './jwks-fetch.ts';
import { type KeyKind, leastSecretBytes } from './jwt-algorithms.ts';
import { findAmong, publicKeyProblem, readPublicKeys } from './public-keys.ts';

export type BearerKeys =
  /** An http or https URL of a JWKS, fetched when the first token comes. */
  | { readonly jwksUrl: string }
  /** SPKI PEM, or one JWK or a JWKS as JSON text. */
  | { readonly publicKey: string }
  | { readonly secret: Uint8Array };

const JWKS_TIMES = {
  timeoutDuration: 5000,
  /** A token with an unknown key has the set fetched again, but only so long after the last time. */
  cooldownDuration: 30_000,
  /** A key that was taken out of the set is trusted no longer than this. */
  cacheMaxAge: 10 * 60_000,
};

export function kindOf(keys: BearerKeys): KeyKind {
  if ('secret' in keys) return 'secret';
  return 'publicKey' in keys ? 'publicKey' : 'jwks';
}

/**
 * What keeps tokens from being checked with these keys, told before the start; undefined when
 * nothing does, as far as it can be known without asking the network.
 */
export async function keyProblem(
  keys: BearerKeys,
  algorithms: readonly string[],
): Promise<string | undefined> {
  if ('publicKey' in keys) return await publicKeyProblem(keys.publicKey, algorithms);
  return 'secret' in keys ? secretProblem(keys.secret, algorithms) : urlProblem(keys.jwksUrl);
}

/**
 * @param now milliseconds
 * @returns finds the key for a token; throws an error of jose when the token is to blame and
 *   GatewayError `keys_unavailable` when it is not
 * @throws TypeError about keys that `keyProblem` would have told of
 */
export function createKeyFinder(keys: BearerKeys, now: () => number): JWTVerifyGetKey {
  if ('secret' in keys) return () => keys.secret;
  const find = 'publicKey' in keys ? fixed(keys.publicKey) : remote(keys.jwksUrl, now);
  return async (header, jws) => {
    try {
      return await find(header, jws);
    } catch (error) {
      throw isAboutToken(error) ? error : unavailable(error);
    }
  };
}

function fixed(text: string): JWTVerifyGetKey {
  const read = readPublicKeys(text);
  if ('problem' in read) throw new TypeError(`Cannot use the public key: ${read.problem}`);
  return findAmong(read);
}

function remote(url: string, now: () => number): JWTVerifyGetKey {
  return createRemoteJWKSet(new URL(url), { ...JWKS_TIMES, [customFetch]: createJwksFetch(now) });
}

function isAboutToken(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  );
}

function unavailable(cause: unknown): GatewayError {
  const why = cause instanceof Error ? cause.message : 'for no known reason';
  return new GatewayError('keys_unavailable', `Cannot get the keys of tokens: ${why}`, {
    retryAfterSeconds: REST_SECONDS,
    cause,
  });
}

function secretProblem(secret: Uint8Array, algorithms: readonly string[]): string | undefined {
  const least = Math.max(...algorithms.map(leastSecretBytes));
  if (secret.length >= least) return undefined;
  return `expected at least ${least} bytes for ${algorithms.join(', ')}, got ${secret.length}`;
}

function urlProblem(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const sound =
    (url?.protocol === 'https:' || url?.protocol === 'http:') &&
    url.username === '' &&
    url.password === '';
  return sound ? undefined : 'expected an http or https URL without credentials';
}
