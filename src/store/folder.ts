/**
 * The folder that the store keeps its buckets in, and what writing to it needs: the store's own
 * room `.firstbyte` on the same volume (no valid bucket name, so never listed), made only when
 * something is written, so that a folder that may only be read can be served.
 */
import { randomUUID } from 'node:crypto';
import { lstat, mkdir, open, readdir, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Completed, createCompleted } from './completed.ts';
import { unless } from './errno.ts';

/** Nobody writes to a temporary file for so long and still lives. */
const STALE_TEMPORARY_MS = 60 * 60 * 1000;
/** Unfinished multipart uploads are kept for a week. */
const STALE_UPLOAD_MS = 7 * 24 * 60 * 60 * 1000;

export interface Folder {
  /** Real path that holds the buckets. */
  readonly root: string;
  /** Metadata that came with PUTs, by key and version. */
  readonly sidecars: string;
  /** Unfinished multipart uploads. */
  readonly uploads: string;
  /** Uploads that became objects lately. */
  readonly completed: Completed;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Removes what crashes left behind, and uploads that were not finished in a week. */
  tidy(): Promise<void>;
  /** A new file in `.firstbyte`, opened for writing; a crash leaves it for the next start to remove. */
  createTemporary(): Promise<{ path: string; handle: Awaited<ReturnType<typeof open>> }>;
  /**
   * A modification time in seconds that no other write of this process got: inode numbers are
   * reused and the kernel's clock ticks slowly, so that two versions could look the same without it.
   */
  nextModified(): number;
  /** Runs `work` after everything that was given earlier for the same `name`. */
  serially<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/** The names of temporary files and of uploads: nothing else in there is the store's to remove. */
const OWN_NAME = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Opens the folder at `mediaDir` and tidies it.
 * @throws Error when the store's own room is not made of real folders: a link would lead out of `mediaDir`
 */
export async function openFolder(mediaDir: string, now: () => number): Promise<Folder> {
  const root = await realpath(mediaDir);
  const own = join(root, '.firstbyte');
  const temporary = join(own, 'tmp');
  const uploads = join(own, 'uploads');
  const sidecars = join(own, 'meta');
  for (const path of [own, temporary, uploads, sidecars]) await refuseStrange(path);
  const tidy = async (): Promise<void> => {
    await removeOlder(temporary, now() - STALE_TEMPORARY_MS);
    await removeOlder(uploads, now() - STALE_UPLOAD_MS);
  };
  await tidy();
  let modifiedMicros = 0;
  const queues = new Map<string, Promise<unknown>>();
  return {
    root,
    sidecars,
    uploads,
    completed: createCompleted(),
    now,
    tidy,
    async createTemporary() {
      await mkdir(temporary, { recursive: true });
      const path = join(temporary, randomUUID());
      return { path, handle: await open(path, 'wx') };
    },
    nextModified() {
      modifiedMicros = Math.max(modifiedMicros + 1, now() * 1000);
      // The system cuts to microseconds what a double holds to a quarter of one: aim at the middle.
      return (modifiedMicros + 0.5) / 1e6;
    },
    async serially(name, work) {
      const mine = (queues.get(name) ?? Promise.resolve()).then(work, work);
      queues.set(name, mine);
      try {
        return await mine;
      } finally {
        if (queues.get(name) === mine) queues.delete(name);
      }
    },
  };
}

/** What is not there yet will be made as a real folder. */
async function refuseStrange(path: string): Promise<void> {
  const stats = await unless(lstat(path), 'ENOENT');
  if (stats !== undefined && !stats.isDirectory()) {
    throw new Error(`${path} has to be a real folder: the store keeps its own things there`);
  }
}

async function removeOlder(path: string, beforeMs: number): Promise<void> {
  for (const name of (await unless(readdir(path), 'ENOENT')) ?? []) {
    if (!OWN_NAME.test(name)) continue;
    const child = join(path, name);
    const stats = await unless(lstat(child), 'ENOENT');
    if (stats !== undefined && stats.mtimeMs < beforeMs) {
      // Neither this nor what it finds inside follows links.
      await unless(rm(child, { recursive: true, force: true }), 'EACCES', 'EPERM', 'EROFS');
    }
  }
}
