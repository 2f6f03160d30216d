/**
 * AWS Signature Version 4, checked from scratch with node:crypto: shares no code with the signer
 * in origin/, so that each proves the other. Pure: request, credentials and time in, verdict out.
 * The canonical path is our own RFC 3986 encoding of the decoded path, without normalisation, as
 * S3 does it.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { readClaim, type SignatureClaim, type SignedRequest } from './claim.ts';
import { S3Error } from './s3-error.ts';

export interface StoreCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** How far clocks may differ: AWS's bound. */
const MAX_SKEW_MS = 15 * 60 * 1000;

/**
 * Checks who signed `request`.
 * @param nowMs milliseconds since the epoch
 * @returns lower-case hex SHA-256 that the body must have, or undefined when it is not signed
 * @throws S3Error 400 for a malformed signature, 403 for a wrong, skewed, expired or missing one,
 *   501 for chunked signing
 */
export function verify(
  request: SignedRequest,
  credentials: StoreCredentials,
  nowMs: number,
): string | undefined {
  const claim = readClaim(request);
  if (!equal(claim.accessKeyId, credentials.accessKeyId)) throw new S3Error('InvalidAccessKeyId');
  checkTime(claim, nowMs);
  checkCoverage(claim, request);
  const key = signingKey(claim, credentials.secretAccessKey);
  const expected = hmac(key, stringToSign(claim, request)).toString('hex');
  if (!equal(claim.signature, expected)) throw new S3Error('SignatureDoesNotMatch');
  return bodyHash(claim.payload);
}

/** RFC 3986: everything but unreserved characters as %XX, upper-case. */
export function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function checkTime(claim: SignatureClaim, nowMs: number): void {
  const ahead = claim.timeMs - nowMs;
  if (claim.expiresMs === undefined) {
    if (Math.abs(ahead) > MAX_SKEW_MS) throw new S3Error('RequestTimeTooSkewed');
    return;
  }
  if (ahead > MAX_SKEW_MS) throw new S3Error('AccessDenied', 'The request is not valid yet');
  if (nowMs > claim.timeMs + claim.expiresMs) {
    throw new S3Error('AccessDenied', 'The request has expired');
  }
}

/** What is not signed may have been added by anyone on the way. */
function checkCoverage(claim: SignatureClaim, request: SignedRequest): void {
  if (!claim.signedHeaders.includes('host')) {
    throw new S3Error('AccessDenied', 'The host header must be signed');
  }
  for (const name of request.headers.keys()) {
    if (name.startsWith('x-amz-') && !claim.signedHeaders.includes(name)) {
      throw new S3Error('AccessDenied', `The header "${name}" must be signed`);
    }
  }
}

function stringToSign(claim: SignatureClaim, request: SignedRequest): string {
  const query = request.query
    .filter(([name]) => !claim.presigned || name !== 'X-Amz-Signature')
    .map(([name, value]) => [encodeRfc3986(name), encodeRfc3986(value)] as const)
    // Encoded names are ASCII, so code unit order is byte order. Names first, then values.
    .sort(([a, av], [b, bv]) => (a < b ? -1 : a > b ? 1 : av < bv ? -1 : av > bv ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const headers = claim.signedHeaders.map((name) => {
    const value = (request.headers.get(name) ?? '').trim().replace(/ +/g, ' ');
    return `${name}:${value}\n`;
  });
  const canonical = [
    request.method,
    request.path.split('/').map(encodeRfc3986).join('/'),
    query,
    headers.join(''),
    claim.signedHeaders.join(';'),
    claim.payload,
  ].join('\n');
  const hash = createHash('sha256').update(canonical).digest('hex');
  return `AWS4-HMAC-SHA256\n${claim.timestamp}\n${claim.scope.join('/')}\n${hash}`;
}

function signingKey(claim: SignatureClaim, secret: string): Buffer {
  return claim.scope.reduce<Buffer>((key, part) => hmac(key, part), Buffer.from(`AWS4${secret}`));
}

function bodyHash(payload: string): string | undefined {
  if (payload === 'UNSIGNED-PAYLOAD') return undefined;
  if (/^[0-9a-f]{64}$/.test(payload)) return payload;
  if (payload.startsWith('STREAMING-')) {
    throw new S3Error('NotImplemented', 'Chunked signing (STREAMING-...) is not offered');
  }
  throw new S3Error(
    'InvalidArgument',
    'x-amz-content-sha256 is neither a hash nor UNSIGNED-PAYLOAD',
  );
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** In constant time: hashing first makes both sides equally long. */
function equal(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
