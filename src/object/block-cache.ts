/**
 * Block cache: blocks in memory, bounded in bytes together with what flights have reserved.
 *
 * A segmented LRU keeps a long film that is read once from pushing out everything else: a block
 * enters on probation, is read there by the viewer it was fetched for, and is only protected when
 * it is read again. The first blocks of an object and its last, where players look for the index,
 * are protected from the start; they decide how fast a film begins, and are few.
 *
 * What is read once is kept in the pieces in which it came, uncopied; what is kept for longer is
 * joined into one piece of its own.
 */
import { LRUCache } from 'lru-cache';
import { joinPieces, lengthOfPieces, type Pieces } from './block.ts';

export interface BlockCache {
  /** Bytes, cached and reserved together; 0 when caching is off. */
  readonly capacity: number;
  /** The block, if it is here; counts as a use. */
  get(key: string): Pieces | undefined;
  /** Whether it is here; does not count as a use. */
  has(key: string): boolean;
  /**
   * Takes a block whose bytes were reserved before.
   * @param favoured protects it from the start
   */
  put(key: string, block: Pieces, favoured: boolean): void;
  /** Protects this block as if it had been favoured, also when it is yet to come. */
  favour(key: string): void;
  /** Sets `bytes` aside, for a flight or for what else is kept in memory, evicting as needed; false when even that makes no room. */
  reserve(bytes: number): boolean;
  /** Gives reserved bytes back that did not become blocks. */
  release(bytes: number): void;
  /** Drops the blocks whose keys `isMeant`; what is being sent is held by its senders. @returns how many, and their bytes */
  purge(isMeant: (key: string) => boolean): { readonly blocks: number; readonly bytes: number };
  stats(): BlockCacheStats;
}

export interface BlockCacheStats {
  /** Bytes of cached blocks. */
  readonly bytes: number;
  /** Bytes set aside: of flights, and of what else has reserved them. */
  readonly reserved: number;
  readonly blocks: number;
  readonly evictions: number;
}

/** What reading once must not touch; the rest is where new blocks prove themselves. */
const PROTECTED_SHARE = 0.8;

/** More pieces than this cost more to keep and to write than to copy. */
const MOST_PIECES = 8;

/** What is favoured by name: a few blocks each of more films than are watched at once. */
const MAX_FAVOURED = 8192;

interface Entry {
  block: Pieces;
  readonly bytes: number;
  /** Whether anybody has come for it yet. */
  read: boolean;
}

/** @param capacity bytes, cached and reserved together; 0 keeps nothing */
export function createBlockCache(capacity: number): BlockCache {
  const segment = (): LRUCache<string, Entry> =>
    // Bounded here by explicit eviction; the library's own bound is a second lock.
    new LRUCache({ maxSize: Math.max(1, capacity), sizeCalculation: ({ bytes }) => bytes });
  const probation = segment();
  const shielded = segment();
  const favourites = new LRUCache<string, true>({ max: MAX_FAVOURED });
  let reserved = 0;
  let evictions = 0;

  const used = (): number => probation.calculatedSize + shielded.calculatedSize + reserved;

  function shield(key: string, entry: Entry): void {
    shielded.set(key, entry);
    while (shielded.calculatedSize > capacity * PROTECTED_SHARE) {
      const [oldestKey] = shielded.rkeys();
      if (oldestKey === undefined) return;
      const oldest = shielded.peek(oldestKey);
      shielded.delete(oldestKey);
      if (oldest !== undefined) probation.set(oldestKey, oldest);
    }
  }

  function evictOne(): boolean {
    const victim = probation.pop() ?? shielded.pop();
    if (victim === undefined) return false;
    evictions++;
    return true;
  }

  return {
    capacity,
    get(key) {
      const entry = shielded.get(key) ?? probation.get(key);
      if (entry === undefined) return undefined;
      if (!entry.read) entry.read = true;
      else {
        // Read for the second time, it will be read for the third: now a copy pays.
        if (entry.block.length > 1) entry.block = joinPieces(entry.block);
        if (probation.delete(key)) shield(key, entry);
      }
      return entry.block;
    },
    has: (key) => shielded.has(key) || probation.has(key),
    put(key, block, special) {
      const bytes = lengthOfPieces(block);
      reserved -= bytes;
      const favoured = special || favourites.has(key);
      // Kept long, it must not keep the memory alive that its pieces share with other blocks.
      const kept = favoured || block.length > MOST_PIECES ? joinPieces(block) : block;
      const entry = { block: kept, bytes, read: false };
      // Fetched twice, it is as worthy of protection as it was.
      const protect = favoured || shielded.delete(key);
      probation.delete(key);
      if (protect) shield(key, entry);
      else probation.set(key, entry);
    },
    favour(key) {
      favourites.set(key, true);
      const entry = probation.peek(key);
      if (entry === undefined) return;
      entry.block = joinPieces(entry.block);
      probation.delete(key);
      shield(key, entry);
    },
    reserve(bytes) {
      if (reserved + bytes > capacity) return false;
      reserved += bytes;
      while (used() > capacity && evictOne());
      return true;
    },
    release(bytes) {
      reserved -= bytes;
    },
    purge(isMeant) {
      let blocks = 0;
      let bytes = 0;
      for (const part of [probation, shielded]) {
        for (const key of [...part.keys()].filter(isMeant)) {
          blocks++;
          bytes += part.peek(key)?.bytes ?? 0;
          part.delete(key);
        }
      }
      return { blocks, bytes };
    },
    stats: () => ({
      bytes: probation.calculatedSize + shielded.calculatedSize,
      reserved,
      blocks: probation.size + shielded.size,
      evictions,
    }),
  };
}
