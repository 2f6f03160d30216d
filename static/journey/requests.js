/** The film's requests: the last 200 whole, and sums over all of them. */
import { readRequest } from './read-request.js';

/** @typedef {import('./read-request.js').Request} Request */
/** @typedef {import('./read-request.js').Outcome} Outcome */

const MOST = 200;

export function createRequests() {
  /** @type {Request[]} */
  let kept = [];
  /** @type {Partial<Record<Outcome, number>>} */
  let tally = {};
  let count = 0;
  let bytes = 0;
  let untold = 0;

  return {
    /** @param {import('./read-request.js').Timing} timing */
    add(timing) {
      const request = readRequest(timing);
      kept = [...kept.slice(1 - MOST), request];
      tally[request.outcome] = (tally[request.outcome] ?? 0) + 1;
      count += 1;
      bytes += request.bytes ?? 0;
      if (request.bytes === undefined) untold += 1;
    },
    clear() {
      kept = [];
      tally = {};
      count = bytes = untold = 0;
    },
    /** @returns {readonly Request[]} */
    all: () => kept,
    count: () => count,
    tally: () => ({ ...tally }),
    /** Bytes of whole answers; of `untold` more, which were given up, nobody knows. */
    bytes: () => ({ bytes, untold }),
  };
}
