/** How fast an upload is, smoothed, so that people can read it, and how long it takes by that. Pure. */

/** Bytes leave in bursts: what is measured over less says nothing. */
const LEAST_MS = 250;
/** What was measured so long ago counts a third of what is measured now. */
const MEMORY_MS = 4000;
/** What browsers take into their buffers at once is over by then. */
const SETTLED_MS = 2000;

/**
 * @typedef {object} Speed
 * @property {number} from milliseconds; when measuring began
 * @property {number} at milliseconds; when it was measured last
 * @property {number} sent bytes that had gone then
 * @property {number} perSecond bytes; 0 while nothing is known
 */

/**
 * @param {number} at milliseconds
 * @param {number} sent bytes that have gone before
 * @returns {Speed}
 */
export function speedFrom(at, sent) {
  return { from: at, at, sent, perSecond: 0 };
}

/**
 * @param {Speed} before
 * @param {number} at milliseconds
 * @param {number} sent bytes that have gone in all
 * @returns {Speed}
 */
export function measured(before, at, sent) {
  const ms = at - before.at;
  if (ms < LEAST_MS) return before;
  const now = (Math.max(0, sent - before.sent) / ms) * 1000;
  const share = before.perSecond === 0 ? 1 : 1 - Math.exp(-ms / MEMORY_MS);
  return { ...before, at, sent, perSecond: before.perSecond + share * (now - before.perSecond) };
}

/**
 * @param {Speed} speed
 * @param {number} left bytes
 * @returns {number | null} seconds; null while nobody can tell
 */
export function secondsLeft({ from, at, perSecond }, left) {
  return at - from < SETTLED_MS || perSecond < 1 ? null : left / perSecond;
}

/**
 * @param {number} seconds
 * @returns {string} no more exact than it can be
 */
export function timeLeftInWords(seconds) {
  if (seconds < 5) return 'a few seconds left';
  if (seconds < 57.5) return `${Math.round(seconds / 5) * 5} s left`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min left`;
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours >= 48) return `${Math.round(hours / 24)} days left`;
  return hours >= 10 || rest === 0
    ? `${Math.round(minutes / 60)} h left`
    : `${hours} h ${rest} min left`;
}
