/**
 * The queue: which uploads run, which wait for their turn, and how far all of them are. Pure; what
 * moves them from state to state is uploads.js.
 */

/**
 * queued: for its turn. sending: bytes go. ending: all have gone, the storage puts them together.
 * waiting: until it is tried again. unfinished: of an earlier visit, without its file.
 * @typedef {'queued' | 'sending' | 'ending' | 'waiting' | 'paused' | 'failed' | 'done' | 'unfinished'
 *   | 'cancelling'} State
 */

/**
 * @typedef {object} Item
 * @property {number} id of this page
 * @property {string} bucket
 * @property {string} key whole
 * @property {number} size bytes
 * @property {number} lastModified of the file, milliseconds
 * @property {string} type media type of the file, '' for none
 * @property {File | null} file null while it is unfinished
 * @property {boolean} onlyNew whether nothing may be replaced
 * @property {State} state
 * @property {string} words what is the matter, for people; '' when nothing is
 * @property {boolean} hopeless whether trying again is of no use
 * @property {string} url of the upload at the gateway, '' before it is known there
 * @property {number} sent bytes
 * @property {import('./speed.js').Speed} speed
 * @property {number} attempts that brought nothing, one after the other
 */

/** So that a slow one does not keep all others waiting; more would only share the line. */
const AT_ONCE = 2;
/** A connection that is dead without anybody having said so. */
const STUCK_MS = 45_000;
/** The storage may take two minutes to put parts together. */
const STUCK_ENDING_MS = 150_000;
/** Rows are for people; more than these nobody reads. */
const MOST_ROWS = 200;

/** @type {ReadonlySet<State>} */
const RUNNING = new Set(['sending', 'ending', 'waiting']);

/** @param {Item} item */
export function isRunning({ state }) {
  return RUNNING.has(state);
}

/** @param {Item} item @returns {boolean} whether leaving the page would end it */
export function isUnderWay(item) {
  return isRunning(item) || item.state === 'queued';
}

/**
 * @param {readonly Item[]} items
 * @returns {Item[]} those whose turn it is now
 */
export function startable(items) {
  const free = Math.max(0, AT_ONCE - items.filter(isRunning).length);
  return items.filter(({ state }) => state === 'queued').slice(0, free);
}

/**
 * @param {Item} item
 * @param {number} now milliseconds
 * @param {number} moved when its bytes moved last
 * @returns {boolean} whether its connection must be taken for dead
 */
export function isStuck({ state }, now, moved) {
  if (state === 'sending') return now - moved > STUCK_MS;
  return state === 'ending' && now - moved > STUCK_ENDING_MS;
}

/**
 * @param {readonly Item[]} items
 * @returns {Item[]} the ones to be shown, in their order: what has to be seen to first
 */
export function shownOf(items) {
  if (items.length <= MOST_ROWS) return [...items];
  const rank = (/** @type {Item} */ item) =>
    item.state === 'done' ? 2 : item.state === 'queued' ? 1 : 0;
  const first = items.map((item, at) => ({ item, at })).sort((a, b) => rank(a.item) - rank(b.item));
  const kept = first.slice(0, MOST_ROWS).sort((a, b) => a.at - b.at);
  return kept.map(({ item }) => item);
}

/**
 * @typedef {object} Totals
 * @property {number} left files that are under way
 * @property {number} done
 * @property {number} failed
 * @property {number} paused
 * @property {number} unfinished
 * @property {number} size bytes of those under way, paused and done
 * @property {number} sent bytes of the same
 * @property {number} perSecond bytes
 */

/**
 * @param {readonly Item[]} items
 * @returns {Totals}
 */
export function totalsOf(items) {
  const totals = {
    left: 0,
    done: 0,
    failed: 0,
    paused: 0,
    unfinished: 0,
    size: 0,
    sent: 0,
    perSecond: 0,
  };
  for (const item of items) {
    const { state, size, sent, speed } = item;
    if (isUnderWay(item)) totals.left += 1;
    else if (state !== 'cancelling') totals[/** @type {'done'} */ (state)] += 1;
    if (isUnderWay(item) || state === 'paused' || state === 'done') {
      totals.size += size;
      totals.sent += sent;
    }
    if (state === 'sending') totals.perSecond += speed.perSecond;
  }
  return totals;
}

/**
 * @param {{ sent: number, size: number }} of
 * @returns {number} 0 to 100, whole; 100 only when nothing is left
 */
export function percentOf({ sent, size }) {
  return size === 0 ? 0 : Math.floor((Math.min(sent, size) / size) * 100);
}
