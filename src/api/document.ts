/** The API description of what is offered here, as OpenAPI 3.1. Pure. */
import { FAILURES } from '../errors.ts';
import { LIBRARY, LIBRARY_SCHEMAS } from './library.ts';
import { objectWrites } from './object-writes.ts';
import { objectReads, TOKEN_PATH, WATCH } from './objects.ts';
import { ALWAYS, REPORT_SCHEMA, SIGNING, SIGNING_SCHEMAS } from './operations.ts';
import { OPERATIONS } from './operators.ts';
import { count, type JsonObject, text } from './parts.ts';
import { UPLOADS } from './uploads.ts';

export interface Offered {
  readonly version: string;
  readonly uploads: boolean;
  /** Ways in that are open; none when everybody may do everything. */
  readonly basic: boolean;
  readonly jwt: boolean;
  readonly links: boolean;
  /** Operations stand among the paths for viewers. */
  readonly operations: boolean;
}

const PROBLEM: JsonObject = {
  type: 'object',
  description: 'RFC 9457',
  required: ['type', 'title', 'status', 'code', 'requestId'],
  properties: {
    type: text('A URN of the code', { examples: ['urn:firstbyte:problem:object_not_found'] }),
    title: text('The same for every occurrence'),
    status: count('As of the answer'),
    detail: text('About this occurrence'),
    code: text('From a closed list', { enum: Object.keys(FAILURES) }),
    requestId: text('Leads to the line in the log', { format: 'uuid' }),
  },
};

const SCHEMES = {
  basic: { type: 'http', scheme: 'basic', description: 'RFC 7617' },
  bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'RFC 6750' },
  link: {
    type: 'apiKey',
    in: 'query',
    name: 'token',
    description:
      'A signed link: `expires`, `kid` and `token`, with `scope` for a prefix and `bound=address` for one address',
  },
  cookie: {
    type: 'apiKey',
    in: 'cookie',
    name: 'firstbyte',
    description: 'What a link was exchanged for with `cookie=true`',
  },
} as const;

export function describeApi(offered: Offered): JsonObject {
  const { uploads, basic, jwt, links, operations } = offered;
  const schemes = {
    ...(basic && { basic: SCHEMES.basic }),
    ...(jwt && { bearer: SCHEMES.bearer }),
    ...(links && { link: SCHEMES.link, cookie: SCHEMES.cookie }),
  };
  const behindToken = [TOKEN_PATH];
  return {
    openapi: '3.1.0',
    info: {
      title: 'firstbyte',
      version: offered.version,
      summary: 'A video gateway between HTML5 players and S3-compatible storage',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    // One way in is enough; some buckets may be open to everybody.
    security: [...Object.keys(schemes).map((name) => ({ [name]: [] })), {}],
    paths: {
      '/watch': WATCH,
      '/objects/{bucket}/{key}': { ...objectReads('get'), ...(uploads && objectWrites('object')) },
      '/t/{token}/objects/{bucket}/{key}': {
        ...objectReads('token', behindToken),
        ...(uploads && objectWrites('tokenObject', behindToken)),
      },
      ...LIBRARY,
      ...(uploads && UPLOADS),
      ...(links && SIGNING),
      ...ALWAYS,
      ...(operations && OPERATIONS),
    },
    components: {
      schemas: {
        Problem: PROBLEM,
        ...LIBRARY_SCHEMAS,
        ...REPORT_SCHEMA,
        ...(links && SIGNING_SCHEMAS),
      },
      securitySchemes: schemes,
    },
  };
}
