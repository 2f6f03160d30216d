/**
 * Tails: how much of the end of a film to ask for before anything is known of it. The index comes
 * last in it, so every byte too many delays all films of a bucket, and one too few costs the longer
 * ones a second round trip; and it is in vain where the index is in front. So it is as long as the
 * films of the bucket have needed of late, and nothing where none of them needed it.
 */
import { LRUCache } from 'lru-cache';
import { BLOCK_BYTES } from '../object/block.ts';

export interface Tails {
  /** Bytes to ask for at the end of an unknown film of `bucket`; 0 for none. */
  guess(bucket: string): number;
  /** A film of `bucket` would have needed so many; 0 when its index is not behind its media. */
  saw(bucket: string, bytes: number): void;
}

/** The index of eight minutes as ffmpeg writes it, at four megabytes an hour. */
const FIRST_GUESS = 8 * BLOCK_BYTES;
/** What takes the origin longer to send than to answer another request. */
const MOST = 16 * BLOCK_BYTES;
/** With the greatest of so many, one film in seventeen of a kind is longer than expected. */
const REMEMBERED = 16;
const MAX_BUCKETS = 1000;

export function createTails(): Tails {
  const seen = new LRUCache<string, readonly number[]>({ max: MAX_BUCKETS });
  return {
    guess: (bucket) => Math.max(...(seen.get(bucket) ?? [FIRST_GUESS])),
    saw(bucket, bytes) {
      const before = seen.get(bucket) ?? [FIRST_GUESS];
      seen.set(bucket, [...before, Math.min(bytes, MOST)].slice(-REMEMBERED));
    },
  };
}
