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
    parameters,
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
