/** Operations of an OpenAPI document, flat and in words, as the reference shows them. Pure. */
import { exampleOf, nameOf, plain, rowsOf, wordsOf } from './schema.js';

/** @typedef {import('./schema.js').Row} Row */

/**
 * @typedef {object} Content
 * @property {string} type
 * @property {readonly Row[]} rows none for bytes and text
 * @property {unknown} example undefined for none
 * @property {boolean} isProblem the same everywhere, and told once
 */

/**
 * @typedef {object} Way a way in
 * @property {string} name
 * @property {'basic' | 'bearer' | 'query' | 'cookie'} kind
 * @property {string} how as it is sent
 * @property {string} what
 */

/**
 * @typedef {object} Operation
 * @property {string} id
 * @property {string} tag
 * @property {string} method in capitals
 * @property {string} path
 * @property {boolean} isImplied HEAD of what has GET, or OPTIONS: of less interest
 * @property {string} summary
 * @property {string} description '' for none
 * @property {readonly Way[]} ways in, one of which is enough; none when nobody is asked
 * @property {boolean} isFree may also be open without any of them
 * @property {readonly { name: string, where: string, required: boolean, what: string, value: string }[]} parameters
 * @property {readonly Content[]} bodies
 * @property {readonly { status: string, what: string, headers: readonly { name: string, what: string }[], contents: readonly Content[] }[]} answers
 */

/**
 * @param {any} api
 * @returns {Operation[]}
 */
export function operationsOf(api) {
  const ways = waysOf(api);
  return Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(/** @type {object} */ (methods)).map(([method, one]) => ({
      id: one.operationId,
      tag: one.tags[0],
      method: method.toUpperCase(),
      path,
      isImplied: method === 'options' || (method === 'head' && Object.hasOwn(methods, 'get')),
      summary: one.summary,
      description: one.description ?? '',
      ways: ways.filter(({ name }) =>
        one.security.some((/** @type {object} */ any) => name in any),
      ),
      isFree: one.security.some((/** @type {object} */ any) => Object.keys(any).length === 0),
      parameters: (one.parameters ?? []).map(parameterOf),
      bodies: contentsOf(api, one.requestBody?.content),
      answers: Object.entries(one.responses).map(([status, answer]) => ({
        status,
        what: plain(answer.description),
        headers: Object.entries(answer.headers ?? {}).map(([name, { description }]) => ({
          name,
          what: plain(description),
        })),
        contents: contentsOf(api, answer.content),
      })),
    })),
  );
}

/** @param {any} parameter */
function parameterOf({ name, in: where, required, description, schema }) {
  const value = schema.const ?? schema.enum?.[0] ?? '…';
  return { name, where, required, what: wordsOf(description, schema), value };
}

/**
 * @param {any} api
 * @param {any} content by media type
 * @returns {Content[]}
 */
function contentsOf(api, content = {}) {
  return Object.entries(content).map(([type, media]) => {
    const isProblem = nameOf(media.schema) === 'Problem';
    if (isProblem) return { type, rows: [], example: undefined, isProblem };
    return { type, rows: rowsOf(api, media.schema), example: exampleOf(api, media), isProblem };
  });
}

/**
 * What every failure says.
 * @param {any} api
 * @returns {Content}
 */
export function problemOf(api) {
  const schema = api.components.schemas.Problem;
  return {
    type: 'application/problem+json',
    rows: rowsOf(api, schema),
    example: exampleOf(api, { schema }),
    isProblem: false,
  };
}

/**
 * @param {any} api
 * @returns {Way[]}
 */
export function waysOf(api) {
  return Object.entries(api.components.securitySchemes ?? {}).map(([name, scheme]) => {
    const { kind, how } = sentAs(scheme);
    return { name, kind, how, what: plain(scheme.description ?? '') };
  });
}

/**
 * @param {any} scheme
 * @returns {Pick<Way, 'kind' | 'how'>}
 */
function sentAs({ type, scheme, name, in: where }) {
  if (type === 'http' && scheme === 'basic')
    return { kind: 'basic', how: 'Authorization: Basic …' };
  if (type === 'http') return { kind: 'bearer', how: 'Authorization: Bearer …' };
  if (where === 'cookie') return { kind: 'cookie', how: `Cookie: ${name}=…` };
  return { kind: 'query', how: `?${name}=…` };
}

/**
 * Those in which every word of `query` occurs somewhere.
 * @param {readonly Operation[]} operations
 * @param {string} query
 */
export function searched(operations, query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return operations.filter((operation) => {
    const text = JSON.stringify(operation).toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
