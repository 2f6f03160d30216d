/** What files are called once they are in a bucket: names as they came, and others beside them. Pure. */

/** S3's own bound. */
const MOST_BYTES = 1024;

/**
 * @param {string} key
 * @returns {string} the last part of it; the whole where that is empty
 */
export function nameIn(key) {
  return key.slice(key.lastIndexOf('/') + 1) || key;
}

/**
 * @param {string} key
 * @returns {string} '' for the top, else it ends in `/`
 */
export function folderOf(key) {
  return key.slice(0, key.lastIndexOf('/') + 1);
}

/**
 * @param {string} prefix of a folder
 * @param {string} path below it
 * @returns {string} the whole key
 * @throws RangeError when the prefix is no folder's: both would be glued into another name
 */
export function keyIn(prefix, path) {
  if (prefix === '' || prefix.endsWith('/')) return prefix + path;
  throw new RangeError(`“${prefix}” is no folder: a folder has a slash at its end.`);
}

/**
 * @param {string} key
 * @returns {string} why no object can be called so, in words; '' when one can
 */
export function faultOf(key) {
  if (key.includes('\0')) return 'Its name has a NUL character in it, which no object may have.';
  const bytes = new TextEncoder().encode(key).length;
  if (bytes <= MOST_BYTES) return '';
  return `Its name with its folder is ${bytes} bytes long; ${MOST_BYTES} is the most.`;
}

/**
 * @param {string} key
 * @returns {{ stem: string, ending: string, count: number }} `clips/film (2).mp4` is `clips/film`,
 *   `.mp4` and 2; the count of a name without one is 1
 */
export function partsOf(key) {
  const at = key.lastIndexOf('.');
  // A dot in front makes no ending: `.profile` is all name.
  const isEnding = at > folderOf(key).length;
  const body = isEnding ? key.slice(0, at) : key;
  const [, stem = body, count = '1'] = /^(.+) \(([2-9]|[1-9]\d{1,5})\)$/s.exec(body) ?? [];
  return { stem, ending: isEnding ? key.slice(at) : '', count: Number(count) };
}

/**
 * @param {string} key that is taken
 * @param {(key: string) => boolean} isTaken
 * @returns {string} the next free one with a number: `film.mp4`, `film (2).mp4`, `film (3).mp4`
 */
export function besideOf(key, isTaken) {
  const { stem, ending, count } = partsOf(key);
  for (let number = count + 1; ; number += 1) {
    const other = `${stem} (${number})${ending}`;
    if (!isTaken(other)) return other;
  }
}

/**
 * @param {{ bucket: string, prefix: string }} place
 * @returns {string} how the folder is called
 */
export function folderInWords({ bucket, prefix }) {
  return prefix === '' ? bucket : prefix.replace(/\/$/, '');
}
