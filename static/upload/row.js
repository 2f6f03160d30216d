/** One upload in the panel: its name, how far it is, and what can be done with it now. */
import { make } from '../elements.js';
import { linkTo } from '../place.js';
import { isFilm } from '../words.js';
import { folderOf, nameIn } from './names.js';
import { percentOf } from './queue.js';
import { stateInWords } from './sentences.js';
import { sign } from './signs.js';

/** @typedef {import('./queue.js').Item} Item */
/** @typedef {'pause' | 'resume' | 'retry' | 'choose' | 'cancel'} Act */
/** @typedef {{ element: HTMLLIElement, draw: () => void }} Row */

/** @type {Record<'pause' | 'resume' | 'retry' | 'choose', [import('./signs.js').Sign, string]>} */
const MAIN = {
  pause: ['pause', 'Pause'],
  resume: ['play', 'Resume'],
  retry: ['again', 'Try again'],
  choose: ['file', 'Choose the file'],
};

/**
 * @param {Item} item
 * @returns {keyof typeof MAIN | null} what its first button does
 */
function mainOf({ state, hopeless, file }) {
  if (state === 'unfinished') return 'choose';
  if (state === 'paused') return 'resume';
  if (state === 'failed') return hopeless || !file ? null : 'retry';
  return ['done', 'ending', 'cancelling'].includes(state) ? null : 'pause';
}

/** @param {Item} item */
function stopLabel({ state, url }) {
  if (state === 'unfinished') return 'Discard';
  return state === 'done' || (state === 'failed' && url === '') ? 'Remove from the list' : 'Cancel';
}

/**
 * @param {Item} item
 * @param {(act: Act) => void} act
 * @param {() => void} lost told when the button that has the focus goes
 * @returns {Row}
 */
export function createRow(item, act, lost) {
  const name = nameIn(item.key);
  const title = make('span', { class: 'upload-name', dir: 'auto', title: item.key }, name);
  const words = make('p', { class: 'upload-words' });
  const fill = make('i');
  const bar = make('div', { class: 'upload-bar', role: 'progressbar', 'aria-label': name }, fill);
  const main = make('button', { type: 'button', class: 'round' });
  const stop = make('button', { type: 'button', class: 'round' }, sign('cross'));
  const element = make('li', { class: 'upload' }, title, words, bar, main, stop);
  /** @type {ReturnType<typeof mainOf> | undefined} */
  let shown;
  let said = '';
  main.addEventListener('click', () => shown && act(shown));
  stop.addEventListener('click', () => item.state !== 'cancelling' && act('cancel'));

  /**
   * @param {HTMLElement} button
   * @param {string} label
   */
  function call(button, label) {
    button.title = label;
    button.setAttribute('aria-label', `${label}: ${name}`);
  }

  return {
    element,
    draw() {
      const { state, size } = item;
      element.dataset.state = state;
      const now = stateInWords(item);
      if (now !== said) {
        words.textContent = now;
        if (state === 'done' && isFilm(item.key)) words.append(' · ', linkOf(item));
      }
      said = now;
      const percent = state === 'done' || state === 'ending' ? 100 : percentOf(item);
      bar.hidden = state === 'done' || (state === 'failed' && item.sent === 0);
      bar.setAttribute('aria-valuenow', String(percent));
      bar.setAttribute('aria-valuetext', `${percent} %`);
      fill.style.transform = `scaleX(${size === 0 ? 0 : percent / 100})`;
      call(stop, stopLabel(item));
      // Not disabled: the focus would be lost before the row is gone.
      stop.setAttribute('aria-disabled', String(state === 'cancelling'));
      const wanted = mainOf(item);
      if (wanted === shown) return;
      shown = wanted;
      const isLost = wanted === null && main === document.activeElement;
      main.hidden = wanted === null;
      // Not to the button beside it: that one would cancel.
      if (isLost) lost();
      if (wanted) {
        const [glyph, label] = MAIN[wanted];
        // The others are known from players; this one waits for somebody.
        main.classList.toggle('worded', wanted === 'choose');
        main.replaceChildren(sign(glyph), ...(wanted === 'choose' ? [label] : []));
        call(main, label);
      }
    },
  };
}

/** @param {Item} item */
function linkOf({ bucket, key }) {
  const href = linkTo({ bucket, prefix: folderOf(key), key });
  return make('a', { href, 'aria-label': `Watch ${nameIn(key)}` }, 'Watch');
}
