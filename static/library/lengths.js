/**
 * How long films are: as their posters told, or read from the head of each. Tells of news now and
 * then, since each may put a list into another order.
 */
import { fetchLength } from './frame.js';

const TELL_MS = 500;
/** Each costs the storage a read or two: of a folder of thousands these have to be enough. */
const MOST = 500;

/** @typedef {import('./posters.js').Subject} Subject */

/** @param {() => void} changed told of what became known, or turned out not to */
export function createLengths(changed) {
  /** @type {Map<string, number>} seconds by id, NaN of those that say none */
  let known = new Map();
  let telling = 0;

  /**
   * @param {string} id
   * @param {number} seconds
   */
  function keep(id, seconds) {
    known.set(id, seconds);
    tell();
  }

  function tell() {
    if (telling !== 0) return;
    telling = window.setTimeout(() => {
      telling = 0;
      changed();
    }, TELL_MS);
  }

  return {
    keep,
    tell,
    /**
     * @param {string} id
     * @returns {number} seconds, NaN as long as they are not known
     */
    of: (id) => known.get(id) ?? Number.NaN,

    /** @param {ReadonlyMap<string, number>} earlier of earlier visits */
    recall(earlier) {
      known = new Map([...earlier, ...known]);
      tell();
    },

    /**
     * @param {readonly Subject[]} subjects
     * @returns {Subject[]} those of which it has not been tried, as many as may be
     */
    unread: (subjects) => subjects.slice(0, MOST).filter(({ id }) => !known.has(id)),

    /**
     * @param {Subject} subject
     * @param {AbortSignal} signal
     */
    async read({ id, url }, signal) {
      // Its poster may have told meanwhile.
      if (known.has(id)) return;
      try {
        keep(id, await fetchLength(url, signal));
      } catch {
        if (!signal.aborted) keep(id, Number.NaN);
      }
    },
  };
}
