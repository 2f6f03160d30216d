/** Which names are taken in a bucket, asked with few requests. Knows no page. */
import { folderOf, partsOf } from './names.js';

/** @typedef {import('../catalog.js').Entry} Entry */
/** @typedef {(folder: { bucket: string, prefix: string }, cursor: string, signal: AbortSignal) => Promise<import('../catalog.js').Page>} List */

/** For more files in one folder than these, all of it is listed. */
const FEW = 8;
/** Pages that are asked for at most: of a folder that is longer some names go unnoticed, and the gateway refuses them itself. */
const MOST_PAGES = 40;
const AT_ONCE = 6;

/**
 * @param {List} list
 * @param {string} bucket
 * @param {readonly string[]} keys
 * @returns {Promise<Map<string, Entry>>} those of them that exist
 * @throws Problem
 */
export async function existingOf(list, bucket, keys) {
  /** @type {Map<string, string[]>} */
  const folders = new Map();
  for (const key of keys) folders.set(folderOf(key), [...(folders.get(folderOf(key)) ?? []), key]);
  // A key is the first of all that begin with it.
  const prefixes = [...folders].flatMap(([folder, names]) =>
    names.length > FEW
      ? [{ prefix: folder, pages: MOST_PAGES }]
      : names.map((prefix) => ({ prefix, pages: 1 })),
  );
  const wanted = new Set(keys);
  /** @type {Map<string, Entry>} */
  const found = new Map();
  const next = prefixes.values();
  const worker = async () => {
    for (const { prefix, pages } of next) {
      for (const entry of await allOf(list, { bucket, prefix }, pages)) {
        if (wanted.has(entry.key)) found.set(entry.key, entry);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return found;
}

/**
 * @param {List} list
 * @param {string} bucket
 * @param {string} key
 * @returns {Promise<Set<string>>} what is there of the same name with a number behind it
 * @throws Problem
 */
export async function numberedOf(list, bucket, key) {
  const prefix = `${partsOf(key).stem} (`;
  return new Set((await allOf(list, { bucket, prefix }, MOST_PAGES)).map((entry) => entry.key));
}

/**
 * @param {List} list
 * @param {{ bucket: string, prefix: string }} folder
 * @param {number} pages
 */
async function allOf(list, folder, pages) {
  const { signal } = new AbortController();
  const entries = [];
  let cursor = '';
  for (let page = 0; page < pages; page += 1) {
    const { objects, cursor: next } = await list(folder, cursor, signal);
    entries.push(...objects);
    if (next === null) break;
    cursor = next;
  }
  return entries;
}
