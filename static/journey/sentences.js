/** What the rows and figures say, as one would say it aloud. */
import { counted, delayInWords, durationInWords, sizeInWords } from '../words.js';

/** @typedef {import('./timeline.js').Row} Row */
/** @typedef {import('./read-request.js').Outcome} Outcome */

/** @type {Record<Outcome, [word: string, meaning: string]>} */
export const OUTCOMES = {
  hit: ['memory', 'its bytes were in the gateway’s memory'],
  partial: ['part memory', 'it began with bytes from memory; the rest came from storage'],
  joined: ['joined', 'it shared a request to storage that was flying already'],
  miss: ['storage', 'its bytes were fetched from storage, and are kept for the next viewer'],
  bypass: ['passed', 'its bytes were fetched from storage and not kept'],
  stale: ['checked', 'it was in memory, and storage was asked whether it is still true'],
  browser: ['browser', 'this browser had a copy of its own'],
  failed: ['failed', 'it was refused'],
  unanswered: [
    'no answer',
    'the browser withdrew it before it was answered, or lost the connection',
  ],
  unknown: ['not told', 'where its bytes came from was not told'],
  open: ['running', 'it is running; the browser tells the rest when it ends'],
};

/** What a number of requests did. @type {Record<Exclude<Outcome, 'open'>, string>} */
const TALLIED = {
  hit: 'from memory',
  partial: 'partly from memory',
  joined: 'shared with others',
  miss: 'from storage',
  bypass: 'passed on from storage',
  stale: 'from memory, checked',
  browser: 'from this browser',
  failed: 'refused',
  unanswered: 'not answered',
  unknown: 'from somewhere',
};

/** @param {Row} row */
export function causeInWords({ cause, to = 0 }) {
  if (cause === 'opened') return 'Opened';
  return cause === 'seek' ? `Seek to ${durationInWords(to)}` : 'Read on';
}

/**
 * The one figure of a row.
 * @param {Row} row
 */
export function firstInWords({ firstMs, atMost, outcome }) {
  if (firstMs === undefined) return outcome === 'open' ? 'waiting' : '–';
  return `${atMost ? '≤ ' : ''}${delayInWords(firstMs)}`;
}

/**
 * Everything that is known of a request.
 * @param {Row} row
 */
export function rowInWords(row) {
  const { zero, outcome, firstMs, atMost, frameMs, request } = row;
  const [, meaning] = OUTCOMES[outcome];
  const when = row.cause === 'opened' ? '' : `, ${delayInWords(zero)} after the film was chosen`;
  const said = [`${causeInWords(row)}${when}: ${meaning}.`];
  if (firstMs !== undefined) {
    said.push(`First byte ${atMost ? 'within' : 'after'} ${delayInWords(firstMs)}${shareOf(row)}.`);
  }
  if (frameMs !== undefined) said.push(`Picture after ${delayInWords(frameMs)}.`);
  if (request && firstMs !== undefined && outcome !== 'failed' && outcome !== 'browser') {
    said.push(
      request.bytes === undefined
        ? 'The browser gave it up, and does not tell how much it had read.'
        : `${sizeInWords(request.bytes)} read in ${delayInWords(row.endMs)}.`,
    );
  }
  return said.join(' ');
}

/** @param {Row} row */
function shareOf({ parts, request }) {
  if (request?.gatewayMs === undefined) return '';
  const ms = (/** @type {string} */ wanted) => {
    const part = parts.find((one) => one.part === wanted);
    return delayInWords(part ? part.to - part.from : 0);
  };
  const storage = request.storageMs === undefined ? '' : `${ms('storage')} waiting for storage, `;
  return `: ${storage}${ms('gateway')} in the gateway, ${ms('way')} on the way`;
}

/** @param {{ count: number, ms: number }} stalls */
export function stallsInWords({ count, ms }) {
  return count === 0 ? 'none' : `${count} · ${delayInWords(ms)}`;
}

/**
 * @param {Partial<Record<Outcome, number>>} tally
 * @returns {string} e.g. `2 from memory · 1 from storage`, the most frequent first
 */
export function tallyInWords(tally) {
  const pairs = Object.entries(TALLIED).flatMap(([outcome, word]) => {
    const count = tally[/** @type {Outcome} */ (outcome)] ?? 0;
    return count > 0 ? [/** @type {const} */ ([count, word])] : [];
  });
  return pairs
    .toSorted(([a], [b]) => b - a)
    .map(([count, word]) => `${count} ${word}`)
    .join(' · ');
}

/** @param {number} count */
export function olderInWords(count) {
  return `${counted(count, 'earlier request')} not drawn`;
}
