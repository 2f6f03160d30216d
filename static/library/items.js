/** What a page of a listing becomes: items with a kind, a name and what can be searched. Pure. */
import { isFilm } from '../words.js';

/** @typedef {'folder' | 'film' | 'other'} Kind in the order in which they are shown */
/**
 * @typedef {object} Item
 * @property {string} id the same as long as it looks the same
 * @property {Kind} kind
 * @property {string} key whole; a folder's ends in `/`
 * @property {string} name without the folder it lies in
 * @property {string} folded the name as searches compare it
 * @property {number} modified milliseconds since the epoch, NaN where it is not known
 * @property {import('../catalog.js').Entry | null} entry null for folders
 */

/**
 * @param {string} text
 * @returns {string} without case, accents and compatibility forms
 */
export function fold(text) {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/**
 * @param {string} prefix of the folder
 * @param {Pick<import('../catalog.js').Page, 'objects' | 'prefixes'>} page
 * @returns {Item[]} in the order of the page, folders first
 */
export function itemsOf(prefix, { objects, prefixes }) {
  const folders = prefixes.map((key) => itemOf(prefix, 'folder', key, null));
  const others = objects.map((entry) =>
    itemOf(prefix, isFilm(entry.key) ? 'film' : 'other', entry.key, entry),
  );
  return [...folders, ...others];
}

/**
 * @param {string} prefix
 * @param {Kind} kind
 * @param {string} key
 * @param {import('../catalog.js').Entry | null} entry
 * @returns {Item}
 */
function itemOf(prefix, kind, key, entry) {
  const name = key.slice(prefix.length) || key;
  const id = [kind, key, entry?.etag, entry?.size, entry?.lastModified].join('\n');
  const modified = Date.parse(entry?.lastModified ?? '');
  return { id, kind, key, name, folded: fold(name), modified, entry };
}

/**
 * @param {Item['entry']} entry
 * @returns {boolean} whether there is nothing in it: no picture, no length
 */
export function isEmpty(entry) {
  return entry?.size === 0;
}

/**
 * @param {string} query words between spaces
 * @returns {(item: Item) => boolean} whether every word is somewhere in its name
 */
export function matching(query) {
  const words = fold(query).split(/\s+/).filter(Boolean);
  return ({ folded }) => words.every((word) => folded.includes(word));
}

/**
 * @param {readonly Item[]} items
 * @returns {{ films: string[], tracks: string[] }} whole keys of what can be watched, and of
 *   subtitles
 */
export function siblingsIn(items) {
  const films = items.filter(({ kind }) => kind === 'film');
  const tracks = items.filter(({ key }) => /\.vtt$/i.test(key));
  return { films: films.map(({ key }) => key), tracks: tracks.map(({ key }) => key) };
}
