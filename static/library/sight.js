/**
 * What can be seen of the list, whoever scrolls: the whole page, or the library beside the screen.
 * Remembers where somebody wants to be until the list is long enough for it.
 */
import { between, boxOf } from './bands.js';

/** @typedef {import('./bands.js').Plan} Plan */
/** @typedef {{ index: number, into: number }} Spot a tile, and how many pixels of it are above the view */

/** @param {HTMLElement} list */
export function createSight(list) {
  const library = list.closest('.library') ?? list;
  /** @type {Spot | null} Where to go as soon as there is such a tile. */
  let wanted = null;

  /** @returns {Element} */
  function scroller() {
    const own = getComputedStyle(library).overflowY === 'auto';
    return own ? library : (document.scrollingElement ?? document.documentElement);
  }

  /** @returns {{ top: number, bottom: number }} of the list's own pixels, those that can be seen */
  function span() {
    const { top } = list.getBoundingClientRect();
    const frame = library.getBoundingClientRect();
    if (scroller() !== library) return { top: -top, bottom: innerHeight - top };
    const above = Math.max(0, frame.top);
    return { top: above - top, bottom: Math.max(above, Math.min(innerHeight, frame.bottom)) - top };
  }

  /**
   * @param {Plan} plan
   * @returns {Spot}
   */
  function spot(plan) {
    const { top, bottom } = span();
    const [index] = between(plan, top, bottom);
    return { index, into: top - boxOf(plan, index).y };
  }

  /**
   * Goes where somebody wants to be, if that is known by now; else to `spot`, if any.
   * @param {Plan} plan
   * @param {Spot | null} spot
   * @param {boolean} more whether the list will grow
   */
  function keep(plan, spot, more) {
    const to = wanted && (!more || isReachable(plan, wanted)) ? wanted : spot;
    if (!to || (to !== wanted && !isInside(to))) return;
    if (to === wanted) wanted = null;
    const by = boxOf(plan, to.index).y + to.into - span().top;
    if (Math.abs(by) >= 1) scroller().scrollBy({ top: by, behavior: 'instant' });
  }

  /**
   * @param {Plan} plan
   * @param {Spot} spot
   */
  function isReachable(plan, { index, into }) {
    const { y, height } = boxOf(plan, index);
    return height > 0 && plan.height - y - into >= innerHeight;
  }

  /** @param {Spot} spot whether something of the list is above the view */
  function isInside({ index, into }) {
    return index > 0 || into > 0;
  }

  // Whoever moves is where they want to be.
  for (const name of ['wheel', 'touchmove', 'keydown', 'pointerdown']) {
    document.addEventListener(name, () => (wanted = null), { capture: true, passive: true });
  }

  return {
    span,
    spot,
    keep,
    isInside,
    /**
     * @param {Plan} plan
     * @param {Spot} to
     * @param {boolean} more whether the list will grow
     */
    restore(plan, to, more) {
      wanted = to;
      keep(plan, null, more);
    },
    /**
     * @param {Plan} plan
     * @param {number} index
     */
    reveal(plan, index) {
      const own = scroller();
      if (own !== library) return;
      const { top, bottom } = span();
      const box = boxOf(plan, index);
      if (box.y >= top && box.y + box.height <= bottom) return;
      own.scrollBy({ top: box.y - top - box.height, behavior: 'instant' });
    },
  };
}
