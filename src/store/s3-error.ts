/**
 * The closed table of what the embedded store can say no with, in the codes and statuses of the
 * S3 API, so that a client cannot tell it from a real one. The catch in store.ts turns an S3Error
 * into XML; 200, 206 and 304 are outcomes and are not thrown.
 */

/** Status and default message by S3 error code. */
export const S3_ERRORS = {
  AccessDenied: [403, 'Access Denied'],
  AuthorizationHeaderMalformed: [400, 'The authorization header is malformed'],
  AuthorizationQueryParametersError: [400, 'The authorization query parameters are malformed'],
  BadDigest: [400, 'The Content-MD5 does not match what was received'],
  BadRequest: [400, 'The request is not valid HTTP'],
  BucketNotEmpty: [409, 'The bucket is not empty'],
  EntityTooLarge: [400, 'The body is larger than this operation allows'],
  IncompleteBody: [400, 'Fewer bytes arrived than Content-Length announced'],
  /** As RADOS Gateway and MinIO say it in their own words: there is no room left. */
  InsufficientStorage: [507, 'The disk of the store is full'],
  InternalError: [500, 'The store failed; ask again'],
  InvalidAccessKeyId: [403, 'There is no such access key'],
  InvalidArgument: [400, 'An argument is not valid'],
  InvalidBucketName: [400, 'The bucket name is not valid'],
  InvalidDigest: [400, 'The Content-MD5 is not valid'],
  /** A name that the disk cannot hold. */
  InvalidObjectName: [400, 'The key is not valid'],
  InvalidPart: [400, 'A part was not found, or its ETag is another'],
  InvalidPartOrder: [400, 'The parts are not in ascending order'],
  InvalidRange: [416, 'The requested range cannot be satisfied'],
  InvalidRequest: [400, 'The request is not valid'],
  InvalidURI: [400, 'The path cannot be decoded'],
  /** Not of AWS: the limit of a folder, where one name cannot be both a file and a folder. */
  KeyConflict: [409, 'The key needs a folder where an object is, or the other way round'],
  KeyTooLongError: [400, 'The key is longer than 1024 bytes'],
  MalformedXML: [400, 'The XML is not what this operation takes'],
  MethodNotAllowed: [405, 'The method is not allowed here'],
  MissingContentLength: [411, 'Content-Length is needed'],
  NoSuchBucket: [404, 'There is no such bucket'],
  NoSuchKey: [404, 'There is no such key'],
  NoSuchUpload: [404, 'There is no such multipart upload'],
  NotImplemented: [501, 'The store does not offer this'],
  PreconditionFailed: [412, 'A precondition does not hold'],
  RequestHeaderSectionTooLarge: [400, 'The request headers are too large'],
  RequestTimeout: [400, 'The request took too long to arrive'],
  RequestTimeTooSkewed: [403, 'The clocks differ by more than 15 minutes'],
  SignatureDoesNotMatch: [403, 'The signature is not the one computed here'],
  XAmzContentSHA256Mismatch: [400, 'The x-amz-content-sha256 does not match what was received'],
} as const satisfies Record<string, readonly [status: number, message: string]>;

export type S3ErrorCode = keyof typeof S3_ERRORS;

/** A refusal in the words of S3. */
export class S3Error extends Error {
  override readonly name = 'S3Error';
  readonly code: S3ErrorCode;
  readonly status: number;
  /** Sent beside the XML, e.g. `Content-Range` with 416. */
  readonly headers: Readonly<Record<string, string>>;

  /** @param message for the client; the code's own sentence when left out */
  constructor(code: S3ErrorCode, message?: string, headers: Record<string, string> = {}) {
    super(message ?? S3_ERRORS[code][1]);
    this.code = code;
    this.status = S3_ERRORS[code][0];
    this.headers = headers;
  }
}
