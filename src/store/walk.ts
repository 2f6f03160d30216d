/**
 * The keys of a bucket in listing order, lazily, straight from its folders: one folder is read
 * and sorted at a time, and folders that prefix or position rule out are not read at all.
 * Symlinks to folders are not followed, symlinks to files of the same bucket are objects, and so
 * are hidden files put there by hand.
 */
import type { Dirent } from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { compareBytes } from './byte-order.ts';
import { unless } from './errno.ts';
import { isContinued, MAX_KEY_BYTES, namesOf, segmentOf } from './paths.ts';

/** How far a listing has come. May be moved forward while the walk is under way. */
export interface Position {
  /** Keys up to and with this one are done; '' at the beginning. */
  after: string;
  /** `after` is a rolled-up prefix: every key that begins with it is done. */
  rolled: boolean;
}

export interface Found {
  readonly key: string;
  readonly path: string;
}

/**
 * Yields every object of the bucket at `root` whose key begins with `prefix` and lies beyond
 * `position`, in byte order.
 */
export async function* walk(
  root: string,
  prefix: string,
  position: Position,
): AsyncGenerator<Found, void> {
  const base = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  const segments = base.split('/').slice(0, -1);
  // No key holds such segments, and the disk would take them for something else.
  if (base.includes('\0') || segments.some((segment) => /^\.\.?$/.test(segment))) return;
  const start = join(root, ...segments.flatMap((segment) => namesOf(segment, false)));
  const real = await unless(realpath(start), 'ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG');
  if (real === start) yield* walkFolder({ root, prefix, position }, start, base);
}

interface Walk {
  readonly root: string;
  readonly prefix: string;
  readonly position: Position;
}

async function* walkFolder(scope: Walk, path: string, base: string): AsyncGenerator<Found, void> {
  for (const entry of await readSorted(path)) {
    const key = base + entry.name;
    if (!mayHold(scope, key, entry.isFolder)) continue;
    if (entry.isFolder) yield* walkFolder(scope, entry.path, key);
    else if (!entry.isLink || (await leadsToObject(scope.root, entry.path))) {
      yield { key, path: entry.path };
    }
  }
}

/** Whether `key`, or with `isFolder` any key that begins with it, may still be wanted. */
function mayHold({ prefix, position }: Walk, key: string, isFolder: boolean): boolean {
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) return false;
  if (!key.startsWith(prefix) && !(isFolder && prefix.startsWith(key))) return false;
  const { after, rolled } = position;
  if (rolled && key.startsWith(after)) return false;
  return compareBytes(key, after) > 0 || (isFolder && after.startsWith(key));
}

interface Child {
  /** Relative key: the segment, with a slash behind it when it is a folder. */
  readonly name: string;
  readonly path: string;
  readonly isFolder: boolean;
  readonly isLink: boolean;
}

async function readSorted(path: string): Promise<Child[]> {
  const children = await readChildren(path, []);
  return children.sort((a, b) => compareBytes(a.name, b.name));
}

/** Long segments are put together at once, so that they sort among their siblings; they are rare. */
async function readChildren(path: string, before: readonly string[]): Promise<Child[]> {
  const children: Child[] = [];
  const gone = ['ENOENT', 'ENOTDIR', 'EACCES'];
  for (const dirent of (await unless(readdir(path, { withFileTypes: true }), ...gone)) ?? []) {
    const names = [...before, dirent.name];
    const child = join(path, dirent.name);
    if (!(await isNameable(dirent.name, child))) continue;
    if (isContinued(dirent.name)) {
      if (dirent.isDirectory()) children.push(...(await readChildren(child, names)));
      continue;
    }
    const kind = kindOf(dirent);
    const segment = kind && segmentOf(names, kind !== 'folder');
    if (segment === undefined) continue;
    const isFolder = kind === 'folder';
    const name = isFolder ? `${segment}/` : segment;
    children.push({ name, path: child, isFolder, isLink: kind === 'link' });
  }
  return children;
}

/** Whether `name` is what the disk calls it. What is not UTF-8 there was decoded into something else. */
async function isNameable(name: string, path: string): Promise<boolean> {
  return !name.includes('\ufffd') || (await unless(lstat(path), 'ENOENT')) !== undefined;
}

function kindOf(dirent: Dirent): 'folder' | 'file' | 'link' | undefined {
  if (dirent.isDirectory()) return 'folder';
  if (dirent.isFile()) return 'file';
  return dirent.isSymbolicLink() ? 'link' : undefined;
}

async function leadsToObject(root: string, path: string): Promise<boolean> {
  const target = await unless(realpath(path), 'ENOENT', 'ELOOP', 'ENOTDIR', 'EACCES');
  if (target === undefined || !target.startsWith(root + sep)) return false;
  return (await unless(stat(target), 'ENOENT'))?.isFile() === true;
}
