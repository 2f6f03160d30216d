/**
 * Reads what a request claims about its own signature, from the Authorization header or from the
 * query of a presigned URL. Pure; whether the claim is true is verify.ts's business.
 */
import { S3Error, type S3ErrorCode } from './s3-error.ts';
import { parameter, type QueryParameters } from './target.ts';

/** What a signature covers. */
export interface SignedRequest {
  readonly method: string;
  /** Decoded. */
  readonly path: string;
  /** Decoded. */
  readonly query: QueryParameters;
  /** By lower-case name; values of repeated headers joined with `,`. */
  readonly headers: ReadonlyMap<string, string>;
}

export interface SignatureClaim {
  readonly presigned: boolean;
  readonly accessKeyId: string;
  /** Date, region, service, terminator. */
  readonly scope: readonly string[];
  /** Lower-case, in the order claimed. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `YYYYMMDDTHHMMSSZ`, as signed. */
  readonly timestamp: string;
  /** The same in milliseconds since the epoch. */
  readonly timeMs: number;
  /** For how long after `timeMs` a presigned URL holds; undefined for the header form. */
  readonly expiresMs: number | undefined;
  /** Hash of the body, or one of the words that stand for it. */
  readonly payload: string;
}

/** AWS's bound on presigned URLs: seven days. */
const MAX_EXPIRES_SECONDS = 604_800;

const ALGORITHM = 'AWS4-HMAC-SHA256';

/** @throws S3Error 400 when malformed, `AccessDenied` when there is no claim at all */
export function readClaim(request: SignedRequest): SignatureClaim {
  const authorization = request.headers.get('authorization');
  if (authorization !== undefined) return fromHeader(authorization, request);
  if (parameter(request.query, 'X-Amz-Algorithm') !== undefined) return fromQuery(request);
  throw new S3Error('AccessDenied', 'The request is not signed');
}

function fromHeader(authorization: string, { headers }: SignedRequest): SignatureClaim {
  const malformed = 'AuthorizationHeaderMalformed';
  const [, algorithm, rest] = /^(\S+)\s+(.*)$/.exec(authorization.trim()) ?? [];
  if (algorithm !== ALGORITHM || rest === undefined) throw new S3Error(malformed);
  const fields = new Map<string, string>();
  for (const field of rest.split(',')) {
    const equals = field.indexOf('=');
    if (equals === -1) throw new S3Error(malformed);
    fields.set(field.slice(0, equals).trim(), field.slice(equals + 1).trim());
  }
  const timestamp = headers.get('x-amz-date');
  if (timestamp === undefined) {
    throw new S3Error('AccessDenied', 'The request must carry and sign x-amz-date');
  }
  const payload = headers.get('x-amz-content-sha256');
  if (payload === undefined) throw new S3Error('InvalidRequest', 'x-amz-content-sha256 is missing');
  return {
    presigned: false,
    ...commonFields(
      fields.get('Credential'),
      fields.get('SignedHeaders'),
      fields.get('Signature'),
      timestamp,
      malformed,
    ),
    expiresMs: undefined,
    payload,
  };
}

function fromQuery({ query, headers }: SignedRequest): SignatureClaim {
  const malformed = 'AuthorizationQueryParametersError';
  if (parameter(query, 'X-Amz-Algorithm') !== ALGORITHM) throw new S3Error(malformed);
  const expires = parameter(query, 'X-Amz-Expires') ?? '';
  const seconds = Number(expires);
  if (!/^\d+$/.test(expires) || seconds < 1 || seconds > MAX_EXPIRES_SECONDS) {
    throw new S3Error(malformed, 'X-Amz-Expires must be 1 to 604800 seconds');
  }
  return {
    presigned: true,
    ...commonFields(
      parameter(query, 'X-Amz-Credential'),
      parameter(query, 'X-Amz-SignedHeaders'),
      parameter(query, 'X-Amz-Signature'),
      parameter(query, 'X-Amz-Date'),
      malformed,
    ),
    expiresMs: seconds * 1000,
    payload:
      headers.get('x-amz-content-sha256') ??
      parameter(query, 'X-Amz-Content-Sha256') ??
      'UNSIGNED-PAYLOAD',
  };
}

function commonFields(
  credential: string | undefined,
  signedHeaders: string | undefined,
  signature: string | undefined,
  timestamp: string | undefined,
  malformed: S3ErrorCode,
) {
  if (!credential || !signedHeaders || !signature || !timestamp) throw new S3Error(malformed);
  const parts = credential.split('/');
  const scope = parts.slice(-4);
  const [date, , service, terminator] = scope;
  if (parts.length < 5 || service !== 's3' || terminator !== 'aws4_request') {
    throw new S3Error(malformed, 'The credential must end in DATE/REGION/s3/aws4_request');
  }
  const timeMs = readTimestamp(timestamp);
  if (timeMs === undefined) throw new S3Error('AccessDenied', 'The date is not valid');
  if (!timestamp.startsWith(`${date}T`)) {
    throw new S3Error('SignatureDoesNotMatch', 'The scope is of another day than the request');
  }
  return {
    accessKeyId: parts.slice(0, -4).join('/'),
    scope,
    signedHeaders: signedHeaders.toLowerCase().split(';'),
    signature,
    timestamp,
    timeMs,
  };
}

/** ISO 8601 basic format, always UTC, to milliseconds; undefined when it is not a moment. */
function readTimestamp(text: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}
