/**
 * All uploads of this page and what can be done with them: they come, wait for their turn, are
 * paused and resumed, are cancelled. Draws nothing; tells of every change.
 */
import { isUnderWay, startable } from './queue.js';
import { createRunner } from './runner.js';
import { speedFrom } from './speed.js';
import { endUpload } from './transfer.js';

/** @typedef {import('./queue.js').Item} Item */
/** @typedef {ReturnType<typeof createUploads>} Uploads */
/** @typedef {Pick<Item, 'bucket' | 'key'> & { file: File }} Wanted */

/**
 * @param {object} options
 * @param {() => Promise<import('./tus.js').Tus>} options.loadTus
 * @param {import('./memory.js').Memory} options.memory
 * @param {() => void} options.changed
 * @param {(item: Item) => void} options.ended told of each that is done or has failed
 */
export function createUploads({ loadTus, memory, changed, ended }) {
  /** @type {Item[]} */
  let items = [];
  let ids = 0;
  const runner = createRunner({
    loadTus,
    memory,
    changed,
    over(item) {
      ended(item);
      pump();
    },
  });

  /** Starts whatever has its turn now. */
  function pump() {
    for (const item of startable(items)) void runner.start(item);
    changed();
  }

  /**
   * @param {Wanted | (Omit<Wanted, 'file'> & import('./memory.js').Note)} about
   * @param {Partial<Item>} rest
   */
  function push(about, rest) {
    const { size, lastModified, type } = 'file' in about ? about.file : about;
    ids += 1;
    items.push({
      ...{ id: ids, size, lastModified, type, onlyNew: true, file: null, url: '', sent: 0 },
      ...{ state: 'queued', words: '', hopeless: false, attempts: 0, speed: speedFrom(0, 0) },
      ...about,
      ...rest,
    });
  }

  /** @param {Item} item */
  function remove(item) {
    runner.stop(item);
    memory.forget(item.url);
    items = items.filter((one) => one !== item);
    pump();
  }

  return {
    items: () => /** @type {readonly Item[]} */ (items),

    /** @param {readonly (Wanted & Pick<Item, 'onlyNew'>)[]} wanted */
    add(wanted) {
      // What is counted together came together.
      if (!items.some(isUnderWay)) items = items.filter(({ state }) => state !== 'done');
      for (const one of wanted) push(one, {});
      pump();
    },

    /**
     * Shows that a file is not uploaded, and why.
     * @param {Wanted} wanted
     * @param {string} words
     */
    refuse(wanted, words) {
      push(wanted, { state: 'failed', words, hopeless: true });
      changed();
    },

    /**
     * Shows one of an earlier visit.
     * @param {import('./memory.js').Note} note
     * @param {number} sent bytes that are there
     */
    recall(note, sent) {
      push(note, { state: 'unfinished', sent });
      changed();
    },

    /**
     * @param {Item} item unfinished
     * @param {File} file its own
     */
    reunite(item, file) {
      Object.assign(item, { file, state: 'queued', words: '' });
      pump();
    },

    /** @param {Item} item */
    pause(item) {
      if (!isUnderWay(item)) return;
      runner.stop(item);
      Object.assign(item, { state: 'paused', words: '' });
      pump();
    },

    /** Goes on with what is paused, or tries again what has failed. @param {Item} item */
    resume(item) {
      if (!item.file || isUnderWay(item)) return;
      Object.assign(item, { state: 'queued', attempts: 0 });
      pump();
    },

    /**
     * Ends it, at the gateway too, or takes away what is over.
     * @param {Item} item
     * @returns {Promise<boolean>} whether it is no longer there
     */
    async cancel(item) {
      runner.stop(item);
      if (item.state === 'done' || item.url === '') {
        remove(item);
        return true;
      }
      item.state = 'cancelling';
      changed();
      try {
        const wasThere = await endUpload(item.url);
        // Its last bytes were faster than the wish.
        if (!wasThere && item.sent >= item.size) {
          runner.finish(item);
          return false;
        }
        remove(item);
        return true;
      } catch (error) {
        const { message } = /** @type {Error} */ (error);
        Object.assign(item, { state: 'failed', words: message, hopeless: !item.file });
        pump();
        return false;
      }
    },

    /** Takes away what is over. */
    clear() {
      items = items.filter(({ state, url }) => state !== 'done' && (state !== 'failed' || url));
      changed();
    },
  };
}
