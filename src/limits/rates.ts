/** Rates: how often one address may ask. Each has a token bucket (buckets.ts, also for what is forgotten). */
import { createBuckets, wholeSeconds } from './buckets.ts';

export interface RateOptions {
  /** Requests a second in the long run; 0 for no limit. */
  readonly perSecond: number;
  /** Requests at once after a rest, at least 1. */
  readonly burst: number;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Keys that are remembered, at least 1; 100,000 unless told. */
  readonly most?: number;
}

export interface Rates {
  /** Counts a request of `key`. @returns 0 when it is allowed, else whole seconds to wait, at least 1 */
  take(key: string): number;
}

/** In any interval of t seconds, a key is allowed at most `burst + perSecond * t` requests. */
export function createRates({ perSecond, burst, now, most }: RateOptions): Rates {
  if (perSecond === 0) return { take: () => 0 };
  const buckets = createBuckets({ burst, everyMs: 1000 / perSecond, now, most });
  return { take: (key) => wholeSeconds(buckets.take(key)) };
}
