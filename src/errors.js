/**
 * The closed table of failures. Whatever goes wrong anywhere becomes one GatewayError whose
 * code stands here; http/problem.ts turns it into an answer and nobody else does.
 * 304, 412, 416 and HEAD are outcomes of a request, planned for, and not thrown.
 */
const viewer = (status, title) => ({
  status,
  source: 'viewer',
  title,
});
const origin = (status, title) => ({
  status,
  source: 'origin',
  title,
});
/** Every failure by its code, as promised to users: a code is never renamed. */
export const FAILURES = {
  key_missing: viewer(400, 'No object key was given'),
  key_invalid: viewer(400, 'The object key is not valid'),
  bucket_missing: viewer(400, 'No bucket was given'),
  bucket_invalid: viewer(400, 'The bucket name is not valid'),
  parameter_invalid: viewer(400, 'A query parameter is not valid'),
  header_invalid: viewer(400, 'A header of the request is not valid'),
  cursor_invalid: viewer(400, 'The cursor is not one that a listing gave out'),
  request_malformed: viewer(400, 'The request is not valid HTTP'),
  /** Nobody is known; the answer says with what to come back. */
  unauthenticated: viewer(401, 'A sign-in or a signed link is needed here'),
  token_expired: viewer(403, 'The link or token has expired'),
  token_invalid: viewer(403, 'The link or token is not valid for this'),
  bucket_not_allowed: viewer(403, 'This bucket is not served here'),
  /** A page of another site asks in its viewer's name. */
  cross_site_refused: viewer(403, 'Pages of other sites may not change anything here'),
  route_not_found: viewer(404, 'There is nothing at this path'),
  object_not_found: viewer(404, 'There is no such object'),
  bucket_not_found: viewer(404, 'There is no such bucket'),
  upload_not_found: viewer(404, 'There is no such upload'),
  method_not_allowed: viewer(405, 'This method is not offered here'),
  request_timeout: viewer(408, 'The request took too long to arrive'),
  bucket_exists: viewer(409, 'There is such a bucket already'),
  upload_offset_conflict: viewer(409, 'The upload is not at that offset'),
  upload_expired: viewer(410, 'The upload was not finished in time'),
  tus_version_unsupported: viewer(412, 'Only version 1.0.0 of the tus protocol is spoken here'),
  precondition_failed: viewer(412, 'A precondition of the request does not hold'),
  host_not_allowed: viewer(421, 'This server does not go by that name'),
  body_too_large: viewer(413, 'The request body is too large'),
  body_invalid: viewer(400, 'The request body is not valid'),
  media_type_unsupported: viewer(415, 'The request body is of a type that is not taken here'),
  uri_too_long: viewer(414, 'The request target is too long'),
  range_not_satisfiable: viewer(416, 'The range lies outside the object'),
  rate_limited: viewer(429, 'Too many requests'),
  upload_locked: viewer(423, 'Another request is writing to this upload'),
  headers_too_large: viewer(431, 'The request headers are too large'),
  /** The status that the tus protocol gives it. */
  checksum_mismatch: viewer(460, 'The bytes that arrived are not the ones that were sent'),
  /** The object was replaced while it was being read: the bytes sent so far cannot be continued. */
  object_changed: origin(502, 'The object changed while it was being read'),
  /** The gateway's own credentials were refused: not the viewer's fault, so never 403. */
  origin_denied: origin(502, 'The storage refused the gateway'),
  origin_unreachable: origin(502, 'The storage cannot be reached'),
  /** An answer that makes no sense: wrong status, wrong range, broken XML. */
  origin_invalid: origin(502, 'The storage gave an unusable answer'),
  /** Fewer bytes arrived than the storage announced. */
  origin_truncated: origin(502, 'The storage broke off its answer'),
  origin_throttled: origin(503, 'The storage asks to slow down'),
  storage_full: origin(507, 'The storage has no room left'),
  origin_timeout: origin(504, 'The storage did not answer in time'),
  /** The status that RFC 9112 section 6.1 gives it. */
  coding_unsupported: viewer(
    501,
    'The request body is in a transfer coding that is not taken here',
  ),
  keys_unavailable: {
    status: 503,
    source: 'gateway',
    title: 'Tokens cannot be checked right now',
  },
  overloaded: { status: 503, source: 'gateway', title: 'Too busy right now' },
  shutting_down: { status: 503, source: 'gateway', title: 'Shutting down' },
  internal_error: { status: 500, source: 'gateway', title: 'Internal error' },
};
/** What turned a request away, when a limit did: a closed set, for counting. */
export const LIMIT_NAMES = [
  'connections',
  'requests_per_second',
  'reports',
  'streams',
  'streams_per_address',
  'wrong_credentials',
  'password_checks',
  'memory',
  'origin_connections',
  'upload_memory',
];
/** The one class of error that the gateway throws on purpose. */
export class GatewayError extends Error {
  name = 'GatewayError';
  code;
  status;
  source;
  title;
  detail;
  retryAfterSeconds;
  limit;
  allow;
  challenges;
  /**
   * @param code what went wrong, from the closed table
   * @param message for the log: may name bucket, key and the origin's words, never a secret
   * @param details what the viewer may be told beyond the title
   */
  constructor(code, message, details = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    const failure = FAILURES[code];
    this.code = code;
    this.status = failure.status;
    this.source = failure.source;
    this.title = failure.title;
    this.detail = details.detail;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.limit = details.limit;
    this.allow = details.allow;
    this.challenges = details.challenges;
  }
}
/** Failures of the origin that a moment of waiting may heal. */
const HEALING = new Set([
  'origin_throttled',
  'origin_unreachable',
  'origin_timeout',
  'origin_truncated',
]);
/** Whether the same request may succeed a moment later. */
export function heals(error) {
  return error instanceof GatewayError && HEALING.has(error.code);
}
