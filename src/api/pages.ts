/** The API description: the page, and the files that it is made of. */
import {
  EVERYWHERE,
  header,
  inHeader,
  inPath,
  type JsonObject,
  type Operation,
  type Paths,
  problems,
  text,
} from './parts.ts';
import { ANYONE } from './security.ts';

const NAME = inPath('name', text('Of the file, slashes included'));

const KEPT: JsonObject = {
  ...EVERYWHERE,
  ETag: header(text('Names this version, in this coding')),
  'Cache-Control': header(text('How long the answer may be kept')),
};

function file(
  operationId: string,
  summary: string,
  type: string,
  schema: JsonObject,
  where: readonly JsonObject[] = [],
): Operation {
  return {
    operationId,
    tags: ['Page'],
    summary,
    security: ANYONE,
    parameters: [
      ...where,
      inHeader('If-Match', text('ETags, one of which the file has to have')),
      inHeader('If-None-Match', text('ETags, none of which the file may have')),
    ],
    responses: {
      200: { description: summary, headers: KEPT, content: { [type]: { schema } } },
      304: { description: 'The version that the client has', headers: KEPT },
      ...problems(
        'precondition_failed',
        ...(where.length > 0 ? (['route_not_found'] as const) : []),
      ),
    },
  };
}

const HTML: JsonObject = { type: 'string' };
const BYTES: JsonObject = { type: 'string', format: 'binary' };

export const PAGES: Paths = {
  '/': { get: file('page', 'The page: library and player', 'text/html', HTML) },
  '/docs': { get: file('docs', 'This reference', 'text/html', HTML) },
  '/openapi.json': {
    get: file('openapi', 'This description', 'application/json', { type: 'object' }),
  },
  '/favicon.svg': { get: file('icon', 'The icon', 'image/svg+xml', HTML) },
  '/assets/{digest}/{name}': {
    get: file('asset', 'A file that the page loads', '*/*', BYTES, [
      inPath('digest', text('Of all of them: another version of the gateway has another')),
      NAME,
    ]),
  },
  '/vendor/{name}': {
    get: file('library', 'A library that the page loads when it needs it', '*/*', BYTES, [NAME]),
  },
};
