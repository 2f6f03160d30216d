/** Names that are taken: asks what is to become of each, before anything is sent. */
import { make } from '../elements.js';
import { dateInWords, sizeInWords } from '../words.js';
import { ask } from './ask.js';
import { existingOf, numberedOf } from './existing.js';
import { besideOf, folderInWords, folderOf, nameIn } from './names.js';

/** @typedef {import('./uploads.js').Wanted} Wanted */
/** @typedef {Wanted & { onlyNew: boolean }} Decided */

/**
 * @param {readonly Wanted[]} wanted of one bucket
 * @param {object} about
 * @param {import('./existing.js').List} about.list
 * @param {ReadonlySet<string>} about.coming keys that are on their way there
 * @returns {Promise<Decided[]>} those that are to be sent, under the names that they get
 */
export async function decide(wanted, { list, coming }) {
  const { bucket } = wanted[0] ?? { bucket: '' };
  // Whoever may write need not be able to list: then the gateway says which names are taken.
  const existing = await existingOf(
    list,
    bucket,
    wanted.map(({ key }) => key),
  ).catch(() => new Map());
  const taken = new Set([...coming, ...existing.keys()]);
  const isTaken = (/** @type {string} */ key) => taken.has(key);
  let left = wanted.filter(({ key }) => isTaken(key)).length;
  /** What was chosen for all that are left. */
  let forAll = '';
  /** @type {Decided[]} */
  const decided = [];
  for (const one of wanted) {
    const { key } = one;
    if (!isTaken(key)) {
      taken.add(key);
      decided.push({ ...one, onlyNew: true });
      continue;
    }
    left -= 1;
    const numbered = await numberedOf(list, bucket, key).catch(() => new Set());
    const beside = besideOf(key, (other) => numbered.has(other) || isTaken(other));
    const { answer, isForAll } = forAll
      ? { answer: forAll, isForAll: true }
      : await question(one, existing.get(key), beside, left);
    if (isForAll) forAll = answer || 'skip';
    if (answer === 'replace') decided.push({ ...one, onlyNew: false });
    if (answer !== 'both') continue;
    taken.add(beside);
    decided.push({ ...one, key: beside, onlyNew: true });
  }
  return decided;
}

/**
 * @param {Wanted} wanted
 * @param {import('../catalog.js').Entry | undefined} entry what is there; undefined for one on its way
 * @param {string} beside the key that it would get
 * @param {number} others names after this one that are taken, too, at least
 */
async function question({ bucket, key, file }, entry, beside, others) {
  const place = folderInWords({ bucket, prefix: folderOf(key) });
  const there = entry
    ? `There: ${sizeInWords(entry.size)}${entry.lastModified ? `, ${dateInWords(entry.lastModified)}` : ''}`
    : 'One of this name is being uploaded';
  const yours = `Yours: ${sizeInWords(file.size)}, ${dateInWords(new Date(file.lastModified).toISOString())}`;
  const box = make('input', { type: 'checkbox' });
  const all = make('label', { class: 'for-all' }, box, `Do the same for ${others} more`);
  const answer = await ask({
    title: 'This name is taken',
    body: [
      make('span', {}, make('strong', { dir: 'auto' }, nameIn(key)), ` is in ${place} already.`),
      make('span', {}, there, make('br'), yours),
    ],
    extra: others > 0 ? all : null,
    answers: [
      { label: 'Keep both', value: 'both', look: 'strong' },
      { label: 'Replace', value: 'replace' },
      { label: 'Skip', value: 'skip' },
    ],
  });
  return { answer, isForAll: box.checked, beside };
}
