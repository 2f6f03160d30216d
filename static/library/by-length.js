/**
 * The order by length, which no listing knows: lengths are read while it is wanted, and films take
 * their places as theirs become known, except those that somebody points at or has the focus on.
 */
import { announce } from '../elements.js';
import { isEmpty } from './items.js';
import { lengthsInWords } from './sentences.js';

/** @typedef {import('./items.js').Item} Item */

/** Whoever lets go of a tile may come back to it. */
const LET_GO_MS = 600;

/**
 * @param {object} about
 * @param {HTMLElement} about.list of tiles
 * @param {Pick<import('./grid.js').Grid, 'held'>} about.grid
 * @param {Pick<ReturnType<typeof import('./listing.js').createListing>, 'resort'>} about.listing
 * @param {Pick<import('./posters.js').Posters, 'learn' | 'lengthOf'>} about.posters
 * @param {(item: Item) => import('./posters.js').Subject} about.subjectOf
 * @param {() => boolean} about.isWanted
 */
export function createByLength({ list, grid, listing, posters, subjectOf, isWanted }) {
  let isReading = false;
  let isHeld = false;
  let timer = 0;

  function again() {
    if (!isWanted()) return;
    const held = grid.held();
    isHeld = held.size > 0;
    listing.resort(({ id }) => held.has(id));
  }

  for (const name of ['pointerout', 'focusout']) {
    list.addEventListener(name, () => {
      if (!isHeld) return;
      clearTimeout(timer);
      timer = window.setTimeout(again, LET_GO_MS);
    });
  }

  return {
    resort: again,
    /**
     * @param {readonly Item[]} shown
     * @returns {string} how many of their lengths are known; '' when all are, or nobody cares
     */
    words(shown) {
      const was = isReading;
      // An empty one has none.
      const films = isWanted()
        ? shown.filter(({ kind, entry }) => kind === 'film' && !isEmpty(entry))
        : [];
      const subjects = films.map(subjectOf);
      isReading = posters.learn(subjects) && films.length > 0;
      const known = subjects.filter(({ id }) => !Number.isNaN(posters.lengthOf(id))).length;
      const words = lengthsInWords({ known, of: films.length, isReading });
      if (was && !isReading && films.length > 0) announce(`Sorted by length. ${words}`.trim());
      return words;
    },
  };
}
