/** The key figures beside the title, as far as they are known. */
import { make } from '../elements.js';
import { delayInWords, sizeInWords } from '../words.js';
import { stallsInWords, tallyInWords } from './sentences.js';

/**
 * @typedef {object} Summary
 * @property {number | undefined} firstByteMs since the film was asked for
 * @property {number | undefined} gatewayMs of that, in the gateway
 * @property {number | undefined} firstFrameMs since the film was chosen
 * @property {number} pageMs of that, until the page could ask; 0 for a film that was chosen in it
 * @property {{ count: number, ms: number }} stalls
 * @property {Partial<Record<import('./read-request.js').Outcome, number>>} requests
 * @property {number} bytes of whole answers
 * @property {number} untold answers that were given up, whose bytes nobody knows
 */

/**
 * @param {HTMLElement} list a `dl`
 * @param {Summary | undefined} summary none when there is no film to speak of
 */
export function showFigures(list, summary) {
  const pairs = summary ? figuresOf(summary) : [];
  const said = JSON.stringify(pairs);
  if (list.dataset.said === said && list.childElementCount === pairs.length) return;
  list.dataset.said = said;
  list.replaceChildren(
    ...pairs.map(([what, label, words]) => {
      const pair = make('div', {}, make('dt', {}, label), make('dd', {}, words));
      pair.dataset.what = what;
      return pair;
    }),
  );
}

/**
 * @param {Summary} summary
 * @returns {[what: string, label: string, words: string][]}
 */
export function figuresOf({
  firstByteMs,
  gatewayMs,
  firstFrameMs,
  pageMs,
  stalls,
  requests,
  bytes,
  untold,
}) {
  /** @type {[string, string, string][]} */
  const pairs = [];
  if (firstFrameMs !== undefined) {
    const label = pageMs > 0 ? 'First frame from opening the page' : 'First frame';
    pairs.push(['frame', label, delayInWords(firstFrameMs)]);
  }
  if (firstByteMs !== undefined) pairs.push(['byte', 'First byte', delayInWords(firstByteMs)]);
  if (gatewayMs !== undefined) pairs.push(['gateway', 'in the gateway', delayInWords(gatewayMs)]);
  if (firstFrameMs !== undefined) pairs.push(['stalls', 'Stalls', stallsInWords(stalls)]);
  const from = tallyInWords(requests);
  if (from !== '') pairs.push(['from', 'Requests', from]);
  if (bytes > 0) pairs.push(['read', 'Read', `${untold > 0 ? '> ' : ''}${sizeInWords(bytes)}`]);
  return pairs;
}
