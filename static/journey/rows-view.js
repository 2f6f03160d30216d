/**
 * Draws rows: each begins where somebody asked, all on one scale, so that waits can be compared. A
 * row is made anew only when it says something else; what is hovered or focused stays.
 */
import { make } from '../elements.js';
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
  /** @type {{ said: string, item: HTMLElement }[]} */
  let drawn = [];
  let axis = 0;
  /** @type {HTMLElement | undefined} The row whose words are shown: the last, unless one is pointed at. */
  let picked;

  list.addEventListener('pointerover', ({ target }) => {
    const item = target instanceof Element ? target.closest('li') : null;
    if (item) pick(item);
  });
  list.addEventListener('pointerleave', () => pick(undefined));

  /** @param {HTMLElement | undefined} item */
  function pick(item) {
    picked = item;
    const shown = item ?? drawn.at(-1)?.item;
    const sentence = shown?.querySelector('.quiet')?.textContent ?? '';
    if (words.textContent !== sentence) words.textContent = sentence;
    for (const one of drawn) one.item.toggleAttribute('data-picked', one.item === shown);
  }

  /** @param {number} count of all rows ever, drawn or not @param {readonly Row[]} rows */
  function draw(rows, count) {
    const shown = rows.slice(-DRAWN);
    const next = shown.map((row) => {
      const said = JSON.stringify(row);
      return drawn.find((one) => one.said === said) ?? { said, item: rowItem(row) };
    });
    if (next.some((one, i) => one !== drawn[i]) || next.length !== drawn.length) {
      const was = drawn.findIndex(({ item }) => item === picked);
      drawn = next;
      list.replaceChildren(...drawn.map(({ item }) => item));
      pick(picked && drawn[was]?.item);
    }
    older.hidden = count <= shown.length;
    older.textContent = olderInWords(count - shown.length);
    scale(axisOf(shown));
    shown.forEach(({ endMs }, i) => {
      drawn[i]?.item.toggleAttribute('data-cut', endMs > axis);
    });
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

/** @param {Row} row */
function rowItem(row) {
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
  return make('li', {}, seen, make('span', { class: 'quiet' }, rowInWords(row)));
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
