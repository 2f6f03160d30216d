/** What to do when an upload has failed: go on by itself, and when, or tell, and in which words. Pure. */

/**
 * @typedef {object} Failure
 * @property {number} status of the gateway's answer, 0 when there was none
 * @property {string} title what the answer's problem says; '' without one
 * @property {string} detail the same
 * @property {number | null} retryAfter seconds that the answer asks for
 */

/**
 * again: after so many milliseconds, where it was. anew: at once, from its beginning.
 * failed: hopeless ones would fail again; of those that are gone the gateway keeps nothing.
 * @typedef {{ kind: 'again', afterMs: number, words: string }
 *   | { kind: 'anew' }
 *   | { kind: 'failed', words: string, hopeless: boolean, gone: boolean }} Verdict
 */

const FIRST_MS = 1000;
const LONGEST_MS = 30_000;
/** What may be mended by waiting is waited for so often; then people have to know. */
const MOST_ATTEMPTS = 6;

/** Of the tus protocol: another request holds it, it is elsewhere, bytes were damaged. */
const PASSING = new Set([408, 409, 423, 460]);
const BUSY = new Set([429, 503]);
const GONE = new Set([404, 410]);

/** Those for which the gateway's own title leaves open what to do. */
const WORDS = new Map([
  [401, 'You are signed out. Sign in again, then try again.'],
  [412, 'Something of this name has come into the folder meanwhile.'],
  [413, 'It is larger than the storage takes.'],
  [507, 'The storage is full. Make room, then try again.'],
]);

/**
 * @param {Failure} failure
 * @param {object} about
 * @param {number} about.attempts that brought nothing, this one included, one after the other: 1 for the first
 * @param {boolean} about.hasBegun whether the gateway knew of the upload
 * @returns {Verdict}
 */
export function verdictOf({ status, title, detail, retryAfter }, { attempts, hasBegun }) {
  const backoffMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempts - 1));
  if (status === 0) {
    return { kind: 'again', afterMs: backoffMs, words: 'Waiting for the connection…' };
  }
  if (BUSY.has(status)) {
    const afterMs = Math.min(60, retryAfter ?? 0) * 1000;
    const words = 'The gateway is busy. Goes on by itself…';
    return { kind: 'again', afterMs: Math.max(afterMs, backoffMs), words };
  }
  if (hasBegun && GONE.has(status) && attempts < MOST_ATTEMPTS) return { kind: 'anew' };
  const mayPass = PASSING.has(status) || (status >= 500 && status !== 507);
  if (mayPass && attempts < MOST_ATTEMPTS) {
    return { kind: 'again', afterMs: backoffMs, words: 'Interrupted. Goes on by itself…' };
  }
  const told = [title || `The gateway answered ${status}`, detail].filter(Boolean).join('. ');
  const gone = GONE.has(status) || status === 412;
  return { kind: 'failed', words: WORDS.get(status) ?? told, hopeless: status === 413, gone };
}

/** Of a file that was changed or moved away since it was chosen: it can no longer be read. */
export const UNREADABLE = /** @type {const} */ ({
  kind: 'failed',
  words: 'The file was changed or moved. Add it once more.',
  hopeless: true,
  gone: false,
});
