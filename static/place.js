/**
 * Where the page is: bucket, folder and film, and how the folder is looked at, as its own address
 * says it, and the addresses of other places. Keys go through encodeURIComponent only, so that any key survives the journey.
 */
import { isPlaylist } from './words.js';

/**
 * @typedef {object} Place
 * @property {string} bucket '' when none is chosen
 * @property {string} prefix the folder that is listed: '' for the top, else it ends in `/`
 * @property {string} key the whole key of the film on the screen, '' for none
 * @property {string} [q] what is searched for in the folder
 * @property {string} [sort] how it is sorted, as library/order.js reads it
 */

/**
 * @param {URL | Location} address
 * @returns {Place}
 */
export function placeAt(address) {
  const query = new URLSearchParams(address.search);
  return {
    bucket: query.get('bucket') ?? '',
    prefix: folderFrom(query.get('prefix') ?? ''),
    key: query.get('v') ?? '',
    q: query.get('q') ?? '',
    sort: query.get('sort') ?? '',
  };
}

/**
 * @param {string} prefix as somebody may have written it: the page shows folders, not all that
 *   begins alike
 * @returns {string} '' or with a slash at its end
 */
function folderFrom(prefix) {
  return prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
}

/**
 * @param {Place} place
 * @returns {string} path and query of the page there
 */
export function linkTo({ bucket, prefix, key, q = '', sort = '' }) {
  return `/${queryOf({ bucket, prefix, v: key, q, sort })}`;
}

/**
 * @param {{ bucket: string, key: string }} place
 * @returns {string} path and query of the film's bytes; a playlist's is a path alone, to which the
 *   names in it are relative
 */
export function mediaUrl({ bucket, key }) {
  if (isPlaylist(key)) {
    return `/objects/${[bucket, ...key.split('/')].map(encodeURIComponent).join('/')}`;
  }
  return `/watch${queryOf({ v: key, bucket })}`;
}

/**
 * @param {Record<string, string>} fields empty ones are left out
 * @returns {string} '' or a query that starts with `?`
 */
export function queryOf(fields) {
  const pairs = Object.entries(fields).filter(([, value]) => value !== '');
  const query = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  return query && `?${query}`;
}
