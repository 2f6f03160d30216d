/** The API description: what is for whoever runs the gateway. */
import { told } from './operations.ts';
import {
  count,
  EVERYWHERE,
  inQuery,
  type JsonObject,
  jsonBody,
  type Operation,
  problems,
  text,
} from './parts.ts';

const purge: Operation = {
  operationId: 'purge',
  tags: ['Operations'],
  summary: 'Forget an object, what begins so, a bucket, or all',
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

const level = {
  type: 'object',
  required: ['level'],
  properties: {
    level: text('Least level of what is logged', {
      enum: ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
    }),
  },
};
const withToken = (operation: Operation): Operation => ({
  ...operation,
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

export const OPERATIONS: JsonObject = {
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
          { type: 'object', required: ['cache', 'topObjects'] },
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
