/** The API description of what is offered here, as OpenAPI 3.1. Pure. */
import { FAILURES } from '../errors.ts';
import { withImplied } from './implied.ts';
import { LIBRARY, LIBRARY_SCHEMAS } from './library.ts';
import { objectWrites } from './object-writes.ts';
import { objectReads, TOKEN_PATH, WATCH } from './objects.ts';
import { ALWAYS, REPORT_SCHEMA, SIGNING, SIGNING_SCHEMAS } from './operations.ts';
import { OPERATIONS } from './operators.ts';
import { PAGES } from './pages.ts';
import { count, type JsonObject, type Operation, type Paths, text } from './parts.ts';
import {
  openWays,
  parametersOf,
  READ,
  READ_BEHIND_TOKEN,
  SCHEMES,
  WRITE,
  WRITE_BEHIND_TOKEN,
} from './security.ts';
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
  /** And ask for a token. */
  readonly operatorToken: boolean;
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
  examples: [
    {
      type: 'urn:firstbyte:problem:bucket_missing',
      title: FAILURES.bucket_missing.title,
      status: FAILURES.bucket_missing.status,
      detail: 'Add the parameter "bucket"',
      code: 'bucket_missing',
      requestId: 'bfa45381-1621-4259-9c92-91ccde0f9549',
    },
  ],
};

export function describeApi(offered: Offered): JsonObject {
  const { uploads, basic, jwt, links, operations, operatorToken } = offered;
  const schemes = {
    ...(basic && { basic: SCHEMES.basic }),
    ...(jwt && { bearer: SCHEMES.bearer }),
    ...(links && { link: SCHEMES.link, cookie: SCHEMES.cookie }),
    ...(operations && operatorToken && { operator: SCHEMES.operator }),
  };
  const behindToken = [TOKEN_PATH];
  const paths: Paths = {
    '/watch': WATCH,
    '/objects/{bucket}/{key}': {
      ...objectReads('get', READ),
      ...(uploads && objectWrites('object', WRITE)),
    },
    '/t/{token}/objects/{bucket}/{key}': {
      ...objectReads('token', READ_BEHIND_TOKEN, behindToken),
      ...(uploads && objectWrites('tokenObject', WRITE_BEHIND_TOKEN, behindToken)),
    },
    ...LIBRARY,
    ...(uploads && UPLOADS),
    ...(links && SIGNING),
    ...ALWAYS,
    ...PAGES,
    ...(operations && OPERATIONS),
  };
  return {
    openapi: '3.1.0',
    info: {
      title: 'firstbyte',
      version: offered.version,
      summary: 'A video gateway between HTML5 players and S3-compatible storage',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths: withOpenWays(withImplied(paths), new Set(Object.keys(schemes))),
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

/** Each operation with the ways in that are open, and what they take. */
function withOpenWays(paths: Paths, open: ReadonlySet<string>): Paths {
  const opened = (operation: Operation): Operation => {
    const security = openWays(operation.security, open);
    const parameters = [...(operation.parameters ?? []), ...parametersOf(security)];
    return { ...operation, security, ...(parameters.length > 0 && { parameters }) };
  };
  return Object.fromEntries(
    Object.entries(paths).map(([path, item]) => [
      path,
      Object.fromEntries(Object.entries(item).map(([method, one]) => [method, opened(one)])),
    ]),
  );
}
