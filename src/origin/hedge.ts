/**
 * Hedge: a read that a viewer waits for, and that is late by the origin's own recent measure, is
 * sent a second time on another connection; the first to answer wins, the other is given up.
 * A budget keeps an ill origin from being doubled, and one that asks to slow down is not hedged.
 */
import { type FailureCode, GatewayError } from '../errors.ts';
import type { Arrival, ObjectRef, Origin, ReadOptions, Wanted } from '../object/origin.ts';
import { createHedgeBudget, createRecentTimes, patienceMs } from './hedge-policy.ts';
import { GIVEN_UP } from './leash.ts';
import { type Leg, startLeg } from './leg.ts';

export interface HedgeOptions {
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** Rejects when `signal` aborts. */
  readonly delay: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Whether the origin has lately asked to slow down. */
  readonly throttled?: (() => boolean) | undefined;
  /** Told of every late read. Must not throw. */
  readonly observe?: ((event: HedgeEvent) => void) | undefined;
}

export interface HedgeEvent {
  /**
   * `issued`: a second request went out; then `won` when its answer was used, `lost` when the
   * first one's was, `failed` when neither was. `suppressed`: it was due but not allowed.
   */
  readonly outcome: 'issued' | 'won' | 'lost' | 'failed' | 'suppressed';
  /** After which wait the read counted as late. */
  readonly patienceMs: number;
}

/** What the origin has decided about the object: a second request would say the same. */
const DECIDED: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'object_not_found',
  'bucket_not_found',
  'object_changed',
]);

type Answer = Arrival | 'unsatisfiable';

/** How one leg ended. */
type Outcome =
  | { readonly leg: Leg; readonly answer: Answer }
  | { readonly leg: Leg; readonly error: unknown };

/** `origin`, whose `wanted` reads resolve with the first byte here and may have been sent twice. */
export function hedging(origin: Origin, options: HedgeOptions): Origin {
  const { now, delay, throttled = () => false, observe = () => {} } = options;
  const recent = createRecentTimes();
  const budget = createHedgeBudget();

  async function race(ref: ObjectRef, wanted: Wanted, read: ReadOptions): Promise<Answer> {
    const startedAt = now();
    const first = startLeg(origin, ref, wanted, read);
    // One sample for every read, of its first request alone. If that is overtaken, the time it has
    // taken so far stands for it: less than it would have been, but still above the p95, so it
    // keeps its rank. To drop it would bend the p95 down until everything counts as late; to take
    // the second request's time would hide from it that the origin is slow.
    const sample = (): void => recent.add(now() - startedAt);
    const opening = outcomeOf(first);
    const patience = patienceMs(recent.sorted);
    if (patience === undefined) return settle(await opening, sample);
    const early = await before(opening, patience);
    if (early !== undefined) return settle(early, sample);
    if (throttled() || !budget.spend()) {
      observe({ outcome: 'suppressed', patienceMs: patience });
      return settle(await opening, sample);
    }
    observe({ outcome: 'issued', patienceMs: patience });
    const second = startLeg(origin, ref, wanted, read);
    const winner = await firstOf(opening, outcomeOf(second));
    if ('error' in winner) {
      (winner.leg === first ? second : first).cancel();
      observe({ outcome: 'failed', patienceMs: patience });
      throw winner.error;
    }
    if (winner.leg === first) second.cancel();
    else first.cancel();
    observe({ outcome: winner.leg === first ? 'lost' : 'won', patienceMs: patience });
    return settle(winner, sample);
  }

  /** The outcome, if it is here in time; that of an aborted read always is. */
  async function before(outcome: Promise<Outcome>, ms: number): Promise<Outcome | undefined> {
    const timer = new AbortController();
    const late = delay(ms, timer.signal).catch(() => undefined);
    const early = await Promise.race([outcome, late]);
    timer.abort(GIVEN_UP);
    return early ?? undefined;
  }

  return {
    head: (ref, signal) => origin.head(ref, signal),
    async read(ref, wanted, read) {
      budget.earn();
      return read.urgency === 'wanted'
        ? await race(ref, wanted, read)
        : await origin.read(ref, wanted, read);
    },
  };
}

/** The answer of an outcome; `sample` is called when bytes have come. */
function settle(outcome: Outcome, sample: () => void): Answer {
  if ('error' in outcome) throw outcome.error;
  if (outcome.answer !== 'unsatisfiable') sample();
  return outcome.answer;
}

/** Never rejects, so that a leg nobody waits for any more fails in silence. */
async function outcomeOf(leg: Leg): Promise<Outcome> {
  try {
    return { leg, answer: await leg.answer };
  } catch (error) {
    return { leg, error };
  }
}

/** The first that decides: an answer, or a failure that the other would share; else the first leg's failure. */
async function firstOf(first: Promise<Outcome>, second: Promise<Outcome>): Promise<Outcome> {
  const early = await Promise.race([first, second]);
  if (decides(early)) return early;
  const [one, other] = await Promise.all([first, second]);
  const late = early === one ? other : one;
  return decides(late) ? late : one;
}

function decides(outcome: Outcome): boolean {
  if (!('error' in outcome)) return true;
  return outcome.error instanceof GatewayError && DECIDED.has(outcome.error.code);
}
