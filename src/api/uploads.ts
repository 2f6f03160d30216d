/** The API description: uploads but for PUT. */

import {
  BUCKET,
  count,
  EVERYWHERE,
  inQuery,
  jsonBody,
  type Operation,
  type Paths,
  problems,
  REFUSED,
  text,
} from './parts.ts';
import { WRITE } from './security.ts';
import { TUS_PATHS } from './tus.ts';

const createBucket: Operation = {
  operationId: 'createBucket',
  tags: ['Uploads'],
  summary: 'Create a bucket',
  security: WRITE,
  parameters: [inQuery('bucket_name', text('Its name'), true)],
  responses: {
    201: {
      description: 'It is there',
      headers: EVERYWHERE,
      content: jsonBody({
        type: 'object',
        required: ['name'],
        properties: { name: text('Its name') },
        examples: [{ name: 'trailers' }],
      }),
    },
    ...problems(
      ...BUCKET,
      'object_not_found',
      'cross_site_refused',
      'storage_full',
      'bucket_exists',
    ),
  },
};

const filesUpload: Operation = {
  operationId: 'filesUpload',
  tags: ['Uploads'],
  summary: 'Store the file of a form',
  security: WRITE,
  requestBody: {
    required: true,
    content: {
      'multipart/form-data': {
        schema: {
          type: 'object',
          required: ['file'],
          properties: {
            bucket: text('Name of the bucket; before the file, unless that is short'),
            file_name: text('Key of the object; before the file, unless that is short'),
            file: { type: 'string', format: 'binary', description: 'The bytes' },
          },
        },
      },
    },
  },
  responses: {
    201: {
      description: 'It is stored',
      headers: EVERYWHERE,
      content: jsonBody({
        type: 'object',
        required: ['bucket', 'key', 'size', 'etag'],
        properties: {
          bucket: text('Where'),
          key: text('As what'),
          size: count('Bytes'),
          etag: { type: ['string', 'null'], description: 'Names this version' },
        },
        examples: [{ bucket: 'films', key: '2026/film.mp4', size: 52_428_800, etag: '"9b2cf535"' }],
      }),
    },
    ...problems(...REFUSED, 'body_invalid', 'media_type_unsupported', 'precondition_failed'),
  },
};

export const UPLOADS: Paths = {
  '/create_bucket': { post: createBucket },
  '/files_upload': { post: filesUpload },
  ...TUS_PATHS,
};
