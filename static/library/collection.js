/** What is known of one folder so far, in the order and after the search that the viewer wants. */
import { matching } from './items.js';
import { comparing, merged, orderFrom, sortedAround } from './order.js';

/** @typedef {import('./items.js').Item} Item */
/** @typedef {{ q: string, sort: string }} Wish as in the address */
/** @typedef {ReturnType<typeof createCollection>} Collection */

/**
 * @param {Wish} wish
 * @param {(item: Item) => number} lengthOf seconds, NaN where it is not known
 */
export function createCollection(wish, lengthOf) {
  /** @type {Item[]} */
  let all = [];
  /** @type {Item[]} */
  let shown = [];
  let wanted = wish;
  let compare = comparing(orderFrom(wish.sort), lengthOf);
  let matches = matching(wish.q);

  return {
    /** @returns {readonly Item[]} */
    all: () => all,
    /** @returns {readonly Item[]} those that match the search */
    shown: () => shown,
    /** @param {readonly Item[]} items that are not in it yet */
    add(items) {
      all = merged(all, items, compare);
      shown = wanted.q === '' ? all : merged(shown, items.filter(matches), compare);
    },
    /** @param {Wish} wish */
    arrange(wish) {
      if (wish.sort !== wanted.sort || wish.sort.endsWith('length')) {
        // Lengths become known while they are looked at: the order is that of this moment.
        compare = comparing(orderFrom(wish.sort), lengthOf);
        all.sort(compare);
      }
      wanted = wish;
      matches = matching(wish.q);
      shown = wish.q === '' ? all : all.filter(matches);
    },
    /**
     * Sorts by what has become known since.
     * @param {(item: Item) => boolean} isKept of what may not move
     */
    resort(isKept) {
      all = [...all].sort(compare);
      shown = sortedAround(shown, wanted.q === '' ? all : all.filter(matches), isKept);
    },
  };
}
