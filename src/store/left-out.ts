/**
 * What lies in the folder and is not served, in words for the log: who drops films into a folder
 * and sees an empty library should not have to guess why.
 */
import { readdir } from 'node:fs/promises';
import { isBucketName } from './locate.ts';

/** Names in one sentence, at most. */
const NAMED = 10;

/** One sentence for each kind of thing that is left out; hidden things are not spoken of. */
export async function leftOut(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { withFileTypes: true });
  const shown = entries.filter(({ name }) => !name.startsWith('.'));
  const names = (kept: typeof shown): readonly string[] => kept.map(({ name }) => name).sort();
  const files = shown.filter((entry) => entry.isFile()).length;
  const misnamed = shown.filter((entry) => entry.isDirectory() && !isBucketName(entry.name));
  const links = shown.filter((entry) => entry.isSymbolicLink());
  return [
    files > 0 && `${count(files, 'file')} directly in the folder, outside of its folders`,
    misnamed.length > 0 && `folders whose names cannot be buckets: ${some(names(misnamed))}`,
    links.length > 0 && `links in place of folders: ${some(names(links))}`,
  ].filter((sentence) => sentence !== false);
}

function count(n: number, what: string): string {
  return n === 1 ? `1 ${what}` : `${n} ${what}s`;
}

function some(names: readonly string[]): string {
  const named = names.slice(0, NAMED).map((name) => JSON.stringify(name));
  const more = names.length - named.length;
  return named.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
