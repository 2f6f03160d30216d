/**
 * What went wrong at the origin, in our words: S3 error codes, bare statuses and connection
 * errors become GatewayErrors. Pure. Of the origin's own text only its code, its request id and a
 * region are repeated: its messages can quote tokens, its canonical requests do.
 */
import { type FailureCode, GatewayError } from '../errors.ts';

/** What is said about an answer that was not wanted. */
export interface Refusal {
  readonly status: number;
  /** S3's error code; undefined when the body (a HEAD has none) did not say. */
  readonly s3Code: string | undefined;
  readonly requestId: string | undefined;
  /** The region the bucket is in, when the origin says that it is another. */
  readonly region: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  /** What a bare 404 means: an object or a bucket was asked for, or neither. */
  readonly missing: 'object_not_found' | 'bucket_not_found' | 'upload_not_found' | 'origin_invalid';
  /** What codes and statuses mean here, where that is something else than elsewhere. */
  readonly meanings?: ReadonlyMap<string, FailureCode> | undefined;
  /** For the log, e.g. `Cannot read "a.mp4" in "films"`. */
  readonly subject: string;
}

const BY_S3_CODE: ReadonlyMap<string, FailureCode> = new Map<string, FailureCode>([
  ['NoSuchKey', 'object_not_found'],
  ['NoSuchVersion', 'object_not_found'],
  ['NoSuchBucket', 'bucket_not_found'],
  ['InvalidBucketName', 'bucket_invalid'],
  ['KeyTooLongError', 'key_invalid'],
  ['InvalidObjectName', 'key_invalid'],
  ['XMinioInvalidObjectName', 'key_invalid'],
  ['InvalidURI', 'key_invalid'],
  ['PreconditionFailed', 'object_changed'],
  ['ExpiredToken', 'origin_denied'],
  ['InvalidToken', 'origin_denied'],
  ['TokenRefreshRequired', 'origin_denied'],
  ['AuthorizationHeaderMalformed', 'origin_denied'],
  ['RequestTimeTooSkewed', 'origin_denied'],
  ['SlowDown', 'origin_throttled'],
  ['TooManyRequests', 'origin_throttled'],
  ['RequestLimitExceeded', 'origin_throttled'],
  ['Throttling', 'origin_throttled'],
  ['RequestTimeout', 'origin_timeout'],
  ['InternalError', 'origin_unreachable'],
  ['NoSuchUpload', 'upload_not_found'],
  // The parts are named as the store has told them: it no longer has what it had.
  ['InvalidPart', 'upload_not_found'],
  ['BucketAlreadyExists', 'bucket_exists'],
  ['BucketAlreadyOwnedByYou', 'bucket_exists'],
  ['EntityTooLarge', 'body_too_large'],
  // Of MinIO and the embedded store, whose folders cannot hold both `a` and `a/b`.
  ['KeyConflict', 'key_invalid'],
  ['XMinioObjectExistsAsDirectory', 'key_invalid'],
  ['XMinioParentIsObject', 'key_invalid'],
  ['QuotaExceeded', 'storage_full'],
  ['ServiceQuotaExceededException', 'storage_full'],
  ['TooManyBuckets', 'storage_full'],
  ['InsufficientStorage', 'storage_full'],
  ['XMinioStorageFull', 'storage_full'],
  ['XMinioAdminBucketQuotaExceeded', 'storage_full'],
]);

const BY_STATUS: ReadonlyMap<number, FailureCode> = new Map<number, FailureCode>([
  [401, 'origin_denied'],
  [403, 'origin_denied'],
  [408, 'origin_timeout'],
  [412, 'object_changed'],
  [429, 'origin_throttled'],
  [500, 'origin_unreachable'],
  [502, 'origin_unreachable'],
  [503, 'origin_throttled'],
  [504, 'origin_timeout'],
  [507, 'storage_full'],
]);

/** The failure that a refusal is. */
export function refusalFailure(refusal: Refusal): GatewayError {
  const { status, s3Code, requestId, region, subject } = refusal;
  const bare = status === 404 ? refusal.missing : (BY_STATUS.get(status) ?? 'origin_invalid');
  const here = refusal.meanings?.get(s3Code ?? String(status));
  const code = here ?? BY_S3_CODE.get(s3Code ?? '') ?? bare;
  const words = [
    `${subject}: origin answered ${status}`,
    s3Code,
    requestId && `(request ${requestId})`,
    region && `- the bucket is in region "${region}": set region_name to it`,
  ];
  const message = words.filter(Boolean).join(' ');
  if (code !== 'origin_throttled') return new GatewayError(code, message);
  return new GatewayError(code, message, { retryAfterSeconds: refusal.retryAfterSeconds ?? 1 });
}

/** A connection that failed; `stale` says that it may have been idle too long: a new one may do. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  readonly code: string | undefined;
  readonly stale: boolean;

  constructor(cause: Error, stale: boolean) {
    super(cause.message, { cause });
    this.code = codeOf(cause);
    this.stale = stale;
  }
}

const TIMEOUTS = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'ETIMEDOUT']);
const NONSENSE =
  /^(?:HPE_|HTTPParserError|UND_ERR_(?:HEADERS_OVERFLOW|HTTP_PARSER|INVALID_ARG|NOT_SUPPORTED))/;
const CLOSED_BY_US = new Set(['UND_ERR_CLOSED', 'UND_ERR_DESTROYED']);
const CLOSED_BY_PEER = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

/**
 * The failure that a connection's `error` is.
 * @param answered whether the head of an answer had come
 * @param sent whether the request had been written to a connection
 */
export function connectionFailure(error: Error, answered: boolean, sent: boolean): GatewayError {
  const code = codeOf(error) ?? error.name;
  const words = (what: string): string => `${what} (${code})`;
  const cause = new ConnectionError(error, !answered && sent && isStale(error, code));
  if (CLOSED_BY_US.has(code)) {
    return new GatewayError('shutting_down', words('The origin client is closed'), { cause });
  }
  if (code === 'UND_ERR_BODY_TIMEOUT') {
    return new GatewayError('origin_timeout', words('The origin fell silent'), { cause });
  }
  if (answered) {
    return new GatewayError('origin_truncated', words('The origin broke off'), { cause });
  }
  if (TIMEOUTS.has(code)) {
    return new GatewayError('origin_timeout', words('The origin did not answer'), { cause });
  }
  if (NONSENSE.test(code)) {
    return new GatewayError('origin_invalid', words('The origin does not speak HTTP'), { cause });
  }
  return new GatewayError('origin_unreachable', words('The origin cannot be reached'), { cause });
}

/** Whether a peer that had answered before closed the connection without a word. */
function isStale(error: Error, code: string): boolean {
  if (!CLOSED_BY_PEER.has(code)) return false;
  const socket = 'socket' in error ? error.socket : undefined;
  const hasHistory = socket !== null && typeof socket === 'object' && 'bytesRead' in socket;
  return !hasHistory || socket.bytesRead !== 0;
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
