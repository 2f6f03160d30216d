/** The film after this one, in the order in which people read names: 2 comes before 10. */

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
 * @param {readonly string[]} films whole keys of the folder, in any order
 * @returns {string | undefined} undefined after the last, and when `key` is not among them
 */
export function nextOf(key, films) {
  if (!films.includes(key)) return undefined;
  /** @type {string | undefined} */
  let next;
  for (const film of films) {
    if (byName(film, key) > 0 && (next === undefined || byName(film, next) < 0)) next = film;
  }
  return next;
}

/** @param {string} key */
export function nameOf(key) {
  return key.slice(key.lastIndexOf('/') + 1) || key;
}
