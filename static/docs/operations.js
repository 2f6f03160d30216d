/** Operations of an OpenAPI document, flat and in words, as the reference shows them. Pure. */

/**
 * @typedef {object} Operation
 * @property {string} id
 * @property {string} tag
 * @property {string} method in capitals
 * @property {string} path
 * @property {string} summary
 * @property {string} description '' for none
 * @property {readonly { name: string, where: string, required: boolean, what: string }[]} parameters
 * @property {readonly { type: string, fields: readonly { name: string, what: string }[] }[]} bodies
 * @property {readonly { status: string, what: string, headers: readonly { name: string, what: string }[] }[]} answers
 */

/** @typedef {any} Schema A JSON schema, or a reference to one */

/**
 * @param {any} api
 * @returns {Operation[]}
 */
export function operationsOf(api) {
  return Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]) => ({
      id: one.operationId,
      tag: one.tags[0],
      method: method.toUpperCase(),
      path,
      summary: one.summary,
      description: one.description ?? '',
      parameters: (one.parameters ?? []).map((/** @type {any} */ parameter) => ({
        name: parameter.name,
        where: parameter.in,
        required: parameter.required,
        what: wordsOf(parameter.description, parameter.schema),
      })),
      bodies: Object.entries(one.requestBody?.content ?? {}).map(([type, { schema }]) => ({
        type,
        fields: fieldsOf(api, schema),
      })),
      answers: Object.entries(one.responses).map(([status, answer]) => ({
        status,
        what: plain(answer.description),
        headers: Object.entries(answer.headers ?? {}).map(([name, { description }]) => ({
          name,
          what: plain(description),
        })),
      })),
    })),
  );
}

/**
 * @param {any} api
 * @param {Schema} schema
 */
function fieldsOf(api, schema) {
  const name = schema.$ref?.split('/').at(-1);
  const { properties = {} } = name ? api.components.schemas[name] : schema;
  return Object.entries(properties).map(([field, one]) => ({
    name: field,
    what: wordsOf(one.description, one),
  }));
}

/**
 * @param {string | undefined} description
 * @param {Schema} schema
 */
function wordsOf(description, schema) {
  const { enum: words, minimum, maximum, default: byDefault, const: only, examples } = schema;
  const bounds =
    minimum !== undefined && maximum !== undefined ? `from ${minimum} to ${maximum}` : undefined;
  const more = [
    words && `one of ${words.join(', ')}`,
    only && `always ${only}`,
    bounds,
    byDefault !== undefined && `${byDefault} unless said otherwise`,
    examples && `e.g. ${examples[0]}`,
  ].filter(Boolean);
  return [plain(description ?? ''), ...more].filter(Boolean).join('; ');
}

/** Without the marks of code. @param {string} text */
function plain(text) {
  return text.replaceAll('`', '');
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

/**
 * A command to begin with.
 * @param {Operation} operation
 * @param {string} origin
 */
export function curlOf({ method, path, parameters, bodies }, origin) {
  const place = path
    .replace('{bucket}', 'films')
    .replace('{key}', '2026/film.mp4')
    .replace('{token}', 'TOKEN')
    .replace('{id}', 'ID');
  const needed = parameters.filter(({ required }) => required);
  const query = needed.filter(({ where }) => where === 'query').map(({ name }) => `${name}=…`);
  const headers = needed
    .filter(({ where }) => where === 'header')
    .map(({ name }) => ` -H '${name}: ${name === 'Tus-Resumable' ? '1.0.0' : '…'}'`);
  const [body] = bodies;
  const verb = method === 'GET' ? '' : method === 'HEAD' ? ' -I' : ` -X ${method}`;
  const url = `'${origin}${place}${query.length > 0 ? `?${query.join('&')}` : ''}'`;
  return `curl${verb}${headers.join('')}${bodyWords(body?.type)} ${url}`;
}

/** @param {string | undefined} type */
function bodyWords(type) {
  if (type === undefined) return '';
  if (type === 'application/json') return " -H 'Content-Type: application/json' -d '{…}'";
  if (type === 'multipart/form-data') return ' -F bucket=films -F file=@film.mp4';
  if (type.includes('offset')) return ` -H 'Content-Type: ${type}' --data-binary @film.mp4`;
  return ' --data-binary @film.mp4';
}
