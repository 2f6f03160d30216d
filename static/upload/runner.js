/**
 * What runs: brings an upload on, attempt after attempt, until it is done, has failed for good or
 * is stopped. Which ones run is uploads.js's business.
 */
import { isStuck } from './queue.js';
import { measured, speedFrom } from './speed.js';
import { endUpload, startTransfer } from './transfer.js';
import { UNREADABLE, verdictOf } from './verdict.js';

/** @typedef {import('./queue.js').Item} Item */
/** @typedef {import('./verdict.js').Failure} Failure */

/** How often it is looked whether bytes still move. */
const LOOK_MS = 5000;

/** @type {Failure} */
const NO_ANSWER = { status: 0, title: '', detail: '', retryAfter: null };

/**
 * @param {object} options
 * @param {() => Promise<import('./tus.js').Tus>} options.loadTus
 * @param {import('./memory.js').Memory} options.memory
 * @param {() => void} options.changed
 * @param {(item: Item) => void} options.over told of each that no longer runs by itself
 */
export function createRunner({ loadTus, memory, changed, over }) {
  /** @typedef {{ stop: () => void, movedAt: number }} Run */
  /** @type {Map<Item, Run>} */
  const runs = new Map();

  /** @param {Item} item */
  async function start(item) {
    const now = performance.now();
    const run = { stop: () => {}, movedAt: now };
    const isCurrent = () => runs.get(item) === run;
    runs.set(item, run);
    Object.assign(item, { state: 'sending', words: '', speed: speedFrom(now, item.sent) });
    const tus = await loadTus().catch(() => null);
    if (!isCurrent()) return;
    const { file } = item;
    if (!tus || !file) return void failed(item, NO_ANSWER);
    let isFirst = true;
    const transfer = startTransfer(
      tus,
      { ...item, file },
      {
        begun(url) {
          // Stopped before it had begun, it would be nobody's.
          if (!isCurrent()) return void endUpload(url).catch(() => {});
          item.url = url;
          if (item.size > 0) memory.keep(item);
        },
        sent(bytes) {
          const at = performance.now();
          // The first says where it goes on.
          if (isFirst) item.speed = speedFrom(at, bytes);
          else if (bytes > item.sent) item.attempts = 0;
          isFirst = false;
          run.movedAt = at;
          const state = bytes >= item.size ? 'ending' : 'sending';
          Object.assign(item, { state, sent: bytes, speed: measured(item.speed, at, bytes) });
          changed();
        },
        done() {
          stop(item);
          finish(item);
        },
        failed: (failure) => void failed(item, failure),
      },
    );
    run.stop = transfer.stop;
  }

  /** @param {Item} item */
  function finish(item) {
    memory.forget(item.url);
    Object.assign(item, { state: 'done', sent: item.size, words: '', file: null });
    over(item);
  }

  /**
   * @param {Item} item
   * @param {Failure} failure
   */
  async function failed(item, failure) {
    stop(item);
    item.attempts += 1;
    const run = { stop: () => {}, movedAt: 0 };
    runs.set(item, run);
    const { file, attempts, url } = item;
    // A file that was changed or moved away fails just as a connection does.
    const isThere = failure.status !== 0 || !file || (await isReadable(file));
    if (runs.get(item) !== run) return;
    const verdict = isThere ? verdictOf(failure, { attempts, hasBegun: url !== '' }) : UNREADABLE;
    if (verdict.kind === 'again') {
      Object.assign(item, { state: 'waiting', words: verdict.words });
      const timer = setTimeout(() => void start(item), verdict.afterMs);
      run.stop = () => clearTimeout(timer);
      return changed();
    }
    if (verdict.kind === 'anew' || verdict.gone) {
      memory.forget(url);
      Object.assign(item, { url: '', sent: 0 });
    }
    if (verdict.kind === 'anew') return void start(item);
    stop(item);
    Object.assign(item, { state: 'failed', words: verdict.words, hopeless: verdict.hopeless });
    over(item);
  }

  /** @param {Item} item */
  function stop(item) {
    const run = runs.get(item);
    runs.delete(item);
    run?.stop();
  }

  addEventListener('online', () => {
    for (const item of [...runs.keys()].filter(({ state }) => state === 'waiting')) {
      stop(item);
      void start(item);
    }
    changed();
  });
  setInterval(() => {
    for (const [item, { movedAt }] of runs) {
      if (isStuck(item, performance.now(), movedAt)) void failed(item, NO_ANSWER);
    }
  }, LOOK_MS);

  return { start, stop, finish };
}

/** @param {File} file */
async function isReadable(file) {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
