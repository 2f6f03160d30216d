/** The API description: resumable uploads, tus 1.0. */
import type { FailureCode } from '../errors.ts';
import { BUCKET_PARAMETER } from './objects.ts';
import {
  count,
  EVERYWHERE,
  header,
  inHeader,
  inPath,
  inQuery,
  type JsonObject,
  OBJECT,
  type Operation,
  type Paths,
  problems,
  text,
} from './parts.ts';
import { ANYONE, WRITE } from './security.ts';

/** What whoever brings an object may be told. */
export const REFUSED: readonly FailureCode[] = [
  ...OBJECT,
  'cross_site_refused',
  'storage_full',
  'request_timeout',
  'coding_unsupported',
  'body_too_large',
];

const TUS_REFUSED: readonly FailureCode[] = [
  ...REFUSED,
  'header_invalid',
  'tus_version_unsupported',
  'upload_not_found',
  'upload_expired',
  'upload_locked',
  'precondition_failed',
  'media_type_unsupported',
];

const VERSION = inHeader(
  'Tus-Resumable',
  text('The version of the protocol', { const: '1.0.0' }),
  true,
);
const VERSIONS: JsonObject = {
  'Tus-Resumable': header(text('1.0.0')),
  'Tus-Version': header(text('1.0.0')),
};
const TUS: JsonObject = { ...EVERYWHERE, ...VERSIONS };
const ID = inPath('id', text('From the Location of the creation'));
const OFFSET = header(count('Bytes that have arrived'));
const EXPIRES = header(text('When an upload that is not finished is thrown away'));

/** Failures carry the version too. */
function refusals(...codes: readonly FailureCode[]): JsonObject {
  return Object.fromEntries(
    Object.entries(problems(...codes)).map(([status, answer]) => {
      const { headers, ...rest } = answer as JsonObject;
      return [status, { ...rest, headers: { ...(headers as JsonObject), ...VERSIONS } }];
    }),
  );
}

const create: Operation = {
  operationId: 'tusCreate',
  tags: ['Resumable uploads'],
  summary: 'Begin a resumable upload (tus 1.0)',
  security: WRITE,
  parameters: [
    BUCKET_PARAMETER,
    inQuery('prefix', text('Goes before the file name')),
    VERSION,
    inHeader('Upload-Length', count('Bytes of the whole'), true),
    inHeader(
      'Upload-Metadata',
      text('`key`, or `filename`; `filetype`, `bucket`: names and base64'),
    ),
    inHeader('If-None-Match', text('`*`: only if there is no such object yet')),
    inHeader('X-HTTP-Method-Override', text('PATCH or DELETE, for clients that cannot')),
  ],
  requestBody: {
    required: false,
    content: {
      'application/offset+octet-stream': { schema: { type: 'string', format: 'binary' } },
    },
  },
  responses: {
    201: {
      description: 'It has begun',
      headers: {
        ...TUS,
        Location: header(text('Where to send the bytes')),
        'Upload-Offset': OFFSET,
        'Upload-Expires': EXPIRES,
      },
    },
    ...refusals(...TUS_REFUSED),
  },
};

const head: Operation = {
  operationId: 'tusHead',
  tags: ['Resumable uploads'],
  summary: 'How far an upload is',
  security: WRITE,
  parameters: [ID, VERSION],
  responses: {
    200: {
      description: 'So far',
      headers: {
        ...TUS,
        'Upload-Offset': OFFSET,
        'Upload-Length': header(count('Bytes of the whole')),
        'Upload-Metadata': header(text('As it was given')),
        'Upload-Expires': EXPIRES,
        'Cache-Control': header(text('no-store')),
      },
    },
    ...refusals(...TUS_REFUSED),
  },
};

const patch: Operation = {
  operationId: 'tusPatch',
  tags: ['Resumable uploads'],
  summary: 'Add bytes; the last ones make the object',
  security: WRITE,
  parameters: [
    ID,
    VERSION,
    inHeader('Upload-Offset', count('Where these bytes belong'), true),
    inHeader(
      'Upload-Checksum',
      text('`sha1`, `sha256` or `md5`, a space, and the digest in base64'),
    ),
  ],
  requestBody: {
    required: true,
    content: {
      'application/offset+octet-stream': { schema: { type: 'string', format: 'binary' } },
    },
  },
  responses: {
    204: {
      description: 'They are here',
      headers: { ...TUS, 'Upload-Offset': OFFSET, 'Upload-Expires': EXPIRES },
    },
    ...refusals(...TUS_REFUSED, 'upload_offset_conflict', 'checksum_mismatch', 'body_invalid'),
  },
};

const end: Operation = {
  operationId: 'tusDelete',
  tags: ['Resumable uploads'],
  summary: 'End an upload; nothing is left of it',
  security: WRITE,
  parameters: [ID, VERSION],
  responses: { 204: { description: 'It is gone', headers: TUS }, ...refusals(...TUS_REFUSED) },
};

const discover: Operation = {
  operationId: 'tusOptions',
  tags: ['Resumable uploads'],
  summary: 'What of tus is spoken here',
  security: ANYONE,
  responses: {
    204: {
      description: 'This',
      headers: {
        ...TUS,
        Allow: header(text('Methods that are offered here')),
        'Tus-Extension': header(text('Extensions')),
        'Tus-Max-Size': header(count('Bytes of the largest object')),
        'Tus-Checksum-Algorithm': header(text('For Upload-Checksum')),
      },
    },
    ...refusals(),
  },
};

export const TUS_PATHS: Paths = {
  '/uploads': { options: discover, post: create },
  '/uploads/{id}': { head, patch, delete: end },
};
