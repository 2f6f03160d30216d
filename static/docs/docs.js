/** The API reference, drawn from `/openapi.json`: what each operation takes, and what it answers. */
import { announce, make, need } from '../elements.js';
import { breakable, card, contentOf, table } from './card.js';
import { operationsOf, problemOf, searched, waysOf } from './operations.js';

/** @typedef {import('./operations.js').Operation} Operation */

const list = need('operations', HTMLElement);
const contents = need('contents', HTMLElement);
const fold = need('fold', HTMLDetailsElement);
/** Where the contents stand beside the operations. */
const wide = matchMedia('(min-width: 900px)');
const search = need('search', HTMLInputElement);

async function start() {
  const response = await fetch('/openapi.json');
  if (!response.ok) throw new Error(`The description cannot be read: ${response.status}`);
  const api = await response.json();
  const operations = operationsOf(api);
  const intro = need('intro', HTMLElement);
  intro.textContent = `firstbyte ${api.info.version}: ${operations.length} operations. `;
  intro.append(
    'Failures are problem+json with a code and a request id. The description itself is ',
    make('a', { href: '/openapi.json' }, 'openapi.json'),
    '.',
  );
  need('ways', HTMLElement).append(...waysIn(api));
  need('failures', HTMLElement).append(contentOf(problemOf(api), 'Body of a failure'));
  need('shared', HTMLElement).hidden = false;
  show(operations);
  unfold();
  wide.addEventListener('change', unfold);
  contents.addEventListener('click', unfold);
  search.addEventListener('input', () => {
    const found = searched(operations, search.value);
    show(found);
    announce(`${found.length} of ${operations.length} operations`);
  });
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

/** Beside the operations they are always open; above them they are in the way of what was chosen. */
function unfold() {
  fold.open = wide.matches;
}

/** @param {any} api */
function waysIn(api) {
  const ways = waysOf(api);
  if (ways.length === 0) return [make('p', {}, 'This gateway asks nobody who they are.')];
  const rows = ways.map(({ name, how, what }) => [
    make('code', { id: `way-${name}`, tabindex: '-1' }, name),
    make('code', {}, how),
    what,
  ]);
  return [table(['Name', 'Sent as', 'What'], rows, 'Ways in')];
}

/** @param {readonly Operation[]} operations */
function show(operations) {
  const tags = [...new Set(operations.map(({ tag }) => tag))];
  contents.replaceChildren(
    make('a', { href: '#ways' }, 'Ways in'),
    make('a', { href: '#failures' }, 'Failures'),
    ...tags.flatMap((tag) => [
      make('h2', {}, tag),
      ...operations.filter((one) => one.tag === tag && !one.isImplied).map(link),
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
  const place = make('span', { class: 'place' }, ...breakable(path));
  return make('a', { href: `#${id}` }, make('span', { class: 'verb' }, method), place);
}

start().catch((error) => {
  const intro = need('intro', HTMLElement);
  intro.textContent = `${error instanceof Error ? error.message : error}. Reload to try again.`;
});
