/** Parts of the API description that many operations share: parameters, headers, problems. Data only. */
import { FAILURES, type FailureCode } from '../errors.ts';
import type { Security } from './security.ts';

/** As much of OpenAPI 3.1 as is written here; the tests hold the whole against its own schema. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

export interface Operation extends JsonObject {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  /** Ways in, one of which is enough; what is not offered is left out of the document. */
  readonly security: Security;
  readonly parameters?: readonly JsonObject[];
  readonly responses: JsonObject;
}

/** Operations of one path, by method in lower case. */
export type PathItem = Readonly<Record<string, Operation>>;
export type Paths = Readonly<Record<string, PathItem>>;

export const text = (description: string, more: JsonObject = {}): JsonObject => ({
  type: 'string',
  description,
  ...more,
});

export const count = (description: string, more: JsonObject = {}): JsonObject => ({
  type: 'integer',
  minimum: 0,
  description,
  ...more,
});

export function inQuery(name: string, schema: JsonObject, required = false): JsonObject {
  return parameter('query', name, schema, required);
}

export function inHeader(name: string, schema: JsonObject, required = false): JsonObject {
  return parameter('header', name, schema, required);
}

export function inPath(name: string, schema: JsonObject): JsonObject {
  return parameter('path', name, schema, true);
}

function parameter(
  where: string,
  name: string,
  { description, ...schema }: JsonObject,
  required: boolean,
): JsonObject {
  return { name, in: where, description, required, schema };
}

/** A response header. */
export function header({ description, ...schema }: JsonObject): JsonObject {
  return { description, schema };
}

export function jsonBody(schema: JsonObject): JsonObject {
  return { 'application/json': { schema } };
}

export function ref(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` };
}

/** On every answer. */
export const EVERYWHERE: JsonObject = {
  'X-Request-Id': header(text('Leads to the line in the log', { format: 'uuid' })),
  'Server-Timing': header(
    text(
      '`origin;dur=` waiting for the storage, `cache;desc=` how the answer began, `total;dur=` until the first byte, in milliseconds',
    ),
  ),
};

/** What any request may be told, whatever it asks for. */
const ANY: readonly FailureCode[] = [
  'request_malformed',
  'parameter_invalid',
  'host_not_allowed',
  'uri_too_long',
  'rate_limited',
  'headers_too_large',
  'internal_error',
  'shutting_down',
];

/** What a request for a bucket may be told beyond that. */
export const BUCKET: readonly FailureCode[] = [
  'bucket_missing',
  'bucket_invalid',
  'bucket_not_allowed',
  'bucket_not_found',
  'unauthenticated',
  'token_expired',
  'token_invalid',
  'keys_unavailable',
  'overloaded',
  'origin_denied',
  'origin_unreachable',
  'origin_invalid',
  'origin_truncated',
  'origin_throttled',
  'origin_timeout',
];

export const OBJECT: readonly FailureCode[] = [
  ...BUCKET,
  'key_missing',
  'key_invalid',
  'object_not_found',
];

/** What whoever brings an object may be told. */
export const REFUSED: readonly FailureCode[] = [
  ...OBJECT,
  'cross_site_refused',
  'storage_full',
  'request_timeout',
  'coding_unsupported',
  'body_too_large',
];

/** Responses for failures, by status, beside those that every request may meet. */
export function problems(...codes: readonly FailureCode[]): JsonObject {
  const byStatus = new Map<number, FailureCode[]>();
  for (const code of new Set([...ANY, ...codes])) {
    const { status } = FAILURES[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].sort(([a], [b]) => a - b).map(([status, same]) => [`${status}`, problem(same)]),
  );
}

function problem(codes: readonly FailureCode[]): JsonObject {
  const told = codes.map((code) => `\`${code}\`: ${FAILURES[code].title}`);
  const statuses = new Set(codes.map((code) => FAILURES[code].status as number));
  const waits = [423, 429, 503].some((status) => statuses.has(status));
  return {
    description: told.join('. '),
    headers: {
      ...EVERYWHERE,
      ...(statuses.has(401) && {
        'WWW-Authenticate': header(
          text('The ways in that have a scheme (RFC 9110 section 11.6.1)'),
        ),
      }),
      ...(statuses.has(405) && { Allow: header(text('Methods that are offered here')) }),
      ...(waits && { 'Retry-After': header(count('Seconds after which to come back')) }),
    },
    content: {
      'application/problem+json': {
        schema: { allOf: [ref('Problem'), { properties: { code: { enum: [...codes] } } }] },
      },
    },
  };
}
