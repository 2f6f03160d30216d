/** The card at the end of a film: what comes next, how soon, and two ways to answer. */
import { announce, make } from '../elements.js';
import { nameOf } from './next.js';

const SECONDS = 8;

/** @typedef {ReturnType<typeof createUpNext>} UpNext */

/** @param {(key: string) => void} go */
export function createUpNext(go) {
  const when = make('span', { class: 'when' });
  const name = make('strong', { dir: 'auto' });
  const now = make('button', { type: 'button', class: 'now' }, 'Play now');
  const cancel = make('button', { type: 'button' }, 'Cancel');
  const card = make('div', { class: 'up-next', role: 'group', 'aria-label': 'Up next' });
  card.append(make('p', {}, when, name), make('p', { class: 'answers' }, now, cancel));
  card.hidden = true;
  let ticking = 0;
  let next = '';

  /**
   * @param {string} key
   * @param {boolean} alone whether it starts by itself unless somebody cancels
   */
  function offer(key, alone) {
    hide();
    next = key;
    let left = SECONDS;
    const draw = () => {
      when.textContent = alone ? `Up next in ${left} s` : 'Up next';
    };
    name.textContent = nameOf(key);
    draw();
    card.hidden = false;
    announce(`Up next: ${nameOf(key)}${alone ? ` in ${SECONDS} seconds` : ''}`);
    if (!alone) return;
    ticking = setInterval(() => {
      left -= 1;
      draw();
      if (left <= 0) accept();
    }, 1000);
  }

  function hide() {
    clearInterval(ticking);
    card.hidden = true;
  }

  function accept() {
    hide();
    go(next);
  }

  now.addEventListener('click', accept);
  cancel.addEventListener('click', hide);
  return { card, offer, hide };
}
