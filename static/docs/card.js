/** What the reference draws of one operation. */
import { make } from '../elements.js';
import { curlOf } from './curl.js';

/** @typedef {import('./operations.js').Operation} Operation */
/** @typedef {import('./operations.js').Content} Content */

/** @param {Operation} operation */
export function card(operation) {
  const { id, method, path, summary, isImplied } = operation;
  const verb = make('span', { class: 'verb' }, method);
  const heading = make('h3', {}, verb, make('span', { class: 'place' }, ...breakable(path)));
  const article = make('article', { class: 'operation', id, tabindex: '-1' });
  if (isImplied) {
    const folded = make('details', {}, make('summary', {}, heading, `${summary}.`));
    folded.append(...detailsOf(operation));
    article.append(folded);
  } else {
    const { description } = operation;
    const words = make('p', {}, `${summary}.`, description ? ` ${description}` : '');
    article.append(heading, words, ...detailsOf(operation));
  }
  return article;
}

/** @param {Operation} operation */
function detailsOf(operation) {
  const { parameters, bodies, answers } = operation;
  /** @type {HTMLElement[]} */
  const parts = [make('p', {}, ...entranceOf(operation))];
  if (parameters.length > 0) {
    const rows = parameters.map(({ name, where, required, what }) => [
      code(name),
      required ? `${where}, required` : where,
      what,
    ]);
    parts.push(make('h4', {}, 'Takes'), table(['Name', 'In', 'What'], rows));
  }
  if (bodies.length > 0) {
    parts.push(make('h4', {}, 'Body'), ...bodies.map((body) => contentOf(body, 'Body')));
  }
  parts.push(make('h4', {}, 'Answers'), ...answersOf(answers));
  parts.push(
    make('h4', {}, 'Try it'),
    make('pre', { tabindex: '0' }, curlOf(operation, location.origin)),
  );
  return parts;
}

/**
 * Who is let in.
 * @param {Operation} operation
 */
function entranceOf({ ways, isFree }) {
  if (ways.length === 0) return ['Nobody is asked who they are.'];
  const names = ways.flatMap(({ name }, i) => [
    i === 0 ? '' : i === ways.length - 1 ? ' or ' : ', ',
    make('a', { href: `#way-${name}` }, name),
  ]);
  return ['Opened by ', ...names, isFree ? ', or open without.' : '.'];
}

/**
 * @param {Content} content
 * @param {string} of names the table for who listens
 */
export function contentOf({ type, rows, example, isProblem }, of) {
  const head = make('p', { class: 'media' }, make('code', {}, type));
  if (isProblem) head.append(', ', make('a', { href: '#failures' }, 'as every failure'));
  const cells = rows.map(({ name, type: kind, required, what }) => [
    code(name),
    required ? `${kind}, required` : kind,
    what,
  ]);
  return make(
    'div',
    {},
    head,
    ...(rows.length > 0 ? [table(['Field', 'Type', 'What'], cells, of)] : []),
    ...(example === undefined ? [] : [sample(example)]),
  );
}

/** @param {unknown} example */
function sample(example) {
  const text = typeof example === 'string' ? example : JSON.stringify(example, null, 2);
  return make('pre', { tabindex: '0', 'aria-label': 'Example' }, text);
}

/**
 * Failures are many and much alike.
 * @param {Operation['answers']} answers
 */
function answersOf(answers) {
  const failures = answers.filter(({ status }) => Number(status) >= 400);
  const others = answers.filter((answer) => !failures.includes(answer));
  if (failures.length === 0) return others.map(answerOf);
  const statuses = failures.map(({ status }) => status).join(', ');
  const summary = make('summary', {}, 'Failures: ', make('code', {}, statuses));
  const folded = make('details', { class: 'failures' }, summary, ...failures.map(answerOf));
  return [...others.map(answerOf), folded];
}

/** @param {Operation['answers'][number]} answer */
function answerOf({ status, what, headers, contents }) {
  const summary = make('summary', {}, make('code', {}, status), ` ${what}`);
  const rows = headers.map((header) => [code(header.name), header.what]);
  return make(
    'details',
    {},
    summary,
    ...contents.map((content) => contentOf(content, `Body of ${status}`)),
    ...(rows.length > 0 ? [table(['Header', 'What'], rows)] : []),
  );
}

/**
 * With its roles said: on a narrow page it is laid out as lines, which would take them away.
 * @param {readonly string[]} names
 * @param {readonly (readonly (Node | string)[])[]} rows
 * @param {string} label
 */
export function table(names, rows, label = names.join(', ')) {
  const head = names.map((name) => make('th', { scope: 'col', role: 'columnheader' }, name));
  const body = rows.map((cells) =>
    make('tr', { role: 'row' }, ...cells.map((cell) => make('td', { role: 'cell' }, cell))),
  );
  const whole = make(
    'table',
    { role: 'table' },
    make('thead', { role: 'rowgroup' }, make('tr', { role: 'row' }, ...head)),
    make('tbody', { role: 'rowgroup' }, ...body),
  );
  return make('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': label }, whole);
}

/** @param {string} name */
function code(name) {
  return make('code', {}, ...breakable(name));
}

/**
 * A path or a name, with places where a line may end.
 * @param {string} text
 */
export function breakable(text) {
  const [first = '', ...rest] = text.split(/(?=[/.[])/);
  return [first, ...rest.flatMap((part) => [make('wbr'), part])];
}
