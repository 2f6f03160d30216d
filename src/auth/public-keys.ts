/**
 * Public keys from the configuration: one as SPKI PEM (RFC 7468 section 13) or as a JWK, or a
 * JWKS (RFC 7517). What cannot check a single token is told at the start, not to the first viewer.
 */
import { createPublicKey } from 'node:crypto';
import { createLocalJWKSet, type JWK, type JWTVerifyGetKey } from 'jose';

export interface PublicKeys {
  readonly keys: readonly JWK[];
  /** Given without a set around it: the only key there is, whatever a token calls its own. */
  readonly alone: boolean;
}

/** RFC 7518 section 3.3; jose refuses shorter ones when a token comes. */
const LEAST_RSA_BITS = 2048;

/** Reads the text of a key or a set of them; `problem` completes "auth_public_key: …". */
export function readPublicKeys(text: string): PublicKeys | { readonly problem: string } {
  return text.trimStart().startsWith('{') ? readJson(text) : readPem(text);
}

/** What keeps the keys of `text` from checking tokens; undefined when at least one of them can. */
export async function publicKeyProblem(
  text: string,
  algorithms: readonly string[],
): Promise<string | undefined> {
  const read = readPublicKeys(text);
  if ('problem' in read) return read.problem;
  for (const key of read.keys) {
    for (const algorithm of algorithms) if (await canVerify(key, algorithm)) return undefined;
  }
  const which = read.alone ? 'the key cannot' : 'no key of the set can';
  return `${which} verify ${algorithms.join(', ')}; RSA keys need ${LEAST_RSA_BITS} bits`;
}

/** Finds the key that a token is to be verified with. */
export function findAmong({ keys, alone }: PublicKeys): JWTVerifyGetKey {
  const find = createLocalJWKSet({ keys: [...keys] });
  // What is not passed on cannot fail to fit: the names of keys choose among several only.
  return alone ? ({ alg }) => find({ alg }) : find;
}

function readPem(text: string): PublicKeys | { readonly problem: string } {
  const labels = [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----/g)].map(([, label]) => label);
  if (labels.length > 1) {
    return { problem: 'expected one PEM block; several keys can be given as a JWKS' };
  }
  if (labels[0] !== 'PUBLIC KEY') {
    const got = labels[0] === undefined ? '' : `, got "-----BEGIN ${labels[0]}-----"`;
    return { problem: `expected "-----BEGIN PUBLIC KEY-----", a JWK or a JWKS${got}` };
  }
  try {
    return { keys: [createPublicKey(text.trim()).export({ format: 'jwk' }) as JWK], alone: true };
  } catch {
    return { problem: 'the PEM block cannot be read as a public key' };
  }
}

function readJson(text: string): PublicKeys | { readonly problem: string } {
  const read = keysOf(parseJson(text));
  if (read === undefined) {
    return { problem: 'expected a JWK with "kty", or a JWKS with "keys", as JSON' };
  }
  // Private and secret ones have no business here, and whoever put them here should hear of it.
  const secret = read.keys.some((key) => key.kty === 'oct' || 'd' in key || 'k' in key);
  return secret ? { problem: 'expected public keys only, got a private or secret one' } : read;
}

function keysOf(json: unknown): PublicKeys | undefined {
  if (!isObject(json)) return undefined;
  const { keys, kty } = json;
  if (Array.isArray(keys) && keys.every(isObject)) return { keys: keys as JWK[], alone: false };
  return typeof kty === 'string' ? { keys: [json as unknown as JWK], alone: true } : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Asks jose, which decides about tokens too. */
async function canVerify(key: JWK, algorithm: string): Promise<boolean> {
  try {
    const found = await createLocalJWKSet({ keys: [key] })({ alg: algorithm });
    const { modulusLength = LEAST_RSA_BITS } = found.algorithm as { modulusLength?: number };
    return modulusLength >= LEAST_RSA_BITS;
  } catch {
    return false;
  }
}
