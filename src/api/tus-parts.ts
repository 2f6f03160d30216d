/** Parts of the API description that operations of tus share. Data only. */
import type { FailureCode } from '../errors.ts';
import {
  count,
  EVERYWHERE,
  header,
  inHeader,
  inPath,
  type JsonObject,
  OBJECT,
  problems,
  REFUSED,
  text,
} from './parts.ts';

/** Bytes that come by tus. */
export const BROUGHT: readonly FailureCode[] = [
  ...REFUSED,
  'header_invalid',
  'tus_version_unsupported',
  'upload_not_found',
  'precondition_failed',
  'media_type_unsupported',
  'checksum_mismatch',
];

/** Whoever names an upload, before anything is done with it. */
export const NAMED: readonly FailureCode[] = [
  ...OBJECT,
  'cross_site_refused',
  'tus_version_unsupported',
  'upload_not_found',
  'upload_expired',
  'upload_locked',
  'method_not_allowed',
];

/** What an upload's path may be asked by a header, however the request is sent. */
export function overriding(required: boolean): JsonObject {
  const what = text(
    'The method that is meant, and whose answers come, whatever the request is sent as',
    {
      enum: ['PATCH', 'HEAD', 'DELETE'],
    },
  );
  return inHeader('X-HTTP-Method-Override', what, required);
}
export const VERSION = inHeader(
  'Tus-Resumable',
  text('The version of the protocol', { const: '1.0.0' }),
  true,
);
const VERSIONS: JsonObject = {
  'Tus-Resumable': header(text('1.0.0')),
  'Tus-Version': header(text('1.0.0')),
};
export const TUS: JsonObject = { ...EVERYWHERE, ...VERSIONS };
export const ID = inPath('id', text('From the Location of the creation'));
export const CHECKSUM = inHeader(
  'Upload-Checksum',
  text('Of the body: `sha1`, `sha256` or `md5`, a space, and the digest in base64'),
);
export const BYTES: JsonObject = {
  'application/offset+octet-stream': { schema: { type: 'string', format: 'binary' } },
};
export const OFFSET = header(count('Bytes that have arrived'));
export const EXPIRES = header(text('When an upload that is not finished is thrown away'));

/** Failures carry the version too. */
export function refusals(...codes: readonly FailureCode[]): JsonObject {
  return Object.fromEntries(
    Object.entries(problems(...codes)).map(([status, answer]) => {
      const { headers, ...rest } = answer as JsonObject;
      return [status, { ...rest, headers: { ...(headers as JsonObject), ...VERSIONS } }];
    }),
  );
}

export const STANDING: JsonObject = {
  description: 'So far',
  headers: {
    ...TUS,
    'Upload-Offset': OFFSET,
    'Upload-Length': header(count('Bytes of the whole')),
    'Upload-Metadata': header(text('As it was given')),
    'Upload-Expires': EXPIRES,
    'Cache-Control': header(text('no-store')),
  },
};

export const ADDED: JsonObject = {
  description: 'They are here',
  headers: { ...TUS, 'Upload-Offset': OFFSET, 'Upload-Expires': EXPIRES },
};
