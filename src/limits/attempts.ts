/**
 * Attempts: sign-ins that failed, by address, so that nobody can try passwords for long. Those that
 * succeed cost nothing: a household behind one address is not locked out by its own visits.
 */
import { createBuckets, wholeSeconds } from './buckets.ts';

/** More than anybody mistypes in a row. */
const BURST = 10;
/** Ten a minute are 14,400 a day: nothing against a secret that was not chosen from a dictionary. */
const EVERY_MS = 6000;

export interface AttemptOptions {
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Failures at once, at least 1; 10 unless told. */
  readonly burst?: number;
  /** Milliseconds after which one more may fail; 6000 unless told. */
  readonly everyMs?: number;
  /** Keys that are remembered, at least 1; 100,000 unless told. */
  readonly most?: number;
}

export interface Attempts {
  /**
   * To be asked before a secret is looked at.
   * @returns whole seconds until `key` may try again, at least 1; 0 when it may now
   */
  blocked(key: string): number;
  /** Notes a failure. Those of attempts side by side, more than there may be, are waited for later. */
  failed(key: string): void;
}

export function createAttempts(options: AttemptOptions): Attempts {
  const { now, burst = BURST, everyMs = EVERY_MS, most } = options;
  const buckets = createBuckets({ burst, everyMs, now, most });
  return {
    blocked: (key) => wholeSeconds(buckets.waitMs(key)),
    failed(key) {
      buckets.owe(key);
    },
  };
}
