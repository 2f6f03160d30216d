/** What the library says: how much there is, and what helps when there is nothing. Pure. */
import { counted } from '../words.js';

/**
 * @typedef {object} Known
 * @property {readonly { kind: import('./items.js').Kind }[]} all
 * @property {number} shown how many of all match the search
 * @property {string} q '' when nothing is searched for
 * @property {boolean} more whether pages are still coming
 * @property {boolean} cut whether the page stopped asking
 */

/**
 * @param {Known} known
 * @returns {string} '' as long as nothing is known
 */
export function countInWords({ all, shown, q, more, cut }) {
  const of = (/** @type {import('./items.js').Kind} */ kind) =>
    all.reduce((sum, item) => sum + Number(item.kind === kind), 0);
  const [folders, films, others] = [of('folder'), of('film'), of('other')];
  const so = more ? ' so far…' : cut ? ', and there are more' : '';
  if (q !== '' && all.length > 0) return `${grouped(shown)} of ${grouped(all.length)}${so}`;
  if (more || cut) return all.length === 0 ? '' : `${grouped(all.length)} objects${so}`;
  const parts = [
    films > 0 && counted(films, 'film'),
    folders > 0 && counted(folders, 'folder'),
    others > 0 && counted(others, 'other object'),
  ];
  return parts.filter(Boolean).join(' · ');
}

/**
 * @param {object} lengths of the films that are shown
 * @param {number} lengths.known
 * @param {number} lengths.of
 * @param {boolean} lengths.isReading whether more will be known
 * @returns {string} '' when all are
 */
export function lengthsInWords({ known, of, isReading }) {
  if (known === of) return '';
  const words = `${grouped(known)} of ${counted(of, 'length')} known`;
  return isReading ? `${words} so far…` : `${words}, the others last`;
}

/**
 * @param {{ prefix: string, q: string, writable: boolean }} about q: what nothing was found by, ''
 *   when nothing is there
 * @returns {{ title: string, detail: string }} why there is no tile
 */
export function bareInWords({ prefix, q, writable }) {
  if (q !== '') {
    return { title: 'Nothing found', detail: `No name in this folder has “${q}” in it.` };
  }
  const title = prefix ? 'An empty folder' : 'Nothing here yet';
  if (writable) return { title, detail: 'Drop films anywhere on this page, or upload them.' };
  const place = prefix ? 'folder' : 'bucket';
  return { title, detail: `Films that are put into this ${place} appear here.` };
}

/** @param {number} count */
function grouped(count) {
  return count.toLocaleString('en');
}

/**
 * @param {number} status of the gateway's answer, 0 for none
 * @returns {string} what a person can do about it; '' where the problem's own words are enough
 */
export function adviceOn(status) {
  if (status === 401) return 'Reload the page and sign in, or open the link that you were given.';
  if (status === 404) return 'It may have been renamed or removed: choose another one.';
  if (status === 403)
    return 'Choose another bucket, or ask whoever runs this gateway to let you in.';
  if (status === 429 || status === 503) return 'It has a lot to do. Wait a moment, then try again.';
  return '';
}
