/** The panel of uploads: at the corner of the page, on phones a sheet at its lower edge. */
import { make, need } from '../elements.js';
import { isUnderWay, percentOf, shownOf, totalsOf } from './queue.js';
import { createRow } from './row.js';
import { summaryOf, titleOf } from './sentences.js';
import { sign } from './signs.js';

/** @typedef {import('./queue.js').Item} Item */
/** @typedef {import('./row.js').Row} Row */

/** Figures that change faster nobody reads. */
const DRAW_MS = 250;

/**
 * @param {object} options
 * @param {() => readonly Item[]} options.items
 * @param {(item: Item, act: import('./row.js').Act) => void} options.act
 * @param {() => void} options.clear takes away what is over
 */
export function createPanel({ items, act, clear }) {
  const home = need('uploads', HTMLElement);
  const title = make('h2', { tabindex: '-1' });
  const summary = make('p', { class: 'upload-words' });
  const fill = make('i');
  const bar = make('div', { class: 'upload-bar', role: 'progressbar' }, fill);
  bar.setAttribute('aria-label', 'All uploads');
  const list = make('ul', { id: 'upload-list', role: 'list', tabindex: '-1' });
  const more = make('p', { class: 'upload-words upload-more' });
  const body = make('div', { class: 'upload-body', id: 'upload-body' }, list, more);
  const fold = make('button', { type: 'button', class: 'round fold' }, sign('fold'));
  fold.setAttribute('aria-controls', 'upload-body');
  const close = make('button', { type: 'button', class: 'round' }, sign('cross'));
  const head = make('div', { class: 'upload-head' }, title, summary, fold, close);
  const panel = make('section', { class: 'uploads', 'aria-label': 'Uploads' }, head, bar, body);
  /** @type {Map<Item, Row>} */
  const rows = new Map();
  let due = 0;
  let isFolded = false;
  let isClosed = false;
  /** Said while files are looked for, '' when they are not. */
  let note = '';

  close.title = 'Close';
  close.setAttribute('aria-label', 'Close the list of uploads');
  close.addEventListener('click', () => {
    isClosed = true;
    clear();
    draw();
    leave();
  });
  fold.addEventListener('click', () => {
    isFolded = !isFolded;
    drawFold();
  });

  /** Whoever was in the panel goes to where its uploads came from. */
  function leave() {
    const entry = need('upload-entry', HTMLElement).querySelector('button');
    (entry ?? need('library', HTMLElement)).focus({ preventScroll: true });
  }

  function drawFold() {
    body.hidden = isFolded;
    fold.setAttribute('aria-expanded', String(!isFolded));
    fold.title = isFolded ? 'Show the files' : 'Hide the files';
    fold.setAttribute('aria-label', fold.title);
  }

  function draw() {
    due = 0;
    const all = items();
    const totals = totalsOf(all);
    const isEmpty = all.length === 0 && note === '';
    panel.hidden = isEmpty || isClosed;
    title.textContent = note || titleOf(totals);
    summary.textContent = summaryOf(totals);
    const isBusy = all.some(isUnderWay);
    bar.hidden = !isBusy;
    const percent = percentOf(totals);
    bar.setAttribute('aria-valuenow', String(percent));
    bar.setAttribute('aria-valuetext', `${percent} %`);
    fill.style.transform = `scaleX(${percent / 100})`;
    fold.hidden = all.length === 0;
    // What is unfinished is shown again with the next visit, and with the next upload.
    const rests = ['done', 'failed', 'unfinished'];
    close.hidden = all.length === 0 || !all.every(({ state }) => rests.includes(state));
    const shown = shownOf(all);
    drawRows(shown);
    more.hidden = shown.length === all.length;
    more.textContent = `and ${all.length - shown.length} more`;
  }

  /** @param {readonly Item[]} shown */
  function drawRows(shown) {
    const wanted = new Set(shown);
    for (const [item, { element }] of rows) {
      if (wanted.has(item)) continue;
      const hadFocus = element.contains(document.activeElement);
      const beside = element.nextElementSibling ?? element.previousElementSibling;
      element.remove();
      rows.delete(item);
      if (!hadFocus) continue;
      const next = beside?.querySelector('button:last-of-type');
      if (next instanceof HTMLElement) next.focus();
      else if (panel.hidden) leave();
      else title.focus();
    }
    let place = list.firstElementChild;
    for (const item of shown) {
      const row =
        rows.get(item) ??
        createRow(
          item,
          (wish) => act(item, wish),
          () => title.focus(),
        );
      rows.set(item, row);
      row.draw();
      if (row.element === place) place = place.nextElementSibling;
      else list.insertBefore(row.element, place);
    }
  }

  drawFold();
  draw();
  home.append(panel);

  return {
    /** Draws soon; changes until then are drawn at once. */
    changed() {
      if (due === 0) due = window.setTimeout(draw, DRAW_MS);
    },
    /**
     * Draws now, since somebody waits for it.
     * @param {string} [words] said instead of the title
     */
    show(words = '') {
      note = words;
      isClosed = false;
      clearTimeout(due);
      draw();
    },
  };
}
