/**
 * Draws rows: each begins where somebody asked, all on one scale, so that waits can be compared. A
 * row is written anew only when it says something else; what is hovered or focused stays.
 */
import { make, putInOrder } from '../elements.js';
import { delayInWords } from '../words.js';
import { axisOf } from './axis.js';
import { causeInWords, firstInWords, OUTCOMES, olderInWords, rowInWords } from './sentences.js';

/** @typedef {import('./timeline.js').Row} Row */

/** More are not taken in at a glance. */
const DRAWN = 12;

export function createRowsView() {
  const list = make('ol', { class: 'asks', 'aria-label': 'Requests, in order of time' });
  const older = make('p', { class: 'older', hidden: '' });
  const ticks = make('div', { class: 'ticks', 'aria-hidden': 'true' });
  const words = make('p', { class: 'words', 'aria-hidden': 'true' });
  /** @type {{ number: number, said: string, item: HTMLElement }[]} `number` among all rows ever */
  let drawn = [];
  let axis = 0;
  /** @type {HTMLElement | undefined} The row whose words are shown: the last, unless one is pointed at or focused. */
  let picked;

  for (const name of ['pointerover', 'focusin']) {
    list.addEventListener(name, ({ target }) => pick(rowAt(target)));
  }
  list.addEventListener('pointerleave', () => pick(rowAt(document.activeElement)));
  list.addEventListener('focusout', () => pick(undefined));
  // One stop for all of them, and arrows from there.
  list.addEventListener('keydown', (event) => {
    const at = drawn.findIndex(({ item }) => item === event.target);
    const last = drawn.length - 1;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: last }[event.key];
    if (at < 0 || to === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    drawn[Math.min(Math.max(to, 0), last)]?.item.focus();
  });

  /** @param {EventTarget | null} target @returns {HTMLElement | undefined} */
  function rowAt(target) {
    return drawn.find(({ item }) => target instanceof Node && item.contains(target))?.item;
  }

  /** @param {HTMLElement | undefined} item */
  function pick(item) {
    picked = item;
    const shown = item ?? drawn.at(-1)?.item;
    const sentence = shown?.querySelector('.quiet')?.textContent ?? '';
    if (words.textContent !== sentence) words.textContent = sentence;
    for (const one of drawn) {
      one.item.toggleAttribute('data-picked', one.item === shown);
      one.item.tabIndex = one.item === shown ? 0 : -1;
    }
  }

  /** @param {number} count of all rows ever, drawn or not @param {readonly Row[]} rows */
  function draw(rows, count) {
    const shown = rows.slice(-DRAWN);
    scale(axisOf(shown));
    const before = drawn;
    drawn = shown.map((row, i) => {
      const number = count - shown.length + i;
      const was = before.find((one) => one.number === number);
      const one = was ?? { number, said: '', item: make('li') };
      const said = JSON.stringify(row);
      if (one.said !== said) one.item.replaceChildren(...written(row));
      one.item.toggleAttribute('data-cut', row.endMs > axis);
      return Object.assign(one, { said });
    });
    for (const { item } of before) if (!rowAt(item)) item.remove();
    putInOrder(
      list,
      drawn.map(({ item }) => item),
    );
    pick(rowAt(picked ?? null));
    older.hidden = count <= shown.length;
    older.textContent = olderInWords(count - shown.length);
  }

  /** @param {number} ms the whole width */
  function scale(ms) {
    if (axis === ms) return;
    axis = ms;
    list.style.setProperty('--axis', `${ms}`);
    ticks.replaceChildren(
      ...[0, ms / 2, ms].map((at) => make('i', {}, at === 0 ? 'asked' : delayInWords(at))),
      make('b', {}, 'first byte'),
    );
  }

  return { elements: [older, ticks, list, words], draw };
}

/** @param {Row} row @returns {Node[]} */
function written(row) {
  const { outcome, parts, firstMs, frameMs } = row;
  const bar = make('span', { class: 'bar' });
  for (const { part, from, to } of parts) {
    const piece = make('i', { class: `part ${part}` });
    piece.style.setProperty('--from', `${from}`);
    piece.style.setProperty('--ms', `${to - from}`);
    bar.append(piece);
  }
  if (firstMs !== undefined) bar.append(flag('first', firstMs));
  if (frameMs !== undefined) bar.append(flag('frame', frameMs));
  const seen = make(
    'span',
    { class: 'ask', 'aria-hidden': 'true', title: rowInWords(row) },
    make('span', { class: 'cause' }, causeInWords(row)),
    make('span', { class: `outcome ${outcome}` }, OUTCOMES[outcome][0]),
    bar,
    make('span', { class: 'ms' }, firstInWords(row)),
  );
  return [seen, make('span', { class: 'quiet' }, rowInWords(row))];
}

/**
 * @param {string} kind
 * @param {number} ms
 */
function flag(kind, ms) {
  const mark = make('i', { class: `flag ${kind}` });
  mark.style.setProperty('--from', `${ms}`);
  return mark;
}
