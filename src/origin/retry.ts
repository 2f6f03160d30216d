/**
 * When to ask the origin again: the policy, pure, and the thin loop that follows it. Retries end
 * where an answer begins, wait with exponential backoff and full jitter, and live off a budget
 * shared by all requests, so that an origin that is ill is not asked three times as often.
 */
import type { GatewayError } from '../errors.ts';

/**
 * What may help: waiting (`wait`), or something that was done about it already: a new connection,
 * the corrected clock, fresh credentials, a body sent anew that was damaged on its way. Those cost no wait and no budget, and help once each.
 */
export type Cure = 'none' | 'wait' | 'reconnect' | 'clock' | 'credentials' | 'resend';

/** An attempt that failed. */
export interface Trouble {
  readonly error: GatewayError;
  readonly cure: Cure;
  /** The origin's own wish. */
  readonly retryAfterMs?: number | undefined;
}

export type Attempted<T> = { readonly value: T } | { readonly trouble: Trouble };

export const MAX_ATTEMPTS = 3;
const BASE_MS = 50;
const CAP_MS = 1000;

/**
 * Milliseconds to wait after attempt number `attempt` (1-based): full jitter over a doubling base,
 * at most `capMs` (a second unless told); the origin's Retry-After is honoured up to that.
 */
export function backoffMs(
  attempt: number,
  random: number,
  retryAfterMs = 0,
  capMs = CAP_MS,
): number {
  const ceiling = Math.min(capMs, BASE_MS * 2 ** (attempt - 1));
  return Math.max(random * ceiling, Math.min(retryAfterMs, capMs));
}

export interface RetryBudget {
  /** A request is made: a tenth of a retry is earned. */
  earn(): void;
  /** @returns false when there is nothing left to spend: do not retry. */
  spend(): boolean;
}

/** Retries that are there from the start, and the most that can be saved up. */
const BUDGET_CAP = 20;
/** In thousandths of a retry, so that sums are exact. */
const RETRY = 1000;
const EARNED_PER_REQUEST = RETRY / 10;
/** The floor, a retry a second: a quiet gateway can still retry. */
const EARNED_PER_MS = RETRY / 1000;

export function createRetryBudget(clock: { now(): number }): RetryBudget {
  let saved = BUDGET_CAP * RETRY;
  let since = clock.now();
  const save = (earned: number): void => {
    const now = clock.now();
    const rested = Math.max(0, now - since) * EARNED_PER_MS;
    saved = Math.min(BUDGET_CAP * RETRY, saved + earned + rested);
    since = now;
  };
  return {
    earn: () => save(EARNED_PER_REQUEST),
    spend() {
      save(0);
      if (saved < RETRY) return false;
      saved -= RETRY;
      return true;
    },
  };
}

/** For a caller who does the waiting himself: only cures that cost nothing are tried. */
export const NO_RETRIES: RetryBudget = { earn: () => {}, spend: () => false };

export interface RetryTools {
  readonly budget: RetryBudget;
  readonly random: () => number;
  /** Rejects when `signal` aborts. */
  readonly delay: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Runs `attempt` (given its 1-based number) until it has a value or may not be run again.
 * @throws the last trouble's error; `signal.reason`
 */
export async function withRetries<T>(
  attempt: (number: number) => Promise<Attempted<T>>,
  signal: AbortSignal,
  { budget, random, delay }: RetryTools,
): Promise<T> {
  budget.earn();
  const tried = new Set<Cure>();
  for (let number = 1, waits = 1; ; number += 1) {
    const outcome = await attempt(number);
    if ('value' in outcome) return outcome.value;
    const { error, cure, retryAfterMs } = outcome.trouble;
    signal.throwIfAborted();
    if (cure === 'none') throw error;
    if (cure !== 'wait' && !tried.has(cure)) {
      tried.add(cure);
      continue;
    }
    if ((cure !== 'wait' && cure !== 'reconnect') || waits >= MAX_ATTEMPTS || !budget.spend()) {
      throw error;
    }
    await waitOut(delay(backoffMs(waits, random(), retryAfterMs), signal), signal);
    waits += 1;
  }
}

async function waitOut(delay: Promise<void>, signal: AbortSignal): Promise<void> {
  try {
    await delay;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
