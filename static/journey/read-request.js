/** What the browser's Resource Timing and the gateway's Server-Timing say of one request, as far as it is true. Pure. */

/** @typedef {'hit' | 'partial' | 'joined' | 'miss' | 'bypass' | 'stale' | 'browser' | 'failed' | 'unanswered' | 'unknown' | 'open'} Outcome */
/**
 * As much of a PerformanceResourceTiming as is read here.
 * @typedef {object} Timing
 * @property {string} name
 * @property {number} startTime
 * @property {number} requestStart
 * @property {number} responseStart 0 when nothing was answered
 * @property {number} responseEnd
 * @property {number} encodedBodySize 0 also for an answer that was given up
 * @property {number} transferSize
 * @property {number} [responseStatus] 0 where it is not told
 * @property {readonly { name: string, duration: number, description: string }[]} [serverTiming]
 */
/**
 * @typedef {object} Request times in ms on the clock of performance.now()
 * @property {string} name
 * @property {number} start
 * @property {number} sent
 * @property {number | undefined} first when the first byte came
 * @property {number} end
 * @property {number | undefined} bytes undefined when the browser does not tell
 * @property {Outcome} outcome
 * @property {number | undefined} gatewayMs all of its time in the gateway, storage included
 * @property {number | undefined} storageMs
 * @property {{ start: number, size: number } | undefined} range in bytes
 */

/**
 * @param {Timing} timing
 * @returns {Request}
 */
export function readRequest(timing) {
  const said = new Map((timing.serverTiming ?? []).map((one) => [one.name, one]));
  const first = timing.responseStart > 0 ? timing.responseStart : undefined;
  const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(said.get('range')?.description ?? '');
  const ask = {
    name: timing.name,
    start: timing.startTime,
    sent: timing.requestStart || timing.startTime,
    first,
    end: timing.responseEnd,
    range: range ? { start: Number(range[1]), size: Number(range[2]) } : undefined,
  };
  const status = timing.responseStatus ?? 0;
  if (first === undefined || status >= 400) {
    const outcome = first === undefined ? 'unanswered' : 'failed';
    return { ...ask, bytes: 0, outcome, gatewayMs: undefined, storageMs: undefined };
  }
  // The browser's own copy keeps the Server-Timing of the day it was fetched: not today's.
  if (timing.transferSize < timing.encodedBodySize) {
    return { ...ask, bytes: 0, outcome: 'browser', gatewayMs: undefined, storageMs: undefined };
  }
  const outcome = outcomeOf(said.get('cache')?.description);
  return {
    ...ask,
    bytes: timing.encodedBodySize || undefined,
    outcome,
    gatewayMs: said.get('total')?.duration,
    // Where the first bytes were in memory, nobody waited for the storage.
    storageMs: outcome === 'partial' ? undefined : said.get('origin')?.duration,
  };
}

/**
 * @param {string | undefined} word
 * @returns {Outcome}
 */
function outcomeOf(word) {
  switch (word) {
    case 'hit':
    case 'partial':
    case 'joined':
    case 'miss':
    case 'bypass':
    case 'stale':
      return word;
    default:
      return 'unknown';
  }
}
