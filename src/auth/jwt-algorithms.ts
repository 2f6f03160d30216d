/**
 * Which signature algorithms tokens may use. They are pinned by configuration and never taken from
 * the token alone (RFC 8725 section 3.1), and a kind of key goes with one family only: if a public
 * key could serve as the secret of an HMAC, everyone who knows it could make tokens. Pure.
 */

/** Where keys come from: a shared secret, a public key in the configuration, or a JWKS at a URL. */
export type KeyKind = 'secret' | 'publicKey' | 'jwks';

const SYMMETRIC = ['HS256', 'HS384', 'HS512'] as const;

/** RFC 7518 section 3.1, and EdDSA under both its names (RFC 8037, RFC 9864). */
const ASYMMETRIC = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const;

/** What is accepted when nothing is configured; which of them a public key can do, the key decides. */
export function defaultAlgorithms(kind: KeyKind): readonly string[] {
  return kind === 'secret' ? ['HS256'] : ['RS256', 'PS256', 'ES256', 'EdDSA'];
}

/** What is wrong with these algorithms for keys of this kind; undefined when nothing is. */
export function algorithmProblem(algorithms: readonly string[], kind: KeyKind): string | undefined {
  const allowed: readonly string[] = kind === 'secret' ? SYMMETRIC : ASYMMETRIC;
  const wrong = algorithms.filter((algorithm) => !allowed.includes(algorithm));
  if (algorithms.length > 0 && wrong.length === 0) return undefined;
  const withWhat = kind === 'secret' ? 'a secret' : 'public keys';
  return `expected some of ${allowed.join(', ')}, which go with ${withWhat}`;
}

/** Bytes that a secret needs at least for this HMAC: as many as its hash has (RFC 7518 section 3.2). */
export function leastSecretBytes(algorithm: string): number {
  return Number(algorithm.slice('HS'.length)) / 8;
}
