import t from 'tap';
import type { FailureCode } from '../../src/errors.ts';
import {
  ConnectionError,
  connectionFailure,
  type Refusal,
  refusalFailure,
} from '../../src/origin/failures.ts';

const refusal = (status: number, s3Code?: string, more: Partial<Refusal> = {}): Refusal => ({
  status,
  s3Code,
  requestId: undefined,
  region: undefined,
  retryAfterSeconds: undefined,
  missing: 'object_not_found',
  subject: 'Cannot read "a.mp4" in "films"',
  ...more,
});

t.test('refusalFailure() goes by the code of S3 first, then by the status', async (t) => {
  const cases: [number, string | undefined, FailureCode][] = [
    [404, 'NoSuchKey', 'object_not_found'],
    [404, 'NoSuchBucket', 'bucket_not_found'],
    [404, undefined, 'object_not_found'],
    [412, 'PreconditionFailed', 'object_changed'],
    [412, undefined, 'object_changed'],
    [403, 'AccessDenied', 'origin_denied'],
    [403, 'InvalidAccessKeyId', 'origin_denied'],
    [403, 'SignatureDoesNotMatch', 'origin_denied'],
    [403, 'RequestTimeTooSkewed', 'origin_denied'],
    [403, undefined, 'origin_denied'],
    [401, undefined, 'origin_denied'],
    [400, 'ExpiredToken', 'origin_denied'],
    [400, 'InvalidToken', 'origin_denied'],
    [400, 'AuthorizationHeaderMalformed', 'origin_denied'],
    [400, 'InvalidArgument', 'origin_invalid'],
    [400, 'KeyTooLongError', 'key_invalid'],
    [400, 'InvalidObjectName', 'key_invalid'],
    [400, 'InvalidBucketName', 'bucket_invalid'],
    [400, 'RequestTimeout', 'origin_timeout'],
    [404, 'NoSuchUpload', 'upload_not_found'],
    [400, 'InvalidPart', 'upload_not_found'],
    [400, 'EntityTooSmall', 'origin_invalid'],
    [400, 'EntityTooLarge', 'body_too_large'],
    [409, 'BucketAlreadyExists', 'bucket_exists'],
    [409, 'BucketAlreadyOwnedByYou', 'bucket_exists'],
    [409, 'KeyConflict', 'key_invalid'],
    [403, 'QuotaExceeded', 'storage_full'],
    [507, 'InsufficientStorage', 'storage_full'],
    [507, 'XMinioStorageFull', 'storage_full'],
    [507, undefined, 'storage_full'],
    [301, 'PermanentRedirect', 'origin_invalid'],
    [307, 'TemporaryRedirect', 'origin_invalid'],
    [429, undefined, 'origin_throttled'],
    [503, 'SlowDown', 'origin_throttled'],
    [503, undefined, 'origin_throttled'],
    [500, 'InternalError', 'origin_unreachable'],
    [500, undefined, 'origin_unreachable'],
    [502, undefined, 'origin_unreachable'],
    [504, undefined, 'origin_timeout'],
    [418, undefined, 'origin_invalid'],
  ];
  for (const [status, s3Code, code] of cases) {
    t.equal(refusalFailure(refusal(status, s3Code)).code, code, `${status} ${s3Code}`);
  }
  t.equal(
    refusalFailure(refusal(404, undefined, { missing: 'bucket_not_found' })).code,
    'bucket_not_found',
  );
});

t.test('refusalFailure() says what, where and, for a wrong region, which', async (t) => {
  const more = { requestId: 'r-1', region: 'eu-west-1' };
  t.equal(
    refusalFailure(refusal(301, 'PermanentRedirect', more)).message,
    'Cannot read "a.mp4" in "films": origin answered 301 PermanentRedirect (request r-1) - the bucket is in region "eu-west-1": set region_name to it',
  );
  t.equal(
    refusalFailure(refusal(403)).message,
    'Cannot read "a.mp4" in "films": origin answered 403',
  );
});

