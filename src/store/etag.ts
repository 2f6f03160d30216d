/**
 * An object's entity tag, made from what the disk says of it instead of from its bytes, so that a
 * film of 50 GB dropped into the folder needs no reading. Any write moves ctime, which no program
 * can set back, so an edit in place of the same length and with its mtime restored still shows;
 * a rename moves it too, so the tag is taken after the rename that publishes an object.
 * Bound: two edits in place by hand within one tick of the kernel's clock (4 ms) look like one.
 */
import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';

/** What of a version shows that it changed. */
export type Fingerprint = Pick<BigIntStats, 'ino' | 'size' | 'mtimeNs' | 'ctimeNs'>;

/** Strong, quoted, and with a dash so that no client takes it for the MD5 of the body. */
export function etagOf({ ino, size, mtimeNs, ctimeNs }: Fingerprint): string {
  const hash = createHash('sha256').update(`${ino}.${size}.${mtimeNs}.${ctimeNs}`).digest('hex');
  return `"${hash.slice(0, 32)}-fb"`;
}

/**
 * Whether two looks at one open descriptor saw the same bytes. Being replaced or deleted takes a
 * link away and so moves ctime, but leaves the bytes that the descriptor reads alone.
 */
export function isSameVersion(
  before: Fingerprint & { readonly nlink: bigint },
  after: Fingerprint & { readonly nlink: bigint },
): boolean {
  if (before.size !== after.size || before.mtimeNs !== after.mtimeNs) return false;
  return before.ctimeNs === after.ctimeNs || before.nlink !== after.nlink;
}
