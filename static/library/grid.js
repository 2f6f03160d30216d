/**
 * The tiles in and near the view, and no others: a list as high as all of them, in which those few
 * are put where they belong. Knows keys and focus, not what a tile shows.
 */
import { need, putInOrder } from '../elements.js';
import { between, boxOf, planOf, stepFrom } from './bands.js';
import { createSight } from './sight.js';
import { focusOf, reach, settle } from './tile.js';

/** @typedef {import('./items.js').Item} Item */
/** @typedef {ReturnType<typeof createGrid>} Grid */

const KINDS = /** @type {const} */ (['folder', 'film', 'other']);

/**
 * @param {HTMLElement} list
 * @param {object} about
 * @param {(item: Item) => HTMLLIElement} about.made
 * @param {(tile: HTMLLIElement) => void} about.gone
 */
export function createGrid(list, { made, gone }) {
  const sight = createSight(list);
  // Without bullets some browsers no longer say that it is a list.
  list.setAttribute('role', 'list');
  /** @type {readonly Item[]} */
  let items = [];
  /** Whether more may come: then nobody is told how many there are. */
  let open = false;
  /** Index of the one tile that Tab leads to. */
  let active = 0;
  /** Id of the item on which somebody has been, '' for none. */
  let visited = '';
  /** @type {import('./bands.js').Shape} */
  let shape = 'posters';
  let plan = planOf({ shape, width: 0, em: 15, counts: [] });
  /** @type {Map<string, HTMLLIElement>} by the id of their item, in the order of the list */
  let tiles = new Map();
  let due = 0;

  function layOut() {
    const counts = KINDS.map((kind) => items.filter((item) => item.kind === kind).length);
    const em = Number.parseFloat(getComputedStyle(list).fontSize);
    plan = planOf({ shape, width: list.clientWidth, em, counts });
    list.style.height = `${plan.height}px`;
  }

  function draw() {
    cancelAnimationFrame(due);
    due = 0;
    const { top, bottom } = sight.span();
    const spare = bottom - top;
    const [from, to] = between(plan, top - spare / 2, bottom + spare / 2);
    const indexes = Array.from({ length: to - from }, (_, i) => from + i);
    // The one tile that has the focus, or would get it, is always there.
    if (active < from) indexes.unshift(active);
    if (active >= to && active < items.length) indexes.push(active);
    const focused = list.contains(document.activeElement) ? document.activeElement : null;
    /** @type {typeof tiles} */
    const now = new Map();
    for (const index of indexes) {
      const item = items[index];
      if (!item) continue;
      const tile = tiles.get(item.id) ?? made(item);
      tiles.delete(item.id);
      now.set(item.id, tile);
      const tab = index === active ? 0 : -1;
      settle(tile, boxOf(plan, index), { index, count: open ? -1 : items.length, tab });
    }
    const lost = [...tiles.values()].some((tile) => tile.contains(focused));
    for (const tile of tiles.values()) {
      gone(tile);
      tile.remove();
    }
    tiles = now;
    putInOrder(list, now.values());
    if (lost) focus(active);
    else if (focused instanceof HTMLElement && document.activeElement !== focused) {
      // It was put elsewhere in the list.
      focused.focus({ preventScroll: true });
    }
  }

  /** @param {number} index */
  function focus(index) {
    const item = items[index];
    if (!item) return need('library', HTMLElement).focus();
    active = index;
    visited = item.id;
    draw();
    const tile = tiles.get(item.id);
    if (!tile) return;
    focusOf(tile).focus({ preventScroll: true });
    tile.scrollIntoView({ block: 'nearest' });
  }

  function later() {
    if (due === 0) due = requestAnimationFrame(draw);
  }

  /** Once more from the list's width; whoever looks at a tile goes on looking at it. */
  function again() {
    const spot = sight.spot(plan);
    layOut();
    sight.keep(plan, spot, open);
    draw();
  }

  let width = 0;
  new ResizeObserver(() => {
    if (list.clientWidth === width) return later();
    width = list.clientWidth;
    again();
  }).observe(list);
  // Whoever scrolls, the page or the library in it.
  document.addEventListener('scroll', later, { capture: true, passive: true });
  addEventListener('resize', later);
  list.addEventListener('focusin', ({ target }) => {
    const tile = target instanceof Element ? target.closest('li') : null;
    const index = Number(tile?.getAttribute('aria-posinset')) - 1;
    if (index < 0) return;
    visited = items[index]?.id ?? '';
    if (index === active) return;
    active = index;
    // At once: Tab may follow before anything is drawn.
    for (const [id, one] of tiles) reach(one, id === visited ? 0 : -1);
    later();
  });
  list.addEventListener('keydown', (event) => {
    const { target, key, ctrlKey, altKey, metaKey, shiftKey } = event;
    if (ctrlKey || altKey || metaKey || shiftKey || event.defaultPrevented) return;
    const tile = target instanceof HTMLElement ? target.closest('li') : null;
    if (!tile || focusOf(tile) !== target) return;
    const step = stepFrom(plan, active, key);
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    focus(step);
  });

  return {
    /**
     * @param {readonly Item[]} next kinds together, in the order of KINDS
     * @param {boolean} more whether others will come
     * @param {boolean} isResorted the same ones in another order: the view stays where it is
     */
    show(next, more, isResorted = false) {
      const spot = sight.spot(plan);
      const seen = sight.isInside(spot) ? items[spot.index]?.id : undefined;
      const indexOf = (/** @type {string} */ id) => next.findIndex((item) => item.id === id);
      const moved = seen === undefined ? -1 : indexOf(seen);
      const kept = visited === '' ? -1 : indexOf(visited);
      const beside = list.contains(document.activeElement) ? active : 0;
      items = next;
      open = more;
      active = Math.max(0, kept >= 0 ? kept : Math.min(beside, next.length - 1));
      layOut();
      if (moved >= 0 && !isResorted) sight.keep(plan, { ...spot, index: moved }, more);
      else sight.keep(plan, null, more);
      draw();
    },

    /** @param {import('./bands.js').Shape} next */
    reshape(next) {
      if (next === shape) return;
      shape = next;
      list.dataset.shape = shape;
      again();
    },

    /** @param {(tile: HTMLLIElement, item: Item) => void} visit */
    each(visit) {
      const byId = new Map(items.map((item) => [item.id, item]));
      for (const [id, tile] of tiles) {
        const item = byId.get(id);
        if (item) visit(tile, item);
      }
    },

    /** @returns {ReadonlySet<string>} ids of what somebody points at or has the focus on */
    held: () =>
      new Set([...tiles.keys()].filter((id) => tiles.get(id)?.matches(':hover, :focus-within'))),

    /** Where the viewer is in the list, for coming back. */
    spot: () => sight.spot(plan),
    /** @param {import('./sight.js').Spot} spot */
    restore: (spot) => sight.restore(plan, spot, open),

    /**
     * Brings a tile into view where the list scrolls by itself beside the screen.
     * @param {number} index
     */
    reveal(index) {
      active = index;
      visited = items[index]?.id ?? '';
      sight.reveal(plan, index);
      draw();
    },
  };
}
