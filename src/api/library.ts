/** The API description: what there is. */
import { BUCKET_PARAMETER } from './objects.ts';
import {
  BUCKET,
  count,
  EVERYWHERE,
  inQuery,
  type JsonObject,
  jsonBody,
  type Operation,
  type Paths,
  problems,
  ref,
  text,
} from './parts.ts';
import { LIST, LIST_BUCKETS } from './security.ts';

const listBuckets: Operation = {
  operationId: 'listBuckets',
  tags: ['Library'],
  summary: 'The buckets that the viewer may see',
  security: LIST_BUCKETS,
  responses: {
    200: { description: 'All of them', headers: EVERYWHERE, content: jsonBody(ref('Buckets')) },
    ...problems(...BUCKET),
  },
};

const listObjects: Operation = {
  operationId: 'listObjects',
  tags: ['Library'],
  summary: 'One page of the objects of a bucket',
  security: LIST,
  parameters: [
    BUCKET_PARAMETER,
    inQuery('prefix', text('How keys begin', { examples: ['2026/'] })),
    inQuery('delimiter', text('Roll up what lies below the next slash', { enum: ['/'] })),
    inQuery('limit', {
      type: 'integer',
      minimum: 1,
      maximum: 1000,
      description: 'Objects and prefixes of a page; 100 at most with details',
    }),
    inQuery('cursor', text('From the page before, as it came')),
    inQuery('details', {
      type: 'boolean',
      description: 'Whether each film can be played, and why not',
    }),
  ],
  responses: {
    200: { description: 'A page', headers: EVERYWHERE, content: jsonBody(ref('Objects')) },
    ...problems(...BUCKET, 'cursor_invalid'),
  },
};

export const LIBRARY: Paths = {
  '/list_buckets': { get: listBuckets },
  '/list_objects': { get: listObjects },
};

export const LIBRARY_SCHEMAS: JsonObject = {
  Buckets: {
    type: 'object',
    required: ['buckets'],
    properties: {
      buckets: {
        type: 'array',
        items: {
          type: 'object',
          required: ['name', 'created'],
          properties: {
            name: text('Name of the bucket'),
            created: {
              type: ['string', 'null'],
              format: 'date-time',
              description: 'When it was made, if that is known',
            },
          },
        },
      },
    },
    examples: [{ buckets: [{ name: 'films', created: '2026-11-22T10:57:50.177Z' }] }],
  },
  Objects: {
    type: 'object',
    required: ['bucket', 'prefix', 'objects', 'prefixes', 'cursor', 'writable'],
    properties: {
      bucket: text('As it was asked for'),
      prefix: text('As it was asked for'),
      objects: {
        type: 'array',
        items: {
          type: 'object',
          required: ['key', 'size', 'etag', 'lastModified'],
          properties: {
            key: text('Exactly as it is stored'),
            size: count('Bytes'),
            etag: { type: ['string', 'null'], description: 'Names this version' },
            lastModified: {
              type: ['string', 'null'],
              format: 'date-time',
              description: 'When it was stored',
            },
            video: {
              type: 'object',
              description: 'With details: whether the film can be played',
              required: ['state'],
              properties: { state: text('`ok`, or why not'), sentence: text('Why not, in words') },
            },
          },
        },
      },
      prefixes: {
        type: 'array',
        items: { type: 'string' },
        description: 'What was rolled up, with the delimiter',
      },
      cursor: { type: ['string', 'null'], description: 'Leads to the next page; null on the last' },
      writable: {
        type: 'boolean',
        description: 'Whether this viewer may write keys that begin so',
      },
    },
    examples: [
      {
        bucket: 'films',
        prefix: '2026/',
        objects: [
          {
            key: '2026/film.mp4',
            size: 52_428_800,
            etag: '"9b2cf535f27731c974343645a3985328"',
            lastModified: '2026-11-22T10:57:50.000Z',
          },
        ],
        prefixes: [],
        cursor: null,
        writable: false,
      },
    ],
  },
};
