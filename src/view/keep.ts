/** Keep: the blocks that decide how soon a film shows its first frame stay in memory longest. */

import { alignToBlocks, BLOCK_BYTES, blockAt, blockKey, type VersionKey } from '../object/block.ts';
import type { BlockCache } from '../object/block-cache.ts';
import { lengthOf, type Span } from '../span.ts';

/** A key frame of 4K, or the index of an hour; more of a film is not worth more than another film. */
const MOST_BYTES = 32 * BLOCK_BYTES;

export function keepLongest(
  cache: Pick<BlockCache, 'favour'>,
  version: VersionKey,
  span: Span,
): void {
  const most = { start: span.start, end: span.start + Math.min(lengthOf(span), MOST_BYTES) };
  const { start, end } = alignToBlocks(most, Number.POSITIVE_INFINITY);
  for (let at = start; at < end; at += BLOCK_BYTES) cache.favour(blockKey(version, blockAt(at)));
}
