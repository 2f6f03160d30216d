/**
 * From what the browser reports of a film's requests to rows with numbers. Pure. A browser reports
 * a request when it ends, and the open range of a film may run for minutes; until then its row says
 * only what is certain: when it was due, and by when its first bytes must have been here.
 */

/** @typedef {import('./marks.js').Mark} Mark */
/** @typedef {import('./read-request.js').Outcome} Outcome */
/** @typedef {import('./read-request.js').Request} Request */
/** @typedef {'before' | 'way' | 'gateway' | 'storage' | 'unknown' | 'transfer'} Part */
/**
 * @typedef {object} Row ms since `zero`
 * @property {number} zero ms since the film was chosen: when the viewer asked, or the browser
 * @property {'opened' | 'seek' | 'more'} cause
 * @property {number | undefined} to second of the film that a seek went to
 * @property {Outcome} outcome
 * @property {{ part: Part, from: number, to: number }[]} parts in order, without holes
 * @property {number | undefined} firstMs
 * @property {boolean} atMost `firstMs` is a bound: the request has not been reported
 * @property {number | undefined} frameMs until the picture was there
 * @property {number} endMs
 * @property {Request | undefined} request
 */

/** A seek's own request follows at once; what is read later is read on. */
const CAUSED_WITHIN_MS = 1000;
/** Events and entries are stamped by different processes. */
const SLACK_MS = 5;

/**
 * @param {readonly Request[]} requests in any order
 * @param {readonly Mark[]} marks in order, the film first
 * @param {{ now: number, loading: boolean }} at `loading`: bytes of the film are still to come
 * @returns {Row[]} in order of time
 */
export function rowsOf(requests, marks, { now, loading }) {
  const since = marks[0]?.at ?? 0;
  const asks = marks.filter(({ kind }) => kind !== 'stall');
  const sorted = requests.toSorted((a, b) => a.start - b.start);
  const rows = sorted.map((request, i) => {
    const mark = causeOf(request.start, sorted[i - 1]?.start, asks);
    const zero = mark ? Math.min(mark.at, request.start) : request.start;
    return { ...placed(mark, zero, since), ...reported(request, zero) };
  });
  const mark = loading ? runningOf(sorted, asks) : undefined;
  return mark ? [...rows, { ...placed(mark, mark.at, since), ...running(mark, now) }] : rows;
}

/**
 * The viewer's act that a request answers: the last one before it, unless another did already.
 * @param {number} start
 * @param {number | undefined} before start of the request before it
 * @param {readonly Mark[]} asks
 */
function causeOf(start, before, asks) {
  const mark = asks.findLast(({ at }) => at <= start + SLACK_MS);
  if (!mark || (before !== undefined && before + SLACK_MS >= mark.at)) return undefined;
  return mark.kind === 'film' || start - mark.at < CAUSED_WITHIN_MS ? mark : undefined;
}

/**
 * What had to be asked for and has no entry is running. Reading on is not guessed at.
 * @param {readonly Request[]} requests
 * @param {readonly Mark[]} asks
 */
function runningOf(requests, asks) {
  const mark = asks.findLast(({ buffered }) => !buffered);
  const isReported = requests.some(({ start }) => mark && start + SLACK_MS >= mark.at);
  return isReported ? undefined : mark;
}

/**
 * @param {Mark | undefined} mark
 * @param {number} zero
 * @param {number} since
 * @returns {Pick<Row, 'zero' | 'cause' | 'to' | 'frameMs'>}
 */
function placed(mark, zero, since) {
  const cause = mark ? (mark.kind === 'film' ? 'opened' : 'seek') : 'more';
  const frameMs = mark?.until === undefined ? undefined : mark.until - zero;
  return { zero: Math.max(0, zero - since), cause, to: mark?.seconds, frameMs };
}

/**
 * @param {Request} request
 * @param {number} zero
 */
function reported(request, zero) {
  const { start, sent, first = request.end, end, outcome, gatewayMs = 0, storageMs = 0 } = request;
  const waited = Math.max(0, first - sent);
  const inGateway = Math.min(waited, gatewayMs);
  const inStorage = Math.min(inGateway, storageMs);
  /** @type {[Part, number][]} */
  const lengths = [
    ['before', Math.max(sent, start) - zero],
    [request.gatewayMs === undefined ? 'unknown' : 'way', waited - inGateway],
    ['gateway', inGateway - inStorage],
    ['storage', inStorage],
    ['transfer', Math.max(0, end - first)],
  ];
  const firstMs = request.first === undefined ? undefined : request.first - zero;
  return { request, outcome, firstMs, atMost: false, endMs: end - zero, parts: inRow(lengths) };
}

/**
 * @param {Mark} mark
 * @param {number} now
 */
function running({ at, here, until }, now) {
  const endMs = now - at;
  const known = here ?? until;
  const firstMs = known === undefined ? undefined : known - at;
  /** @type {[Part, number][]} */
  const lengths = [
    ['unknown', firstMs ?? endMs],
    ['transfer', endMs - (firstMs ?? endMs)],
  ];
  /** @type {Outcome} */
  const outcome = 'open';
  return { request: undefined, outcome, firstMs, atMost: true, endMs, parts: inRow(lengths) };
}

/** @param {[Part, number][]} lengths */
function inRow(lengths) {
  let from = 0;
  return lengths.flatMap(([part, length]) => {
    const to = from + length;
    const one = { part, from, to };
    from = to;
    return length > 0 ? [one] : [];
  });
}
