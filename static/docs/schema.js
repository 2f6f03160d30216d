/** JSON schemas of an OpenAPI document as rows of a table. Pure. */

/** @typedef {any} Schema A JSON schema, or a reference to one */

/**
 * @typedef {object} Row
 * @property {string} name with what it is in: `objects[].key`
 * @property {string} type
 * @property {boolean} required
 * @property {string} what
 */

/** Schemas may refer to themselves. */
const DEEPEST = 4;

/**
 * Properties of `schema`, those of what they hold behind them.
 * @param {any} api
 * @param {Schema} schema
 * @returns {Row[]}
 */
export function rowsOf(api, schema, within = '', depth = DEEPEST) {
  const whole = resolved(api, schema);
  if (depth === 0) return [];
  if (whole.items) return rowsOf(api, whole.items, `${within}[]`, depth);
  return Object.entries(whole.properties ?? {}).flatMap(([own, property]) => {
    const one = resolved(api, property);
    const name = within === '' ? own : `${within}.${own}`;
    const required = whole.required?.includes(own) ?? false;
    const row = { name, type: typeOf(api, one), required, what: wordsOf(one.description, one) };
    return [row, ...rowsOf(api, one, name, depth - 1)];
  });
}

/**
 * The first example there is; undefined for none.
 * @param {any} api
 * @param {any} media with a schema and perhaps an example
 */
export function exampleOf(api, media) {
  return media.example ?? resolved(api, media.schema).examples?.[0];
}

/** The name of what is referred to, also among others. @param {Schema} schema */
export function nameOf(schema) {
  const { $ref } = schema.allOf?.[0] ?? schema;
  return $ref?.split('/').at(-1);
}

/**
 * Without references, and what all of several say as one.
 * @param {any} api
 * @param {Schema} schema
 * @returns {Schema}
 */
function resolved(api, schema, depth = DEEPEST) {
  if (depth === 0) return {};
  if (schema.$ref) return resolved(api, api.components.schemas[nameOf(schema)], depth - 1);
  if (!schema.allOf) return schema;
  const all = schema.allOf.map((/** @type {Schema} */ one) => resolved(api, one, depth - 1));
  return {
    ...Object.assign({}, ...all),
    properties: Object.assign({}, ...all.map((/** @type {Schema} */ one) => one.properties)),
    required: all.flatMap((/** @type {Schema} */ one) => one.required ?? []),
  };
}

/**
 * @param {any} api
 * @param {Schema} schema resolved
 * @returns {string}
 */
function typeOf(api, { type, format, items }) {
  if (items) return `array of ${typeOf(api, resolved(api, items))}`;
  if (format === 'binary') return 'bytes';
  const words = [type].flat().filter(Boolean).join(' or ');
  return format ? `${words}, ${format}` : words;
}

/**
 * @param {string | undefined} description
 * @param {Schema} schema
 */
export function wordsOf(description, schema) {
  const { enum: words, minimum, maximum, default: byDefault, const: only, examples } = schema;
  const bounds =
    minimum !== undefined && maximum !== undefined ? `from ${minimum} to ${maximum}` : undefined;
  const more = [
    words && (words.length > 1 ? `one of ${words.join(', ')}` : `only ${words[0]}`),
    only && `always ${only}`,
    bounds,
    byDefault !== undefined && `${byDefault} unless said otherwise`,
    typeof examples?.[0] === 'string' && `e.g. ${examples[0]}`,
  ].filter(Boolean);
  return [plain(description ?? ''), ...more].filter(Boolean).join('; ');
}

/** Without the marks of code. @param {string} text */
export function plain(text) {
  return text.replaceAll('`', '');
}
