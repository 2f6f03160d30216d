/**
 * The API description: HEAD and OPTIONS, as the router answers them. Whatever has GET has HEAD, and
 * every path has OPTIONS; both are described here, and not with each path.
 */
import {
  EVERYWHERE,
  header,
  type JsonObject,
  type Operation,
  type PathItem,
  type Paths,
  problems,
  text,
} from './parts.ts';
import { ANYONE } from './security.ts';

/** Every path with what follows from its other methods; what says it itself is left as it is. */
export function withImplied(paths: Paths): Paths {
  return Object.fromEntries(Object.entries(paths).map(([path, item]) => [path, completed(item)]));
}

function completed(item: PathItem): PathItem {
  const { get, options, ...others } = item;
  const [first] = Object.values(item);
  return {
    ...(get && { get, head: headOf(get) }),
    ...others,
    ...(first && { options: options ?? optionsOf(first) }),
  };
}

/** No bytes, and so no ranges of them (RFC 9110 section 14.2). */
function headOf(get: Operation): Operation {
  const { description: _, ...rest } = get;
  const parameters = get.parameters?.filter(({ name }) => name !== 'Range' && name !== 'If-Range');
  const { 206: _part, 416: _outside, ...responses } = get.responses;
  return {
    ...rest,
    operationId: `${get.operationId}Head`,
    summary: 'What GET would say, without a body',
    ...(parameters && { parameters }),
    responses: withoutBodies(responses),
  };
}

/** As they are told to HEAD. */
export function withoutBodies(responses: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(responses).map(([status, answer]) => {
      const { content: _, ...rest } = answer as JsonObject;
      return [status, rest];
    }),
  );
}

/** Answered before anything is looked at: what is asked is only what there is. */
function optionsOf({ operationId, tags, parameters = [] }: Operation): Operation {
  const inPath = parameters.filter((one) => one.in === 'path');
  return {
    operationId: `${operationId}Options`,
    tags,
    summary: 'Which methods there are',
    security: ANYONE,
    ...(inPath.length > 0 && { parameters: inPath }),
    responses: {
      204: { description: 'These', headers: { ...EVERYWHERE, ...ALLOWED } },
      ...problems(),
    },
  };
}

/** What OPTIONS tells. */
export const ALLOWED = {
  Allow: header(text('Methods that are offered here')),
  'Access-Control-Allow-Methods': header(text('The same, for pages that `cors_origins` names')),
  'Access-Control-Allow-Headers': header(text('Headers that those may send')),
  'Access-Control-Max-Age': header(text('Seconds for which they need not ask again')),
};
