/**
 * Uploads that are not finished, as this browser remembers them after a reload: never the bytes,
 * only where they go on. An upload belongs to the page that holds its lock, so that a second page
 * offers those of the first only when that is gone.
 */

/** The oldest is forgotten first; the gateway throws it away by itself. */
const MOST = 50;
const NAME = 'firstbyte.uploads';

/** @typedef {Pick<import('./queue.js').Item, 'bucket' | 'key' | 'size' | 'lastModified' | 'type' | 'onlyNew' | 'url'>} Note */

/**
 * @param {unknown} stored
 * @returns {Note[]} what can be used of it, latest first
 */
export function notesIn(stored) {
  if (!Array.isArray(stored)) return [];
  const usable = stored.filter((one) => {
    const { bucket, key, size, lastModified, type, url } = Object(one);
    const texts = [bucket, key, type, url].every((text) => typeof text === 'string');
    return texts && size >= 0 && Number.isFinite(lastModified) && url.startsWith('/uploads/');
  });
  return usable.slice(0, MOST);
}

/**
 * @param {Pick<Note, 'key' | 'size' | 'lastModified'>} note
 * @param {{ name: string, size: number, lastModified: number }} file
 * @returns {boolean} whether it is the file that was being uploaded, as far as a browser can tell
 */
export function isOf({ key, size, lastModified }, file) {
  const sameName = key === file.name || key.endsWith(`/${file.name}`);
  return sameName && size === file.size && lastModified === file.lastModified;
}

/** @typedef {ReturnType<typeof createMemory>} Memory */

/**
 * @param {() => Pick<Storage, 'getItem' | 'setItem'>} storage may throw, and so may what it gives
 * @param {Pick<LockManager, 'request'> | undefined} locks
 */
export function createMemory(storage, locks) {
  function read() {
    try {
      return notesIn(JSON.parse(storage().getItem(NAME) ?? '[]'));
    } catch {
      return [];
    }
  }

  /** @param {readonly Note[]} notes */
  function write(notes) {
    try {
      storage().setItem(NAME, JSON.stringify(notes.slice(0, MOST)));
    } catch {
      // Without storage an upload ends with its page.
    }
  }

  /** @type {Map<string, () => void>} by URL */
  const held = new Map();

  /**
   * @param {string} url
   * @param {() => void} [then] when this page has it
   */
  function hold(url, then = () => {}) {
    if (!locks || held.has(url)) return then();
    /** @type {Promise<void>} */
    const released = new Promise((release) => held.set(url, release));
    const taken = () => {
      then();
      return released;
    };
    locks.request(`${NAME} ${url}`, taken).catch(() => {});
  }

  return {
    all: read,

    /** @param {Note} note */
    keep({ bucket, key, size, lastModified, type, onlyNew, url }) {
      const note = { bucket, key, size, lastModified, type, onlyNew, url };
      write([note, ...read().filter((one) => one.url !== url)]);
      hold(url);
    },

    /** @param {string} url */
    forget(url) {
      const notes = read();
      if (notes.some((one) => one.url === url)) write(notes.filter((one) => one.url !== url));
      held.get(url)?.();
      held.delete(url);
    },

    /**
     * Calls `found` with each note, as soon as no other page has its upload.
     * @param {(note: Note) => void} found
     */
    free(found) {
      for (const note of read()) {
        if (held.has(note.url)) continue;
        hold(note.url, () => {
          // The page that had it may have finished it.
          if (read().some(({ url }) => url === note.url)) found(note);
          else held.get(note.url)?.();
        });
      }
    },
  };
}
