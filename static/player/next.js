/** What films are called, in which order people read names (2 comes before 10), and which comes next. */

const natural = new Intl.Collator(undefined, { numeric: true });

/**
 * @param {string} a
 * @param {string} b
 */
export function byName(a, b) {
  return natural.compare(a, b) || (a < b ? -1 : Number(a > b));
}

/**
 * @param {string} key
 * @param {readonly string[]} films whole keys of the folder, in the order in which they are shown
 * @returns {string | undefined} undefined after the last, and when `key` is not among them
 */
export function nextOf(key, films) {
  const at = films.indexOf(key);
  return at < 0 ? undefined : films[at + 1];
}

/** @param {string} key */
export function nameOf(key) {
  return key.slice(key.lastIndexOf('/') + 1) || key;
}
