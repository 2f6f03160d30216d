/** The fields with which a folder is searched and sorted. */
import { need } from '../elements.js';
import { orderFrom, orderText, WAYS } from './order.js';

/** @typedef {import('./collection.js').Wish} Wish */

/** How each way is turned: up, down. */
const TURNS = {
  name: ['A to Z', 'Z to A'],
  date: ['Oldest first', 'Newest first'],
  size: ['Smallest first', 'Largest first'],
  length: ['Shortest first', 'Longest first'],
};

/** @param {(wish: Wish) => void} changed */
export function createWishes(changed) {
  const search = need('search', HTMLInputElement);
  const sort = need('sort', HTMLSelectElement);
  const turn = need('turn', HTMLButtonElement);
  /** @type {Wish} */
  let wish = { q: '', sort: '' };

  function draw() {
    const order = orderFrom(wish.sort);
    if (search.value.trim() !== wish.q) search.value = wish.q;
    sort.value = order.by;
    turn.dataset.down = String(order.down);
    const [up = '', down = ''] = TURNS[order.by];
    turn.title = order.down ? down : up;
    turn.setAttribute('aria-label', `Order: ${turn.title}`);
  }

  /** @param {Partial<Wish>} part */
  function tell(part) {
    wish = { ...wish, ...part };
    draw();
    changed(wish);
  }

  search.addEventListener('input', () => tell({ q: search.value.trim() }));
  search.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || search.value === '') return;
    event.preventDefault();
    tell({ q: '' });
  });
  sort.addEventListener('change', () => {
    const by = WAYS.find((way) => way === sort.value) ?? 'name';
    // What one looks for by date or size is mostly the latest or the largest.
    tell({ sort: orderText({ by, down: by === 'date' || by === 'size' }) });
  });
  turn.addEventListener('click', () => {
    const { by, down } = orderFrom(wish.sort);
    tell({ sort: orderText({ by, down: !down }) });
  });
  document.addEventListener('keydown', (event) => {
    const { key, target, ctrlKey, altKey, metaKey } = event;
    if (key !== '/' || ctrlKey || altKey || metaKey || event.defaultPrevented) return;
    if (target instanceof Element && target.closest('input, textarea, select, dialog')) return;
    event.preventDefault();
    search.focus();
    search.select();
  });

  // Somebody was quicker than the script.
  if (search.value.trim() !== '') queueMicrotask(() => tell({ q: search.value.trim() }));

  return {
    /** @param {Wish} next as the address says */
    show(next) {
      wish = next;
      draw();
    },
  };
}
