/**
 * The headers that came with a PUT (type, x-amz-meta-*, ...), kept beside the bucket and bound to
 * the very version they came with: an object that is later replaced by hand does not inherit them.
 * Written before its object appears, so that no reader ever sees the one without the other.
 */
import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { unless } from './errno.ts';
import type { Folder } from './folder.ts';

/** Response headers by lower-case name. */
export type StoredHeaders = Readonly<Record<string, string>>;

type Version = Pick<BigIntStats, 'ino' | 'size' | 'mtimeNs'>;

const STORED = new Set([
  'content-type',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
]);

/** Those headers of a PUT that belong to its object. */
export function headersToStore(headers: IncomingHttpHeaders): StoredHeaders {
  const stored: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value !== 'string' || value === '') continue;
    if (STORED.has(name) || name.startsWith('x-amz-meta-')) stored[name] = value;
  }
  return stored;
}

/** Keeps `headers` for the version `version` of the object; nothing is written when there are none. */
export async function writeSidecar(
  folder: Folder,
  bucket: string,
  key: string,
  version: Version,
  headers: StoredHeaders,
): Promise<void> {
  if (Object.keys(headers).length === 0) return;
  const place = placeOf(folder, bucket, key);
  await mkdir(place, { recursive: true });
  await writeFile(join(place, nameOf(version)), JSON.stringify(headers));
}

/** The headers kept for this version; none when it was not PUT, or PUT without any. */
export async function readSidecar(
  folder: Folder,
  bucket: string,
  key: string,
  version: Version,
): Promise<StoredHeaders> {
  const path = join(placeOf(folder, bucket, key), nameOf(version));
  const text = await unless(readFile(path, 'utf8'), 'ENOENT', 'ENOTDIR');
  return text === undefined ? {} : parse(text);
}

/** Forgets every version but `version`, or all of them. */
export async function dropSidecars(
  folder: Folder,
  bucket: string,
  key: string,
  version?: Version,
): Promise<void> {
  const place = placeOf(folder, bucket, key);
  const kept = version && nameOf(version);
  const names = (await unless(readdir(place), 'ENOENT')) ?? [];
  if (!names.some((name) => name === kept)) {
    await rm(place, { recursive: true, force: true });
    return;
  }
  for (const name of names) if (name !== kept) await rm(join(place, name), { force: true });
}

/** A crash may have left half a file; the object is then served without its headers. */
function parse(text: string): StoredHeaders {
  try {
    const value: unknown = JSON.parse(text);
    return headersToStore(typeof value === 'object' && value !== null ? { ...value } : {});
  } catch {
    return {};
  }
}

function placeOf(folder: Folder, bucket: string, key: string): string {
  const hash = createHash('sha256').update(`${bucket}/${key}`).digest('hex');
  return join(folder.sidecars, hash);
}

/** Without ctime: publishing renames, and a chmod is no new content. */
function nameOf({ ino, size, mtimeNs }: Version): string {
  return `${ino}-${size}-${mtimeNs}.json`;
}
