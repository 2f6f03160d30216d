/**
 * Prefetch: the beginning of what somebody is about to ask for, read behind everybody who waits
 * already. It is a guess: a few at once, a chunk each, and what goes wrong is nobody's failure.
 */
import { BLOCK_BYTES, blockAt, blockKey, blockSpan, type VersionKey, versionKey } from './block.ts';
import type { BlockCache } from './block-cache.ts';
import type { Directory, Known } from './directory.ts';
import type { Flight } from './flight.ts';
import type { Flights } from './flights.ts';
import { isStrong, type Meta } from './meta.ts';
import { type FirstRange, wantedBlocks } from './opening.ts';
import type { ObjectRef } from './origin.ts';

export interface PrefetchOptions {
  readonly directory: Directory;
  readonly flights: Flights;
  readonly cache: BlockCache;
  readonly chunkBytes: number;
  /** Guesses in the air at once; one more is not made. */
  readonly most: number;
}

/** @param range what is to be asked for first; undefined for the beginning. @returns whether something was asked for */
export type Prefetch = (ref: ObjectRef, range: FirstRange | undefined) => boolean;

export function createPrefetch(options: PrefetchOptions): Prefetch {
  const { directory, flights, cache, chunkBytes, most } = options;
  let running = 0;

  /** Holds the flight until it is over: nobody else may want it yet. */
  async function ride(flight: Flight): Promise<void> {
    running++;
    flight.join();
    while (!flight.over) await flight.changed();
    flight.leave();
    running--;
  }

  /** The first chunk of what is missing from `start` on; undefined when it begins here, or is past the end. */
  function missing(version: VersionKey, meta: Meta, start: number) {
    const isHere = (index: number): boolean =>
      cache.has(blockKey(version, index)) || flights.find(version, index) !== undefined;
    const first = blockAt(start) * BLOCK_BYTES;
    let end = first;
    while (end < meta.size && end - first < chunkBytes && !isHere(blockAt(end))) {
      end = blockSpan(blockAt(end), meta.size).end;
    }
    return end > first ? { start: first, end } : undefined;
  }

  return (ref, range) => {
    const wanted = wantedBlocks(range, chunkBytes);
    if (wanted === undefined || cache.capacity === 0 || running >= most) return false;
    const known = knownIn(directory, ref);
    if (known === 'missing') return false;
    if (known === undefined) {
      void ride(flights.open(ref, wanted, 'ahead').flight);
      return true;
    }
    const { meta } = known;
    if (!isStrong(meta.etag)) return false;
    const start = 'suffix' in wanted ? Math.max(0, meta.size - wanted.suffix) : wanted.start;
    const span = missing(versionKey(ref, meta), meta, start);
    if (span === undefined) return false;
    void ride(flights.launch(ref, meta, span, 'ahead'));
    return true;
  };
}

function knownIn(directory: Directory, ref: ObjectRef): Known | 'missing' | undefined {
  try {
    return directory.find(ref);
  } catch {
    return 'missing';
  }
}
