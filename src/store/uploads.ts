/**
 * Unfinished multipart uploads on the disk: `.firstbyte/uploads/ID/` holds `upload.json` (where it
 * is to go, and with which headers) and one file per part, named by number and MD5. Listed nowhere.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unless } from './errno.ts';
import type { Folder } from './folder.ts';
import { S3Error } from './s3-error.ts';
import { headersToStore, type StoredHeaders } from './sidecar.ts';

export interface Upload {
  readonly id: string;
  readonly path: string;
  /** For the object to be. */
  readonly headers: StoredHeaders;
}

export interface StoredPart {
  readonly number: number;
  /** Lower-case hex. */
  readonly md5: string;
  readonly path: string;
}

const DESCRIPTION = 'upload.json';

export async function createUpload(
  folder: Folder,
  bucket: string,
  key: string,
  headers: StoredHeaders,
): Promise<string> {
  const id = randomUUID();
  const path = join(folder.uploads, id);
  await mkdir(path, { recursive: true });
  await writeFile(join(path, DESCRIPTION), JSON.stringify({ bucket, key, headers }));
  return id;
}

/** @throws S3Error `NoSuchUpload`, also when `id` belongs to another key */
export async function openUpload(
  folder: Folder,
  bucket: string,
  key: string,
  id: string,
): Promise<Upload> {
  // What is no id of ours must not become part of a path.
  if (!/^[0-9a-f-]{36}$/.test(id)) throw new S3Error('NoSuchUpload');
  const path = join(folder.uploads, id);
  const text = await unless(readFile(join(path, DESCRIPTION), 'utf8'), 'ENOENT');
  const description: unknown = text === undefined ? undefined : JSON.parse(text);
  if (typeof description !== 'object' || description === null) throw new S3Error('NoSuchUpload');
  const { bucket: itsBucket, key: itsKey, headers } = { ...EMPTY, ...description };
  if (itsBucket !== bucket || itsKey !== key) throw new S3Error('NoSuchUpload');
  return { id, path, headers: headersToStore(headers) };
}

const EMPTY = { bucket: '', key: '', headers: {} };

/** Makes the complete temporary file `from` part `number`, instead of one that was there. */
export async function addPart(
  upload: Upload,
  number: number,
  md5: string,
  from: string,
): Promise<void> {
  const name = `${number}.${md5}`;
  try {
    await rename(from, join(upload.path, name));
  } catch (error) {
    // Completed or aborted while the part was on its way.
    if ((await unless(stat(upload.path), 'ENOENT')) === undefined)
      throw new S3Error('NoSuchUpload');
    throw error;
  }
  for (const part of await listParts(upload)) {
    if (part.number === number && part.md5 !== md5) await rm(part.path, { force: true });
  }
}

/** In order of their numbers. */
export async function listParts(upload: Upload): Promise<StoredPart[]> {
  const names = (await unless(readdir(upload.path), 'ENOENT')) ?? [];
  return names
    .flatMap((name) => {
      const [, number, md5] = /^(\d+)\.([0-9a-f]{32})$/.exec(name) ?? [];
      if (number === undefined || md5 === undefined) return [];
      return [{ number: Number(number), md5, path: join(upload.path, name) }];
    })
    .sort((a, b) => a.number - b.number);
}

export async function removeUpload(upload: Upload): Promise<void> {
  await rm(upload.path, { recursive: true, force: true });
}
