/** The API reference, drawn from `/openapi.json`: what each operation takes, and what it answers. */
import { announce, make, need } from '../elements.js';
import { curlOf, operationsOf, searched } from './operations.js';

/** @typedef {import('./operations.js').Operation} Operation */

const list = need('operations', HTMLElement);
const contents = need('contents', HTMLElement);
const search = need('search', HTMLInputElement);

async function start() {
  const response = await fetch('/openapi.json');
  if (!response.ok) throw new Error(`The description cannot be read: ${response.status}`);
  const document_ = await response.json();
  const operations = operationsOf(document_);
  const intro = need('intro', HTMLElement);
  intro.textContent = `firstbyte ${document_.info.version}: ${operations.length} operations. `;
  intro.append(
    'Failures are problem+json with a code and a request id. The description itself is ',
    make('a', { href: '/openapi.json' }, 'openapi.json'),
    '.',
  );
  show(operations);
  search.addEventListener('input', () => {
    const found = searched(operations, search.value);
    show(found);
    announce(`${found.length} of ${operations.length} operations`);
  });
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

/** @param {readonly Operation[]} operations */
function show(operations) {
  const tags = [...new Set(operations.map(({ tag }) => tag))];
  contents.replaceChildren(
    ...tags.flatMap((tag) => [
      make('h2', {}, tag),
      ...operations.filter((one) => one.tag === tag).map(link),
    ]),
  );
  list.replaceChildren(
    ...tags.map((tag) =>
      make(
        'section',
        { 'aria-label': tag },
        make('h2', {}, tag),
        ...operations.filter((one) => one.tag === tag).map(card),
      ),
    ),
  );
  if (operations.length === 0) list.append(make('p', { class: 'intro' }, 'Nothing of that name.'));
}

/** @param {Operation} operation */
function link({ id, method, path }) {
  return make('a', { href: `#${id}` }, make('span', { class: 'verb' }, method), path);
}

/** @param {Operation} operation */
function card(operation) {
  const { id, method, path, summary, description, parameters, bodies, answers } = operation;
  const heading = make('h3', {}, make('span', { class: 'verb' }, method), make('span', {}, path));
  const article = make('article', { class: 'operation', id, tabindex: '-1' }, heading);
  article.append(make('p', {}, `${summary}.`, description ? ` ${description}` : ''));
  if (parameters.length > 0) {
    article.append(
      make('h4', {}, 'Takes'),
      table(
        ['Name', 'In', 'What'],
        parameters.map(({ name, where, required, what }) => [
          make('code', {}, name),
          required ? `${where}, required` : where,
          what,
        ]),
      ),
    );
  }
  if (bodies.length > 0) article.append(make('h4', {}, 'Body'), ...bodies.map(bodyOf));
  article.append(make('h4', {}, 'Answers'), ...answers.map(answerOf));
  article.append(
    make('h4', {}, 'Try it'),
    make('pre', { tabindex: '0' }, curlOf(operation, location.origin)),
  );
  return article;
}

/** @param {Operation['bodies'][number]} body */
function bodyOf({ type, fields }) {
  const rows = fields.map(({ name, what }) => [make('code', {}, name), what]);
  const head = make('p', {}, make('code', {}, type));
  return make('div', {}, head, ...(rows.length > 0 ? [table(['Field', 'What'], rows)] : []));
}

/** @param {Operation['answers'][number]} answer */
function answerOf({ status, what, headers }) {
  const summary = make('summary', {}, make('code', {}, status), ` ${what}`);
  if (headers.length === 0) return make('p', {}, make('code', {}, status), ` ${what}`);
  const rows = headers.map((header) => [make('code', {}, header.name), header.what]);
  return make('details', {}, summary, table(['Header', 'What'], rows));
}

/**
 * @param {readonly string[]} names
 * @param {readonly (readonly (Node | string)[])[]} rows
 */
function table(names, rows) {
  const head = make('tr', {}, ...names.map((name) => make('th', { scope: 'col' }, name)));
  const body = rows.map((cells) => make('tr', {}, ...cells.map((cell) => make('td', {}, cell))));
  const whole = make('table', {}, make('thead', {}, head), make('tbody', {}, ...body));
  return make(
    'div',
    { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': names.join(', ') },
    whole,
  );
}

start().catch((error) => {
  const intro = need('intro', HTMLElement);
  intro.textContent = `${error instanceof Error ? error.message : error}. Reload to try again.`;
});
