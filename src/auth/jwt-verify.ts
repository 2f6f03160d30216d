/**
 * Verifies one token: its shape, its signature, then its claims, in this order, so that nothing is
 * said about claims that nobody vouches for. Unsecured tokens and `crit` are refused (RFC 8725
 * sections 3.1 and 3.10). `typ` is not looked at: most issuers write `JWT` or nothing into
 * tokens of every purpose, so audience and issuer are what keeps purposes apart.
 */
import {
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
  jwtVerify,
} from 'jose';
import { GatewayError } from '../errors.ts';

export type Verdict =
  | { readonly state: 'good'; readonly payload: JWTPayload & { readonly exp: number } }
  | { readonly state: 'expired' }
  /** `why` is for the log and holds nothing of the token. */
  | { readonly state: 'invalid'; readonly why: string };

export interface VerifyRules {
  readonly algorithms: readonly string[];
  /** What `iss` has to be; undefined for anything. */
  readonly issuer: string | undefined;
  /** What `aud` has to be or to hold; undefined for anything. */
  readonly audience: string | undefined;
  /** How far clocks may differ, for `exp` and `nbf`. */
  readonly clockToleranceSeconds: number;
}

/** Three parts of base64url; unsecured tokens have nothing in the third, encrypted ones have five. */
const SHAPE = /^[\w-]+\.[\w-]+\.(?<signature>[\w-]+)$/;

/** Keys of the same name or of none that are tried for one token; a rotation needs two. */
const MOST_TRIES = 8;

/**
 * @param nowMs milliseconds since the epoch
 * @throws GatewayError what `findKey` throws
 */
export async function verifyToken(
  token: string,
  findKey: JWTVerifyGetKey,
  rules: VerifyRules,
  nowMs: number,
): Promise<Verdict> {
  const signature = SHAPE.exec(token)?.groups?.signature;
  if (signature === undefined) return invalid('it is not a signed token');
  if (!isCanonical(signature)) return invalid('its signature is not base64url');
  try {
    const { payload } = await verifyWithAny(token, refusingCrit(findKey), optionsOf(rules, nowMs));
    return { state: 'good', payload: payload as JWTPayload & { exp: number } };
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    if (error instanceof errors.JWTExpired) return { state: 'expired' };
    return invalid(whyInvalid(error));
  }
}

const invalid = (why: string): Verdict => ({ state: 'invalid', why });

/**
 * Whether no other text decodes to the same bytes. Header and payload are signed as they are
 * written, but the last character of the signature may have bits that decoding drops.
 */
function isCanonical(base64url: string): boolean {
  return Buffer.from(base64url, 'base64url').toString('base64url') === base64url;
}

function optionsOf(rules: VerifyRules, nowMs: number): JWTVerifyOptions {
  const { algorithms, issuer, audience, clockToleranceSeconds } = rules;
  return {
    algorithms: [...algorithms],
    requiredClaims: ['exp'],
    clockTolerance: clockToleranceSeconds,
    currentDate: new Date(nowMs),
    ...(issuer !== undefined && { issuer }),
    ...(audience !== undefined && { audience }),
  };
}

/** jose knows one extension, `b64`, which JWTs have no use for (RFC 7797 section 7). */
function refusingCrit(findKey: JWTVerifyGetKey): JWTVerifyGetKey {
  return (header, jws) => {
    if (header.crit !== undefined) throw new errors.JOSENotSupported('crit');
    return findKey(header, jws);
  };
}

/** Where a token does not say which of several keys is its own, the signature does. */
async function verifyWithAny(
  token: string,
  findKey: JWTVerifyGetKey,
  options: JWTVerifyOptions,
): Promise<{ readonly payload: JWTPayload }> {
  try {
    return await jwtVerify(token, findKey, options);
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    let tries = 0;
    for await (const key of error) {
      if (tries++ === MOST_TRIES) break;
      try {
        return await jwtVerify(token, key, options);
      } catch (failure) {
        if (!(failure instanceof errors.JWSSignatureVerificationFailed)) throw failure;
      }
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

const SENTENCES: Readonly<Record<string, string>> = {
  [errors.JOSEAlgNotAllowed.code]: 'its algorithm is not allowed',
  [errors.JOSENotSupported.code]: 'it demands an extension or an algorithm that is not supported',
  [errors.JWKSNoMatchingKey.code]: 'no key fits it',
  [errors.JWSInvalid.code]: 'it is malformed',
  [errors.JWTInvalid.code]: 'its claims are malformed',
  [errors.JWSSignatureVerificationFailed.code]: 'its signature is wrong',
};

/** By code, never by message: jose quotes names that the token made up. */
function whyInvalid(error: unknown): string {
  if (error instanceof errors.JWTClaimValidationFailed) {
    const { claim, reason } = error;
    return reason === 'missing' ? `it has no "${claim}"` : `its "${claim}" is not acceptable`;
  }
  const code = error instanceof errors.JOSEError ? error.code : '';
  return SENTENCES[code] ?? 'it cannot be verified';
}
