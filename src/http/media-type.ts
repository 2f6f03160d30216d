/** Content-Type of an object: the origin's word, unless it says nothing; then the key's extension. */
import { lookup } from 'mime-types';

/** What stores answer when nobody told them a type at upload. */
const GENERIC = new Set(['', 'binary/octet-stream', 'application/octet-stream']);

/** The database lists these for `.mp4` and `.m4s` too, or has nothing; players want these. */
const VIDEO_TYPES: Readonly<Record<string, string>> = {
  mp4: 'video/mp4',
  m4v: 'video/x-m4v',
  m4s: 'video/iso.segment',
  mkv: 'video/x-matroska',
};

/**
 * @param stored Content-Type as the origin gave it, if any
 * @param key the object's key; only its extension counts, in any case
 * @returns a type that is never empty
 */
export function mediaType(stored: string | undefined, key: string): string {
  const essence = (stored ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (stored !== undefined && !GENERIC.has(essence)) return stored;
  const name = key.slice(key.lastIndexOf('/') + 1);
  const extension = name.includes('.') ? name.slice(name.lastIndexOf('.') + 1).toLowerCase() : '';
  return VIDEO_TYPES[extension] ?? (lookup(`.${extension}`) || 'application/octet-stream');
}
