/** The API description: signing, and what is for supervisors and the page. */
import {
  count,
  EVERYWHERE,
  type JsonObject,
  jsonBody,
  type Operation,
  type Paths,
  problems,
  ref,
  text,
} from './parts.ts';
import { ANYONE, BY_NAME } from './security.ts';

export function told(
  operationId: string,
  tag: string,
  summary: string,
  type: string,
  schema: JsonObject = { type: 'string' },
): Operation {
  return {
    operationId,
    tags: [tag],
    summary,
    security: ANYONE,
    responses: {
      200: { description: summary, headers: EVERYWHERE, content: { [type]: { schema } } },
      ...problems(),
    },
  };
}

const sign: Operation = {
  operationId: 'sign',
  tags: ['Signed links'],
  summary: 'A signed link, for who may do themselves what it allows',
  security: BY_NAME,
  requestBody: { required: true, content: jsonBody(ref('SignOrder')) },
  responses: {
    200: { description: 'The link', headers: EVERYWHERE, content: jsonBody(ref('SignedLink')) },
    ...problems(
      'unauthenticated',
      'token_expired',
      'token_invalid',
      'bucket_missing',
      'bucket_invalid',
      'bucket_not_allowed',
      'key_missing',
      'key_invalid',
      'body_invalid',
      'body_too_large',
      'media_type_unsupported',
      'request_timeout',
      'coding_unsupported',
      'overloaded',
      'keys_unavailable',
    ),
  },
};

export const SIGNING: Paths = { '/sign': { post: sign } };

export const SIGNING_SCHEMAS: JsonObject = {
  SignOrder: {
    type: 'object',
    additionalProperties: false,
    properties: {
      bucket: text('May be left out when exactly one is configured'),
      key: text('The object; either this or a prefix'),
      prefix: text('All keys that begin so'),
      right: text('What the link is for', { enum: ['read', 'write'], default: 'read' }),
      seconds: { type: 'integer', minimum: 1, default: 3600, description: 'How long it is good' },
      address: text('The one address that it is good for'),
    },
    examples: [{ bucket: 'films', key: '2026/film.mp4', seconds: 3600 }],
  },
  SignedLink: {
    type: 'object',
    required: ['url', 'query', 'expires'],
    properties: {
      url: text('Path and query, relative to the server'),
      query: text('To be put behind any path below the prefix'),
      expires: count('UNIX seconds'),
      pathUrl: text('The same as a path, for playlists'),
    },
    examples: [
      {
        url: '/objects/films/2026/film.mp4?expires=1800000000&kid=k1&token=…',
        query: 'expires=1800000000&kid=k1&token=…',
        expires: 1_800_000_000,
      },
    ],
  },
};

const reports: Operation = {
  operationId: 'report',
  tags: ['Page'],
  summary: 'What the page saw of a film: for the numbers of the operator',
  security: ANYONE,
  requestBody: {
    required: true,
    content: {
      'application/json': { schema: ref('Report') },
      'text/plain': { schema: { type: 'string' } },
    },
  },
  responses: {
    204: { description: 'It is counted', headers: EVERYWHERE },
    ...problems(
      'body_invalid',
      'body_too_large',
      'request_timeout',
      'coding_unsupported',
      'cross_site_refused',
      'rate_limited',
    ),
  },
};

const readyz: Operation = {
  ...told('readyz', 'Operations', 'Whether viewers should be sent here', 'application/json', {
    type: 'object',
    required: ['status'],
    properties: { status: text('ready') },
    examples: [{ status: 'ready' }],
  }),
};

export const ALWAYS: Paths = {
  '/reports': { post: reports },
  '/healthz': {
    get: told('healthz', 'Operations', 'Whether the process answers', 'application/json', {
      type: 'object',
      required: ['status'],
      properties: { status: text('ok') },
      examples: [{ status: 'ok' }],
    }),
  },
  '/readyz': {
    get: {
      ...readyz,
      responses: {
        ...readyz.responses,
        503: {
          description: 'Not yet, or not any more',
          headers: EVERYWHERE,
          content: jsonBody({
            type: 'object',
            required: ['status', 'reason'],
            properties: { status: text('not_ready'), reason: text('The code of the failure') },
            examples: [{ status: 'not_ready', reason: 'origin_unreachable' }],
          }),
        },
      },
    },
  },
};

export const REPORT_SCHEMA: JsonObject = {
  Report: {
    type: 'object',
    additionalProperties: false,
    properties: {
      firstFrameMs: {
        type: 'number',
        minimum: 0,
        maximum: 3_600_000,
        description: 'Milliseconds to the first frame',
      },
      stalls: {
        type: 'integer',
        minimum: 0,
        maximum: 1000,
        description: 'How often it stood still',
      },
      stalledMs: {
        type: 'number',
        minimum: 0,
        maximum: 3_600_000,
        description: 'Milliseconds of that in all',
      },
    },
    examples: [{ firstFrameMs: 180, stalls: 0, stalledMs: 0 }],
  },
};
