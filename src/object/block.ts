/**
 * Block: a 64 KiB aligned piece of one version of an object, the unit of caching. A block never
 * changes, because its key names the version; so it never needs invalidating.
 */
import type { Span } from '../span.ts';
import type { Meta } from './meta.ts';
import type { ObjectRef } from './origin.ts';
import { refKey } from './ref-key.ts';

/** Small enough that a seek reads little in vain, large enough that bookkeeping is noise. */
export const BLOCK_BYTES = 64 * 1024;

/** Index of the block that holds the byte at `position`. */
export function blockAt(position: number): number {
  return Math.floor(position / BLOCK_BYTES);
}

/** The bytes of block `index` of an object of `size` bytes; the last block is shorter. */
export function blockSpan(index: number, size: number): Span {
  const start = index * BLOCK_BYTES;
  return { start, end: Math.min(start + BLOCK_BYTES, size) };
}

/** `span` grown to whole blocks of an object of `size` bytes. */
export function alignToBlocks(span: Span, size: number): Span {
  const start = blockAt(span.start) * BLOCK_BYTES;
  const end = Math.ceil(span.end / BLOCK_BYTES) * BLOCK_BYTES;
  return { start, end: Math.min(end, size) };
}

/** As many bytes of whole blocks as fit into `bytes`, but one block at least. */
export function wholeBlocks(bytes: number): number {
  return Math.max(1, Math.floor(bytes / BLOCK_BYTES)) * BLOCK_BYTES;
}

/** Bytes in the pieces in which they arrived, in order and none of them empty. */
export type Pieces = readonly Uint8Array[];

export function lengthOfPieces(pieces: Pieces): number {
  let length = 0;
  for (const piece of pieces) length += piece.length;
  return length;
}

/** Bytes `[start, end)` of `pieces`, uncopied; as many of them as there are. The list is a new one. */
export function cutPieces(pieces: Pieces, start: number, end: number): Pieces {
  const cut: Uint8Array[] = [];
  let at = 0;
  for (const piece of pieces) {
    const part = piece.subarray(Math.max(0, start - at), Math.max(0, end - at));
    if (part.length > 0) cut.push(part);
    at += piece.length;
  }
  return cut;
}

/** The same bytes as one piece, in memory of its own. */
export function joinPieces(pieces: Pieces): Pieces {
  // Not from Node's pool: a cached block must not keep others' bytes alive.
  const joined = Buffer.allocUnsafeSlow(lengthOfPieces(pieces));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return [joined];
}

/** Names one version of one object, and with an index appended one block of it. */
export type VersionKey = string;

/** @param meta its tag is strong: with the size it stands for these very bytes, see `sameVersion` */
export function versionKey(ref: ObjectRef, { etag, size }: Meta): VersionKey {
  // No bucket name, key or tag holds NUL, so different versions never share a key.
  return `${refKey(ref)}\0${etag}\0${size}\0`;
}

export function blockKey(version: VersionKey, index: number): string {
  return version + index;
}
