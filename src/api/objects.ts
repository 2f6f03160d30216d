/** The API description: bytes of objects. */
import {
  count,
  EVERYWHERE,
  header,
  inHeader,
  inPath,
  inQuery,
  type JsonObject,
  OBJECT,
  type Operation,
  type PathItem,
  problems,
  ref,
  text,
} from './parts.ts';
import { READ, type Security } from './security.ts';

const KEY = text('Key of the object, exactly as it is stored', { examples: ['2026/film.mp4'] });
const BUCKET_NAME = text('Name of the bucket', { examples: ['films'] });

export const BUCKET_PARAMETER = inQuery('bucket', {
  ...BUCKET_NAME,
  description: 'Name of the bucket; may be left out when exactly one is configured',
});

/** `{key}` stands for the rest of the path, slashes included. */
export const OBJECT_PATH: readonly JsonObject[] = [
  inPath('bucket', BUCKET_NAME),
  inPath('key', { ...KEY, description: 'Key of the object, percent-encoded but for its slashes' }),
];

export const TOKEN_PATH = inPath(
  'token',
  text('`EXPIRES.KEY.SCOPE.TOKEN` of a signed link to a prefix'),
);

const VIEW = inQuery(
  'view',
  text('The object as it is stored, not as it is shown', { enum: ['original'] }),
);

const ASKED: readonly JsonObject[] = [
  inHeader(
    'Range',
    text('Bytes, RFC 9110 section 14.2; up to 16 ranges', { examples: ['bytes=0-1048575'] }),
  ),
  inHeader(
    'If-Range',
    text('A strong ETag or the exact date: the range counts only for this version'),
  ),
  inHeader('If-Match', text('ETags, one of which the object has to have')),
  inHeader('If-None-Match', text('ETags, none of which the object may have')),
  inHeader('If-Modified-Since', text('A date: only if the object is newer')),
  inHeader('If-Unmodified-Since', text('A date: only if the object is not newer')),
  inHeader(
    'CMCD-Request',
    text('What the player says of this request (CTA-5004)', { examples: ['bl=21300,mtp=25400'] }),
  ),
  inHeader('CMCD-Object', text('Of the object that it asks for', { examples: ['br=3200,ot=v'] })),
  inHeader('CMCD-Session', text('Of its session', { examples: ['sid="6e2fb550"'] })),
  inHeader('CMCD-Status', text('Of what went wrong', { examples: ['bs'] })),
  inQuery('CMCD', text('All of that in one; the headers go before it', { examples: ['bl=21300'] })),
];

const TOLD: JsonObject = {
  ...EVERYWHERE,
  'Accept-Ranges': header(text('bytes')),
  'Content-Length': header(count('Bytes that follow')),
  ETag: header(text('Names this version; strong')),
  'Last-Modified': header(
    text('When the object was stored; not for what is shown in another order'),
  ),
  'Cache-Control': header(text('How long, and by whom, the answer may be kept')),
  'Cache-Status': header(
    text('How the answer came about (RFC 9211)', { examples: ['firstbyte; hit'] }),
  ),
};

/** What is told of an object whose bytes are not wanted as asked. */
const REFUSED: JsonObject = {
  ...EVERYWHERE,
  'Accept-Ranges': TOLD['Accept-Ranges'],
  'Cache-Status': TOLD['Cache-Status'],
};

/** What a 304 repeats (RFC 9110 section 15.4.5). */
const UNCHANGED: JsonObject = {
  ...EVERYWHERE,
  ETag: TOLD.ETag,
  'Last-Modified': TOLD['Last-Modified'],
  'Cache-Control': TOLD['Cache-Control'],
  'Cache-Status': TOLD['Cache-Status'],
};

const BYTES: JsonObject = {
  'video/*': { schema: { type: 'string', format: 'binary' } },
  '*/*': { schema: { type: 'string', format: 'binary' } },
};

const RANGED: JsonObject = {
  ...TOLD,
  'Content-Range': header(
    text('Which bytes these are, of how many', { examples: ['bytes 0-1048575/52428800'] }),
  ),
};

const PROBLEM_BODY: JsonObject = { 'application/problem+json': { schema: ref('Problem') } };

function reading(
  operationId: string,
  security: Security,
  parameters: readonly JsonObject[],
): Operation {
  return {
    operationId,
    tags: ['Objects'],
    summary: 'Bytes of an object',
    security,
    parameters: [...parameters, VIEW, ...ASKED],
    responses: {
      200: { description: 'All of it', headers: TOLD, content: BYTES },
      206: {
        description: 'The bytes that were asked for; several ranges as multipart/byteranges',
        headers: RANGED,
        content: {
          ...BYTES,
          'multipart/byteranges': { schema: { type: 'string', format: 'binary' } },
        },
      },
      416: {
        description: '`range_not_satisfiable`: The range lies outside the object',
        headers: {
          ...REFUSED,
          'Content-Range': header(text('The size', { examples: ['bytes */52428800'] })),
        },
        content: PROBLEM_BODY,
      },
      304: {
        description: 'The version that the client has',
        headers: UNCHANGED,
      },
      412: {
        description: '`precondition_failed`: A precondition of the request does not hold',
        headers: REFUSED,
        content: PROBLEM_BODY,
      },
      ...problems(...OBJECT, 'object_changed'),
    },
  };
}

export const WATCH: PathItem = {
  get: reading('watch', READ, [inQuery('v', KEY, true), BUCKET_PARAMETER]),
};

export function objectReads(
  prefix: string,
  security: Security,
  more: readonly JsonObject[] = [],
): PathItem {
  return { get: reading(`${prefix}Object`, security, [...more, ...OBJECT_PATH]) };
}
