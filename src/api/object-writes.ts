/** The API description: objects that come and go in one request. */
import { OBJECT_PATH } from './objects.ts';
import {
  EVERYWHERE,
  header,
  inHeader,
  type JsonObject,
  OBJECT,
  type Operation,
  type PathItem,
  problems,
  text,
} from './parts.ts';
import type { Security } from './security.ts';

const DIGESTS: readonly JsonObject[] = [
  inHeader(
    'Content-Digest',
    text('Of the body, `sha-256` or `sha-512` (RFC 9530): another body is not stored', {
      examples: ['sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:'],
    }),
  ),
  inHeader('Repr-Digest', text('The same')),
  inHeader('Content-MD5', text('The same as MD5, in base64, as storages have it')),
];

export function objectWrites(
  prefix: string,
  security: Security,
  more: readonly JsonObject[] = [],
): PathItem {
  const conditions = [
    inHeader('If-Match', text('Only this version is replaced, or deleted')),
    inHeader('If-None-Match', text('`*`: only if there is no such object yet')),
  ];
  const parameters = [...more, ...OBJECT_PATH, ...conditions];
  const put: Operation = {
    operationId: `${prefix}Put`,
    tags: ['Uploads'],
    summary: 'Store an object',
    security,
    description:
      'Nothing of it is seen before all of it is there. Long bodies go to the storage in parts.',
    parameters: [...parameters, ...DIGESTS],
    requestBody: {
      required: true,
      content: { '*/*': { schema: { type: 'string', format: 'binary' } } },
    },
    responses: {
      201: {
        description: 'It is new',
        headers: {
          ...EVERYWHERE,
          ETag: header(text('Of what is there now')),
          Location: header(text('Its path')),
        },
      },
      204: {
        description: 'It took the place of another',
        headers: { ...EVERYWHERE, ETag: header(text('Of what is there now')) },
      },
      ...problems(
        ...OBJECT,
        'cross_site_refused',
        'precondition_failed',
        'body_invalid',
        'header_invalid',
        'checksum_mismatch',
        'body_too_large',
        'media_type_unsupported',
        'request_timeout',
        'coding_unsupported',
        'storage_full',
      ),
    },
  };
  const remove: Operation = {
    operationId: `${prefix}Delete`,
    tags: ['Uploads'],
    summary: 'Delete an object',
    security,
    parameters,
    responses: {
      204: { description: 'It is gone', headers: EVERYWHERE },
      ...problems(...OBJECT, 'cross_site_refused', 'precondition_failed'),
    },
  };
  return { put, delete: remove };
}
