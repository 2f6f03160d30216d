/**
 * When a second request is worth it: later than the origin's own recent p95, and never more often
 * than one request in twenty. Pure, but for the two small records that it decides from.
 */

/** Answers that are remembered: some minutes of a quiet gateway, seconds of a busy one. */
const REMEMBERED = 200;
/** Fewer say nothing about a 95th percentile. */
const ENOUGH = 20;
const SHARE = 0.95;
/** Above the p95 by so much, or an origin that is fast and even would be hedged for its jitter. */
const MARGIN_MS = 5;
const MARGIN_SHARE = 0.1;
/** A new request costs the origin more than so short a wait costs a viewer. */
const SOONEST_MS = 10;
/** Nobody should wait longer for want of a second try, however slow the origin has become. */
const LATEST_MS = 1000;

/** The smallest of `sorted` (ascending) that `share` (0 to 1) of them do not exceed; undefined for none. */
export function percentile(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

/**
 * Milliseconds after which a first byte is late, 10 to 1000; undefined while too little is known.
 * @param recentMs ascending
 */
export function patienceMs(recentMs: readonly number[]): number | undefined {
  const p95 = recentMs.length < ENOUGH ? undefined : percentile(recentMs, SHARE);
  if (p95 === undefined) return undefined;
  const late = p95 + Math.max(MARGIN_MS, p95 * MARGIN_SHARE);
  return Math.min(LATEST_MS, Math.max(SOONEST_MS, late));
}

/** The last so many times to a first byte. */
export interface RecentTimes {
  /** Ascending: kept so, since every read asks for their p95. */
  readonly sorted: readonly number[];
  /** The oldest is forgotten when there are too many. */
  add(ms: number): void;
}

export function createRecentTimes(limit = REMEMBERED): RecentTimes {
  const arrived: number[] = [];
  const sorted: number[] = [];
  return {
    sorted,
    add(ms) {
      arrived.push(ms);
      if (arrived.length > limit) sorted.splice(rankOf(sorted, arrived.shift() ?? 0), 1);
      sorted.splice(rankOf(sorted, ms), 0, ms);
    },
  };
}

/** Index of the first of `sorted` that is not less than `value`. */
function rankOf(sorted: readonly number[], value: number): number {
  const rank = sorted.findIndex((other) => other >= value);
  return rank === -1 ? sorted.length : rank;
}

export interface HedgeBudget {
  /** A request is made, of whatever urgency: a twentieth of a second one is earned. */
  earn(): void;
  /** @returns false when there is nothing to spend */
  spend(): boolean;
}

/** In twentieths, so that sums are exact. */
const HEDGE = 20;
/** Saved up at most: a short fit of the origin is covered whole, a long one is not doubled. */
const MOST_SAVED = 10 * HEDGE;

/** Begins empty, so second requests are at most 5 % of all at any moment. */
export function createHedgeBudget(): HedgeBudget {
  let saved = 0;
  return {
    earn() {
      saved = Math.min(MOST_SAVED, saved + 1);
    },
    spend() {
      if (saved < HEDGE) return false;
      saved -= HEDGE;
      return true;
    },
  };
}
