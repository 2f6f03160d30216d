/**
 * Patient: a source that survives an origin which is away for a while. Once a viewer has bytes, a
 * status can no longer be changed, so a failure that time may heal is waited out and the rest read
 * anew from where the viewer is, within bounds; before the first byte every failure is told at once.
 */
import { heals } from '../errors.ts';
import type { Span } from '../span.ts';
import type { Pulled, Source } from './source.ts';

export interface PatientTools {
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  /** Rejects when `signal` aborts. */
  readonly delay: (ms: number, signal: AbortSignal) => Promise<void>;
}

const BASE_MS = 100;
const MAX_PAUSE_MS = 4000;
/** No new attempt so long after the viewer began to wait. */
const PATIENCE_MS = 30_000;

/** Made once: nobody is left to be told, and most sources close without a wait to call off. */
const CLOSED = new DOMException('Nobody reads on', 'AbortError');

/**
 * @param make a source of the rest of a version that a strong tag names; called again after a failure
 * @param begun whether the viewer has been promised a status already
 */
export function patient(
  { now, random, delay }: PatientTools,
  span: Span,
  make: (rest: Span) => Source,
  begun: () => boolean,
): Source {
  const closing = new AbortController();
  let source = make(span);
  let at = span.start;
  let rounds = 0;
  let waitingSince: number | undefined;

  function waitOut(error: unknown): Promise<void> {
    const spent = waitingSince !== undefined && now() - waitingSince > PATIENCE_MS;
    if (!heals(error) || spent || !begun() || closing.signal.aborted) throw error;
    waitingSince ??= now();
    source.close();
    const pause = random() * Math.min(MAX_PAUSE_MS, BASE_MS * 2 ** rounds++);
    return delay(pause, closing.signal).then(() => {
      source = make({ start: at, end: span.end });
    });
  }

  return {
    pull() {
      let pulled: Pulled;
      try {
        pulled = source.pull();
      } catch (error) {
        return waitOut(error);
      }
      if (pulled instanceof Promise) {
        waitingSince ??= now();
        return pulled.catch(waitOut);
      }
      if (pulled === undefined) return undefined;
      for (const piece of pulled) at += piece.length;
      rounds = 0;
      waitingSince = undefined;
      return pulled;
    },
    close() {
      closing.abort(CLOSED);
      source.close();
    },
  };
}
