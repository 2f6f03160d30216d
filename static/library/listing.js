/**
 * Reads one folder at a time, page after page in the background, and keeps what is known of it.
 * A folder that is read again stays as it is until all of it is there.
 */
import { Problem } from '../catalog.js';
import { createCollection } from './collection.js';
import { isEmpty, itemsOf } from './items.js';
import { pagesOf } from './pages.js';

/** @typedef {import('../catalog.js').Entry} Entry */
/** @typedef {import('../catalog.js').Page} Page */
/** @typedef {import('./collection.js').Collection} Collection */
/** @typedef {import('./collection.js').Wish} Wish */
/** @typedef {{ bucket: string, prefix: string }} Folder */
/**
 * @typedef {object} State
 * @property {boolean} known whether its first page is there
 * @property {boolean} more whether pages are still coming
 * @property {boolean} cut whether there would be more
 * @property {boolean} writable whether this viewer may write into it
 */

/** @type {State} */
const NOTHING = { known: false, more: true, cut: false, writable: false };

/**
 * @param {object} about
 * @param {(folder: Folder, cursor: string, signal: AbortSignal) => Promise<Page>} about.list
 * @param {(item: import('./items.js').Item) => number} about.lengthOf
 * @param {(isResorted: boolean) => void} about.changed what is known has changed, or only its order
 * @param {(problem: Problem, again: () => void) => void} about.failed `again` goes on where it ended
 */
export function createListing({ list, lengthOf, changed, failed }) {
  /** @type {Wish} */
  let wish = { q: '', sort: '' };
  let collection = createCollection(wish, lengthOf);
  let state = NOTHING;
  let opening = new AbortController();
  /** @type {Folder} */
  let opened = { bucket: '', prefix: '' };

  /**
   * @param {Collection} into
   * @param {string} from the cursor to begin at
   * @param {AbortSignal} signal
   * @param {(only: Entry | null) => void} first told after the first page, or when there is none
   */
  async function read(into, from, signal, first) {
    let cursor = from;
    try {
      const pages = pagesOf((at) => list(opened, at, signal), from, into.all().length);
      for await (const { page, more, cut } of pages) {
        if (signal.aborted) return;
        into.add(itemsOf(opened.prefix, page));
        if (!more && into !== collection) {
          into.arrange(wish);
          collection = into;
        }
        const whole = cursor === '' && !more;
        cursor = page.cursor ?? '';
        if (into === collection) {
          state = { known: true, more, cut, writable: page.writable === true };
          changed(false);
        }
        first(whole ? onlyFilm(into) : null);
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Problem)) throw error;
      failed(error, () => void read(into, cursor, signal, first));
    } finally {
      first(null);
    }
  }

  return {
    /**
     * Lists a folder from its beginning.
     * @param {Folder} folder
     * @returns {Promise<Entry | null>} after the first page: the film, when there is exactly one
     *   and no folder
     */
    async open({ bucket, prefix }) {
      opening.abort();
      opening = new AbortController();
      const { signal } = opening;
      const isSame = opened.bucket === bucket && opened.prefix === prefix && state.known;
      const fresh = createCollection(wish, lengthOf);
      opened = { bucket, prefix };
      if (!isSame) {
        collection = fresh;
        state = NOTHING;
        changed(false);
      }
      return await new Promise((first) => void read(fresh, '', signal, first));
    },
    /** @param {Wish} next */
    arrange(next) {
      wish = next;
      collection.arrange(next);
      changed(false);
    },
    /** @param {(item: import('./items.js').Item) => boolean} isKept of what may not move */
    resort(isKept) {
      collection.resort(isKept);
      changed(true);
    },
    all: () => collection.all(),
    shown: () => collection.shown(),
    state: () => state,
  };
}

/**
 * @param {Collection} collection
 * @returns {Entry | null}
 */
function onlyFilm(collection) {
  const all = collection.all();
  const films = all.filter(({ kind }) => kind === 'film');
  const alone =
    films.length === 1 &&
    !isEmpty(films[0]?.entry ?? null) &&
    all.every(({ kind }) => kind !== 'folder');
  return alone ? (films[0]?.entry ?? null) : null;
}
