/** Content-Type of an object: the origin's word, unless it says nothing; then the key's extension. */
import { lookup } from 'mime-types';

/** What stores answer when nobody told them a type at upload. */
const GENERIC = new Set(['', 'binary/octet-stream', 'application/octet-stream']);

/**
 * @param stored Content-Type as the origin gave it, if any
 * @param key the object's key; only its extension counts, in any case
 * @returns a type that is never empty
 */
export function mediaType(stored: string | undefined, key: string): string {
  const essence = (stored ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (stored !== undefined && !GENERIC.has(essence)) return stored;
  const name = key.slice(key.lastIndexOf('/') + 1);
  return (name.includes('.') && lookup(name)) || 'application/octet-stream';
}
