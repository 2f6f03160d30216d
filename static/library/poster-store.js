/**
 * Posters of earlier visits, in this browser's IndexedDB: a bounded number, the oldest out first.
 * Without it (private windows, full disks) nothing is kept and nothing fails.
 */

const NAME = 'firstbyte.posters';
const MOST = 500;
/** NaN is no key of an index. */
const UNKNOWN = -1;

/** @typedef {import('./frame.js').Poster} Poster */

/** @param {() => number} now milliseconds since the epoch */
export function createPosterStore(now) {
  /** @type {Promise<IDBDatabase | null>} */
  const opening = open().catch(() => null);

  /**
   * @param {IDBTransactionMode} mode
   * @returns {Promise<IDBObjectStore | null>}
   */
  async function posters(mode) {
    const database = await opening;
    return database?.transaction('posters', mode).objectStore('posters') ?? null;
  }

  return {
    /**
     * @param {string} id
     * @returns {Promise<Poster | undefined>}
     */
    async get(id) {
      try {
        const found = (await posters('readonly'))?.get(id);
        const poster = found && (await answered(found));
        return poster && { blob: poster.blob, seconds: secondsOf(poster.seconds) };
      } catch {
        return undefined;
      }
    },

    /**
     * @param {string} id
     * @param {Poster} poster
     */
    async put(id, { blob, seconds }) {
      try {
        const store = await posters('readwrite');
        if (!store) return;
        store.put({ blob, seconds: Number.isNaN(seconds) ? UNKNOWN : seconds, at: now() }, id);
        const count = await answered(store.count());
        if (count > MOST) await dropOldest(store, count - MOST);
      } catch {
        // What is not kept is drawn again.
      }
    },

    /** @returns {Promise<Map<string, number>>} seconds of the films that have a poster */
    async lengths() {
      /** @type {Map<string, number>} */
      const found = new Map();
      try {
        // The index holds them: no picture is read for this.
        const index = (await posters('readonly'))?.index('facts');
        if (index) {
          await walk(index.openKeyCursor(), ({ key, primaryKey }) => {
            if (Array.isArray(key)) found.set(String(primaryKey), secondsOf(Number(key[1])));
          });
        }
      } catch {
        // Then they are not known.
      }
      return found;
    },
  };
}

/** @param {number} stored */
function secondsOf(stored) {
  return stored === UNKNOWN ? Number.NaN : stored;
}

/** @returns {Promise<IDBDatabase>} */
async function open() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore('posters').createIndex('facts', ['at', 'seconds']);
  };
  return await answered(request);
}

/**
 * @param {IDBObjectStore} store
 * @param {number} count
 */
async function dropOldest(store, count) {
  let left = count;
  await walk(store.index('facts').openKeyCursor(), ({ primaryKey }) => {
    store.delete(primaryKey);
    left -= 1;
    return left > 0;
  });
}

/**
 * @param {IDBRequest<IDBCursor | null>} request
 * @param {(cursor: IDBCursor) => boolean | void} each false ends it
 * @returns {Promise<void>}
 */
function walk(request, each) {
  return new Promise((resolve, reject) => {
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const cursor = request.result;
      if (cursor && each(cursor) !== false) cursor.continue();
      else resolve();
    };
  });
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function answered(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
