/**
 * Token buckets by key: so many at once, and then one each so often. A bucket that is full again
 * is equal to one that is absent, so forgetting the one used longest ago forgives at most one
 * burst, and only to somebody for whom as many others as are kept have asked in the meantime.
 */
import { LRUCache } from 'lru-cache';

/** 15 MB when all are in use; each is one address or one viewer. */
const MOST = 100_000;

/** Bursts. */
const MOST_OWED = 10;

/** A token counts as whole so much too soon: sums of fractions never come out at exactly 1. */
const ROUNDING_MS = 0.001;

export interface BucketOptions {
  /** Tokens that a bucket holds, at least 1; a new one is full. */
  readonly burst: number;
  /** Milliseconds after which a token comes back, more than 0. */
  readonly everyMs: number;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Buckets that are kept, at least 1; 100,000 unless told. */
  readonly most?: number | undefined;
}

export interface Buckets {
  /** Milliseconds until `key` has a token; 0 when it has one. Takes nothing. */
  waitMs(key: string): number;
  /** Takes a token of `key`, which must have one. @returns as `waitMs` before it */
  take(key: string): number;
  /** Takes a token that `key` may not have: it owes up to ten bursts, and waits until they are paid. */
  owe(key: string): void;
}

interface Bucket {
  /** Tokens, up to the burst, at the time `at`; less than 0 (but for rounding) are owed. */
  readonly tokens: number;
  readonly at: number;
}

export function createBuckets({ burst, everyMs, now, most = MOST }: BucketOptions): Buckets {
  const used = new LRUCache<string, Bucket>({ max: most });

  function tokensOf(key: string, at: number): number {
    const bucket = used.get(key);
    if (bucket === undefined) return burst;
    return Math.min(burst, bucket.tokens + (at - bucket.at) / everyMs);
  }

  function waitFor(tokens: number): number {
    return Math.max(0, (1 - tokens) * everyMs - ROUNDING_MS);
  }

  return {
    waitMs: (key) => waitFor(tokensOf(key, now())),
    take(key) {
      const at = now();
      const tokens = tokensOf(key, at);
      const wait = waitFor(tokens);
      if (wait === 0) used.set(key, { tokens: tokens - 1, at });
      return wait;
    },
    owe(key) {
      const at = now();
      const tokens = Math.max(tokensOf(key, at) - 1, -MOST_OWED * burst);
      used.set(key, { tokens, at });
    },
  };
}

/** Whole seconds as `Retry-After` has them: 0 for no wait, else at least 1 and never too few. */
export function wholeSeconds(ms: number): number {
  return Math.ceil(ms / 1000);
}
