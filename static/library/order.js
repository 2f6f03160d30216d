/** In which order a folder is shown. Pure. Kinds stay together: folders, films, the rest. */
import { byName } from '../player/next.js';

/** @typedef {import('./items.js').Item} Item */
/** @typedef {'name' | 'date' | 'size' | 'length'} By */
/** @typedef {{ by: By, down: boolean }} Order down: the latest, largest, longest first */
/** @typedef {(a: Item, b: Item) => number} Compare never 0 for different keys */

/** @type {readonly By[]} */
export const WAYS = ['name', 'date', 'size', 'length'];
const KINDS = { folder: 0, film: 1, other: 2 };

/**
 * @param {string} text as in the address: `name`, `-date` and so on
 * @returns {Order} by name where it says nothing sensible
 */
export function orderFrom(text) {
  const by = WAYS.find((way) => way === text.replace(/^-/, ''));
  return by === undefined ? { by: 'name', down: false } : { by, down: text.startsWith('-') };
}

/**
 * @param {Order} order
 * @returns {string} as orderFrom() reads it; '' for the usual one
 */
export function orderText({ by, down }) {
  const text = `${down ? '-' : ''}${by}`;
  return text === 'name' ? '' : text;
}

/**
 * @param {Order} order
 * @param {(item: Item) => number} lengthOf seconds, NaN where it is not known
 * @returns {Compare} what is not known comes last in either direction, in order of its name
 */
export function comparing({ by, down }, lengthOf) {
  const sign = down ? -1 : 1;
  const measure = {
    name: () => 0,
    date: (/** @type {Item} */ item) => item.modified,
    size: (/** @type {Item} */ item) => item.entry?.size ?? Number.NaN,
    length: lengthOf,
  }[by];
  const nameSign = by === 'name' ? sign : 1;
  return (a, b) => {
    if (a.kind !== b.kind) return KINDS[a.kind] - KINDS[b.kind];
    const [one, other] = [measure(a), measure(b)];
    if (Number.isNaN(one) !== Number.isNaN(other)) return Number.isNaN(one) ? 1 : -1;
    return (one < other ? -sign : one > other ? sign : 0) || byName(a.name, b.name) * nameSign;
  };
}

/**
 * @param {readonly Item[]} sorted
 * @param {readonly Item[]} more in any order
 * @param {Compare} compare
 * @returns {Item[]} all of them in order; in time that grows with their number, since pages mostly
 *   come in it
 */
export function merged(sorted, more, compare) {
  const late = [...more].sort(compare);
  const last = sorted.at(-1);
  if (late[0] === undefined) return [...sorted];
  if (last === undefined || compare(last, late[0]) < 0) return [...sorted, ...late];
  /** @type {Item[]} */
  const all = [];
  let next = 0;
  for (const item of sorted) {
    for (let one = late[next]; one && compare(one, item) < 0; one = late[next]) {
      all.push(one);
      next += 1;
    }
    all.push(item);
  }
  return [...all, ...late.slice(next)];
}

/**
 * @param {readonly Item[]} before
 * @param {readonly Item[]} sorted the same ones in another order, kinds together as before
 * @param {(item: Item) => boolean} isKept
 * @returns {Item[]} sorted, but the kept ones are where they were
 */
export function sortedAround(before, sorted, isKept) {
  const others = sorted.filter((item) => !isKept(item));
  let next = 0;
  return before.map((item) => {
    if (isKept(item)) return item;
    next += 1;
    return others[next - 1] ?? item;
  });
}
