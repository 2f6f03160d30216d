/**
 * Read-ahead policy: how far to read before a viewer, and in what portions. Pure: the pace of a
 * viewer goes in, bytes come out.
 *
 * The rule is one sentence: stay two seconds ahead at the viewer's own pace. A viewer who takes
 * every piece at once has the window wide open after a few blocks; one whose connection is slow
 * has a narrow one; one who takes nothing has none.
 */
import { BLOCK_BYTES, wholeBlocks } from './block.ts';

/** How a viewer has been taking bytes: the time that we spend waiting for bytes does not count. */
export interface Pace {
  /** Bytes taken in all. */
  readonly taken: number;
  /** Of late, older takes weighing less: bytes, and the milliseconds the viewer spent on them. */
  readonly recentBytes: number;
  readonly recentMs: number;
}

export const UNKNOWN_PACE: Pace = { taken: 0, recentBytes: 0, recentMs: 0 };

/** A viewer takes a few blocks into the buffers of its connection whatever it is worth. */
const OPEN_AFTER_BYTES = 2 * BLOCK_BYTES;
const AHEAD_MS = 2000;
/** What an earlier take still weighs at the next one. */
const FADE = 0.75;
/** Portions of a full window: this many requests side by side outrun any single one. */
const PORTIONS = 16;
/** Below this a request costs the origin more than its bytes are worth. */
const LEAST_PORTION = 4 * BLOCK_BYTES;

/** A viewer who is always about to run dry would come back for every block alone. */
const LEAST_WANTED = 2 * BLOCK_BYTES;

/** The pace after a viewer took `bytes` and came back for more after `ms` milliseconds. */
export function afterTake(pace: Pace, bytes: number, ms: number): Pace {
  return {
    taken: pace.taken + bytes,
    recentBytes: pace.recentBytes * FADE + bytes,
    recentMs: pace.recentMs * FADE + ms,
  };
}

/** Bytes to have ahead of the viewer: 0 while its pace is unknown, else one block to `most`. */
export function windowFor(pace: Pace, most: number): number {
  if (pace.taken < OPEN_AFTER_BYTES) return 0;
  const ahead = (pace.recentBytes / Math.max(pace.recentMs, 1)) * AHEAD_MS;
  return Math.min(most, Math.max(BLOCK_BYTES, Math.floor(ahead)));
}

/** Bytes of one request that reads ahead: at most `chunkBytes`. */
export function portionOf(window: number, chunkBytes: number): number {
  const share = Math.floor(window / PORTIONS / BLOCK_BYTES) * BLOCK_BYTES;
  return Math.min(chunkBytes, Math.max(LEAST_PORTION, share));
}

/**
 * Bytes of one request for what the viewer waits for: a chunk while its pace is unknown, later no
 * more than its window, so that a slow viewer does not fill memory; never more than its share of it.
 */
export function wantedLength(
  pace: Pace,
  window: number,
  share: number,
  chunkBytes: number,
): number {
  const useful = pace.taken < OPEN_AFTER_BYTES ? share : Math.min(window, share);
  return Math.min(chunkBytes, Math.max(LEAST_WANTED, wholeBlocks(useful)));
}

/** Enough for one large write; more of them side by side bring nothing. */
const MOST_RUN = 16;
/** What a connection holds cannot be evicted, so it is a small part of a viewer's share. */
const HELD_PART = 0.25;

/** Blocks to hand to a viewer's connection at once, where they stay until the viewer takes them. */
export function runBlocks(share: number): number {
  return Math.min(MOST_RUN, Math.max(1, Math.floor((share * HELD_PART) / BLOCK_BYTES)));
}
