/** The API description: resumable uploads, tus 1.0. */
import { ALLOWED, withoutBodies } from './implied.ts';
import { BUCKET_PARAMETER } from './objects.ts';
import {
  count,
  header,
  inHeader,
  inQuery,
  type JsonObject,
  type Operation,
  type Paths,
  text,
} from './parts.ts';
import { ANYONE, WRITE } from './security.ts';
import {
  ADDED,
  BROUGHT,
  BYTES,
  CHECKSUM,
  EXPIRES,
  ID,
  NAMED,
  OFFSET,
  overriding,
  refusals,
  STANDING,
  TUS,
  VERSION,
} from './tus-parts.ts';

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
    CHECKSUM,
  ],
  requestBody: { required: false, content: BYTES },
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
    ...refusals(...BROUGHT),
  },
};

const head: Operation = {
  operationId: 'tusHead',
  tags: ['Resumable uploads'],
  summary: 'How far an upload is',
  security: WRITE,
  parameters: [ID, VERSION, overriding(false)],
  responses: {
    200: STANDING,
    // What is all here and could not be made an object is tried again.
    ...withoutBodies(refusals(...NAMED, 'precondition_failed', 'storage_full')),
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
    CHECKSUM,
    overriding(false),
  ],
  requestBody: { required: true, content: BYTES },
  responses: { 204: ADDED, ...refusals(...NAMED, ...BROUGHT, 'upload_offset_conflict') },
};

const end: Operation = {
  operationId: 'tusDelete',
  tags: ['Resumable uploads'],
  summary: 'End an upload; nothing is left of it',
  security: WRITE,
  parameters: [ID, VERSION, overriding(false)],
  responses: { 204: { description: 'It is gone', headers: TUS }, ...refusals(...NAMED) },
};

const instead: Operation = {
  operationId: 'tusPost',
  tags: ['Resumable uploads'],
  summary: 'PATCH, HEAD or DELETE, for clients that can only POST',
  security: WRITE,
  parameters: [
    ID,
    VERSION,
    overriding(true),
    inHeader('Upload-Offset', count('For PATCH: where these bytes belong')),
    CHECKSUM,
  ],
  requestBody: { required: false, content: BYTES },
  responses: {
    200: { ...STANDING, description: 'How far the upload is, for HEAD' },
    204: { ...ADDED, description: 'The bytes are here; or, for DELETE, the upload is gone' },
    ...refusals(...NAMED, ...BROUGHT, 'upload_offset_conflict'),
  },
};

function discover(operationId: string, parameters: readonly JsonObject[] = []): Operation {
  return {
    operationId,
    tags: ['Resumable uploads'],
    summary: 'What of tus is spoken here',
    security: ANYONE,
    ...(parameters.length > 0 && { parameters }),
    responses: {
      204: {
        description: 'This',
        headers: {
          ...TUS,
          ...ALLOWED,
          'Tus-Extension': header(text('Extensions')),
          'Tus-Max-Size': header(count('Bytes of the largest object')),
          'Tus-Checksum-Algorithm': header(text('For Upload-Checksum')),
        },
      },
      ...refusals(),
    },
  };
}

export const TUS_PATHS: Paths = {
  '/uploads': { post: create, options: discover('tusOptions') },
  '/uploads/{id}': {
    head,
    patch,
    delete: end,
    post: instead,
    options: discover('tusUploadOptions', [ID]),
  },
};
