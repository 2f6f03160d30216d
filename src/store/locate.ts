/**
 * Bucket and key to a place on the disk that is sure to lie inside the bucket's folder. Folders
 * that are symlinks are never followed; an object may be a symlink to a file of its own bucket.
 * Whoever can swap folders behind the store's back between check and use can read the disk anyway.
 */
import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, realpath, rmdir } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { errnoOf, unless } from './errno.ts';
import type { Folder } from './folder.ts';
import { keyToPath } from './paths.ts';
import { S3Error } from './s3-error.ts';

export interface Opened {
  readonly handle: FileHandle;
  readonly stats: BigIntStats;
}

/** Where `bucket` is kept. @throws S3Error `NoSuchBucket` */
export async function bucketFolder(folder: Folder, bucket: string): Promise<string> {
  const path = join(folder.root, bucket);
  const stats = isBucketName(bucket) ? await unless(lstat(path), 'ENOENT', 'ENOTDIR') : undefined;
  if (!stats?.isDirectory()) throw new S3Error('NoSuchBucket');
  return path;
}

/** S3's rules for bucket names, which also keep `..`, `.firstbyte` and separators out. */
export function isBucketName(name: string): boolean {
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) return false;
  return !name.includes('..') && !/^\d+\.\d+\.\d+\.\d+$/.test(name);
}

/** Opens an object for reading. @throws S3Error `NoSuchKey`, `NoSuchBucket` */
export async function openObject(folder: Folder, bucket: string, key: string): Promise<Opened> {
  const root = await bucketFolder(folder, bucket);
  const names = namesToRead(key);
  for (let attempt = 1; ; attempt++) {
    const opened = await openInside(root, join(root, ...names));
    if (opened === undefined) throw new S3Error('NoSuchKey');
    // No link left means replaced or deleted since it was opened: look again. Some network file
    // systems never count links, hence the bound.
    if (opened.stats.nlink > 0n || attempt === 3) return opened;
    await opened.handle.close();
  }
}

/** Where `key` would be. What a folder cannot hold was never stored, so it is missing like any other. */
function namesToRead(key: string): string[] {
  try {
    return keyToPath(key);
  } catch (error) {
    if (error instanceof S3Error) throw new S3Error('NoSuchKey');
    throw error;
  }
}

async function openInside(root: string, path: string): Promise<Opened | undefined> {
  const gone = ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO', 'EISDIR'];
  const parent = dirname(path);
  if ((await unless(realpath(parent), ...gone)) !== parent) return undefined;
  const target = await unless(realpath(path), ...gone);
  if (target === undefined || !target.startsWith(root + sep)) return undefined;
  // Not blocking: opening a FIFO would wait for a writer.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await unless(open(target, flags), ...gone);
  if (handle === undefined) return undefined;
  const stats = await handle.stat({ bigint: true });
  if (stats.isFile()) return { handle, stats };
  await handle.close();
  return undefined;
}

/**
 * The path of `key` for writing or deleting, its parents checked to be real folders.
 * @param make make missing parents; without it, undefined is returned when one is missing
 * @throws S3Error `KeyConflict` when a parent to be made is an object, `AccessDenied` when a symlink is in the way
 */
export async function writablePath(
  root: string,
  names: readonly string[],
  make: boolean,
): Promise<string | undefined> {
  let path = root;
  for (const name of names.slice(0, -1)) {
    path = join(path, name);
    if (make) await unless(mkdir(path), 'EEXIST');
    const stats = await unless(lstat(path), 'ENOENT', 'ENOTDIR');
    if (stats === undefined && !make) return undefined;
    if (stats?.isSymbolicLink()) throw new S3Error('AccessDenied', 'A folder of the key is a link');
    if (stats?.isDirectory() === false) {
      if (!make) return undefined;
      throw new S3Error('KeyConflict');
    }
  }
  path = join(path, ...names.slice(-1));
  const stats = await unless(lstat(path), 'ENOENT', 'ENOTDIR');
  if (stats?.isSymbolicLink()) {
    const target = await unless(realpath(path), 'ENOENT', 'ELOOP');
    if (target === undefined || !target.startsWith(root + sep)) {
      throw new S3Error('AccessDenied', 'The key is a link out of its bucket');
    }
  }
  return path;
}

/** Removes the folders above `path` that are empty, up to and without `root`: S3 has no folders. */
export async function pruneParents(root: string, path: string): Promise<void> {
  for (let parent = dirname(path); parent !== root; parent = dirname(parent)) {
    try {
      await rmdir(parent);
    } catch (error) {
      // Not empty, or somebody else pruned or refilled it at the same moment: all fine.
      if (errnoOf(error) === undefined) throw error;
      return;
    }
  }
}
