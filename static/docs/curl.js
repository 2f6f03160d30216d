/** A command line for an operation, to begin with. Pure. */

/** @typedef {import('./operations.js').Operation} Operation */

/**
 * @param {Operation} operation
 * @param {string} origin
 */
export function curlOf({ method, path, parameters, bodies, ways }, origin) {
  const place = path
    .replace('{bucket}', 'films')
    .replace('{key}', '2026/film.mp4')
    .replaceAll(/\{(\w+)\}/g, (_, name) => name.toUpperCase());
  const needed = parameters.filter(({ required }) => required);
  const header = needed
    .filter(({ where }) => where === 'header')
    .map(({ name, value }) => ` -H '${name}: ${value}'`);
  const named = needed.filter(({ where }) => where === 'query');
  const credential = credentialOf(ways);
  const query = [...named.map(({ name, value }) => `${name}=${value}`), ...credential.query];
  const url = `'${origin}${place}${query.length > 0 ? `?${query.join('&')}` : ''}'`;
  const verb = method === 'GET' ? '' : method === 'HEAD' ? ' -I' : ` -X ${method}`;
  return `curl${verb}${credential.words}${header.join('')}${bodyWords(bodies[0]?.type)} ${url}`;
}

/** @param {Operation['ways']} ways */
function credentialOf(ways) {
  const has = (/** @type {string} */ kind) => ways.some((way) => way.kind === kind);
  if (has('basic')) return { words: ' -u NAME', query: [] };
  if (has('bearer')) return { words: " -H 'Authorization: Bearer TOKEN'", query: [] };
  return { words: '', query: has('query') ? ['expires=…', 'kid=…', 'token=…'] : [] };
}

/** @param {string | undefined} type */
function bodyWords(type) {
  if (type === undefined) return '';
  if (type === 'application/json') return " -H 'Content-Type: application/json' -d '{…}'";
  if (type === 'multipart/form-data') return ' -F bucket=films -F file=@film.mp4';
  if (type.includes('offset')) return ` -H 'Content-Type: ${type}' --data-binary @film.mp4`;
  return ' --data-binary @film.mp4';
}
