/** The API description: what is for whoever runs the gateway. */
import { told } from './operations.ts';
import {
  count,
  EVERYWHERE,
  inQuery,
  type JsonObject,
  jsonBody,
  type Operation,
  type Paths,
  problems,
  text,
} from './parts.ts';
import { OPERATE } from './security.ts';

const purge: Operation = {
  operationId: 'purge',
  tags: ['Operations'],
  summary: 'Forget an object, what begins so, a bucket, or all',
  security: OPERATE,
  parameters: [
    inQuery('bucket', text('Of what is meant')),
    inQuery('key', text('One object')),
    inQuery('prefix', text('What begins so')),
  ],
  responses: {
    200: {
      description: 'What was forgotten',
      headers: EVERYWHERE,
      content: jsonBody({
        type: 'object',
        required: ['purged'],
        properties: {
          purged: {
            type: 'object',
            required: ['objects', 'blocks', 'bytes'],
            properties: {
              objects: count('Known'),
              blocks: count('Of 64 KiB'),
              bytes: count('Of memory'),
            },
          },
        },
        examples: [{ purged: { objects: 1, blocks: 800, bytes: 52_428_800 } }],
      }),
    },
    ...problems(
      'parameter_invalid',
      'bucket_missing',
      'bucket_invalid',
      'bucket_not_allowed',
      'key_missing',
      'key_invalid',
      'unauthenticated',
    ),
  },
};

const STATS: JsonObject = {
  type: 'object',
  required: ['cache', 'flights', 'streams', 'topObjects'],
  properties: {
    cache: {
      type: 'object',
      description: 'Blocks of objects in memory',
      required: ['capacity', 'bytes', 'reserved', 'blocks', 'evictions'],
      properties: {
        capacity: count('Bytes that may be held'),
        bytes: count('Bytes that are held'),
        reserved: count('Bytes that are set aside for what is on its way'),
        blocks: count('Held'),
        evictions: count('Blocks that gave way to others since the start'),
      },
    },
    flights: count('Reads of the storage that are under way'),
    streams: count('Objects that are being sent'),
    topObjects: {
      type: 'array',
      description: 'Those that took the most bytes since the start, the largest first',
      items: {
        type: 'object',
        required: ['bucket', 'key', 'bytes', 'answers', 'overcount'],
        properties: {
          bucket: text('Where'),
          key: text('Which'),
          bytes: count('Sent, at most `overcount` too many'),
          answers: count('In how many answers'),
          overcount: count("Bytes that may have been others'"),
        },
      },
    },
  },
};

const level = {
  type: 'object',
  required: ['level'],
  properties: {
    level: text('Least level of what is logged', {
      enum: ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
    }),
  },
  examples: [{ level: 'info' }],
};
const withToken = (operation: Operation): Operation => ({
  ...operation,
  security: OPERATE,
  responses: { ...operation.responses, ...problems('unauthenticated') },
});
const getLevel = withToken(
  told('getLogLevel', 'Operations', 'How much is logged', 'application/json', level),
);
const putLevel: Operation = {
  ...getLevel,
  operationId: 'putLogLevel',
  summary: 'Change how much is logged, until the next start',
  requestBody: { required: true, content: jsonBody(level) },
  responses: {
    ...getLevel.responses,
    ...problems(
      'unauthenticated',
      'body_invalid',
      'body_too_large',
      'request_timeout',
      'coding_unsupported',
    ),
  },
};

export const OPERATIONS: Paths = {
  '/metrics': { get: withToken(told('metrics', 'Operations', 'For Prometheus', 'text/plain')) },
  '/cache': { delete: purge },
  '/cache/stats': {
    get: {
      ...withToken(
        told(
          'cacheStats',
          'Operations',
          'What memory holds, and which objects took the most bytes',
          'application/json',
          STATS,
        ),
      ),
      parameters: [
        inQuery('limit', {
          type: 'integer',
          minimum: 1,
          maximum: 1000,
          default: 20,
          description: 'Objects to name',
        }),
      ],
    },
  },
  '/log_level': { get: getLevel, put: putLevel },
};
