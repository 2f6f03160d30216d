/**
 * Opening: the first touch of an object. One ranged read both learns its meta and starts its
 * bytes, so that a cold request waits for the origin once, not twice.
 */
import { alignToBlocks, BLOCK_BYTES, wholeBlocks } from './block.ts';
import type { Meta } from './meta.ts';
import type { Arrival, ObjectRef, Origin, Wanted } from './origin.ts';

export interface Opening {
  readonly meta: Meta;
  /** Bytes that came along; undefined when only meta could be had. */
  readonly arrival: Arrival | undefined;
}

/** What a request asks for in the words it has before the size is known; see `firstWanted`. */
export type FirstRange =
  | { readonly first: number; readonly last: number | undefined }
  | { readonly suffix: number };

/** Objects end long before this (the largest stores stop at 50 TB); past it there is nothing to read. */
const FAR = 2 ** 50;

/**
 * What to ask the origin for first.
 * @param range the first range of the request; undefined for the whole object
 * @param chunkBytes the longest read, except that a suffix has to be asked for as it is: where it
 * starts is not known before the answer
 * @returns undefined when no byte can be wanted, so that meta alone will do
 */
export function firstWanted(range: FirstRange | undefined, chunkBytes: number): Wanted | undefined {
  if (range === undefined) return { start: 0, end: chunkBytes };
  if ('suffix' in range) {
    return range.suffix > 0 ? { suffix: Math.min(range.suffix, FAR) } : undefined;
  }
  if (range.first >= FAR) return undefined;
  const most = range.first + chunkBytes;
  const end = range.last === undefined ? most : Math.min(range.last + 1, most);
  return { start: range.first, end };
}

/**
 * Learns an object's meta, with its first wanted bytes when there are any.
 * @throws GatewayError `object_not_found`, `bucket_not_found`, `origin_*`; the signal's reason
 */
export async function openObject(
  origin: Origin,
  ref: ObjectRef,
  wanted: Wanted | undefined,
  signal: AbortSignal,
): Promise<Opening> {
  if (wanted !== undefined) {
    const answer = await origin.read(ref, wanted, { signal });
    if (answer !== 'unsatisfiable') return { meta: answer.meta, arrival: answer };
  }
  // Nothing to read there, or the object is empty. Stores leave the size out of a 416.
  return { meta: await origin.head(ref, signal), arrival: undefined };
}

/**
 * What to ask for first when the answer is to be cached: as `firstWanted`, but in whole blocks,
 * of which a chunk holds at least one.
 * @returns undefined also for a suffix that with the rest of its first block is longer than a
 * chunk: where its blocks begin is not known yet, so it can be neither cut nor shared
 */
export function wantedBlocks(
  range: FirstRange | undefined,
  chunkBytes: number,
): Wanted | undefined {
  const wanted = firstWanted(range, chunkBytes);
  if (wanted === undefined) return undefined;
  if ('suffix' in wanted) return withWholeBlocks(wanted).suffix <= chunkBytes ? wanted : undefined;
  const { start, end } = alignToBlocks(wanted, Number.POSITIVE_INFINITY);
  return { start, end: Math.min(end, start + wholeBlocks(chunkBytes)) };
}

/** The suffix to ask for so as to have the first block of `suffix` whole, wherever that begins. */
export function withWholeBlocks({ suffix }: { readonly suffix: number }): {
  readonly suffix: number;
} {
  return { suffix: suffix + BLOCK_BYTES - 1 };
}