t.test('refusalFailure() always says when to come back to a busy origin', async (t) => {
  t.equal(refusalFailure(refusal(503)).retryAfterSeconds, 1);
  t.equal(refusalFailure(refusal(503, 'SlowDown', { retryAfterSeconds: 7 })).retryAfterSeconds, 7);
  t.equal(
    refusalFailure(refusal(500, undefined, { retryAfterSeconds: 7 })).retryAfterSeconds,
    undefined,
  );
});

const broken = (code: string, socket?: object) =>
  Object.assign(new Error(`because of ${code}`), { code }, socket && { socket });

t.test('connectionFailure() tells timeouts, nonsense and absence apart', async (t) => {
  const cases: [string, boolean, FailureCode][] = [
    ['ECONNREFUSED', false, 'origin_unreachable'],
    ['ENOTFOUND', false, 'origin_unreachable'],
    ['ECONNRESET', false, 'origin_unreachable'],
    ['UND_ERR_SOCKET', false, 'origin_unreachable'],
    ['CERT_HAS_EXPIRED', false, 'origin_unreachable'],
    ['UND_ERR_CONNECT_TIMEOUT', false, 'origin_timeout'],
    ['UND_ERR_HEADERS_TIMEOUT', false, 'origin_timeout'],
    ['ETIMEDOUT', false, 'origin_timeout'],
    ['UND_ERR_BODY_TIMEOUT', true, 'origin_timeout'],
    ['UND_ERR_SOCKET', true, 'origin_truncated'],
    ['ECONNRESET', true, 'origin_truncated'],
    ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', true, 'origin_truncated'],
    ['HPE_INVALID_CONSTANT', false, 'origin_invalid'],
    ['UND_ERR_HEADERS_OVERFLOW', false, 'origin_invalid'],
    ['UND_ERR_DESTROYED', false, 'shutting_down'],
    ['UND_ERR_DESTROYED', true, 'shutting_down'],
    ['UND_ERR_CLOSED', false, 'shutting_down'],
  ];
  for (const [code, answered, expected] of cases) {
    const failure = connectionFailure(broken(code), answered, true);
    t.equal(failure.code, expected, code);
    t.match(failure.message, code);
  }
  t.equal(connectionFailure(new Error('no code'), false, true).code, 'origin_unreachable');
});

t.test(
  'connectionFailure() calls a connection stale that had a past and closed without a word',
  async (t) => {
    const stale = (error: Error, answered: boolean, sent: boolean) => {
      const { cause } = connectionFailure(error, answered, sent);
      return cause instanceof ConnectionError && cause.stale;
    };
    t.equal(stale(broken('UND_ERR_SOCKET', { bytesRead: 900 }), false, true), true);
    t.equal(stale(broken('UND_ERR_SOCKET', { bytesRead: 0 }), false, true), false, 'a new one');
    t.equal(stale(broken('ECONNRESET'), false, true), true);
    t.equal(stale(broken('ECONNRESET'), true, true), false, 'an answer had begun');
    t.equal(stale(broken('ECONNRESET'), false, false), false, 'it was never sent');
    t.equal(stale(broken('ECONNREFUSED'), false, true), false);
  },
);

t.test('refusalFailure() heeds what codes and statuses mean to the operation', async (t) => {
  const meanings = new Map<string, FailureCode>([
    ['NoSuchKey', 'upload_not_found'],
    ['412', 'precondition_failed'],
  ]);
  const cases: [number, string | undefined, FailureCode][] = [
    [404, 'NoSuchKey', 'upload_not_found'],
    [412, undefined, 'precondition_failed'],
    [412, 'PreconditionFailed', 'object_changed'],
    [404, undefined, 'object_not_found'],
  ];
  for (const [status, code, failure] of cases) {
    t.equal(refusalFailure(refusal(status, code, { meanings })).code, failure, `${status} ${code}`);
  }
});
