/**
 * Paced: one stream, no faster than so many bytes a second. It takes nothing that it may not hand
 * on yet: what waits is the pull, and with it, by backpressure, whoever makes the bytes. Only the
 * rest of a run that was too long for one hand-over stays here until the next pulls.
 */
import { bytesIn, splitRun } from './split-run.ts';

/** A body as http/ pulls it: pieces that are here now, undefined at the end, or when to pull again. */
export interface PullSource {
  pull(): readonly Uint8Array[] | undefined | Promise<void>;
  /** Lets go of everything; harmless when repeated. */
  close(): void;
}

export interface Pace {
  /** A whole number; 0 for no limit. */
  readonly bytesPerSecond: number;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Resolves after `ms`, rejects as soon as the signal is aborted, and then leaves no timer. */
  readonly delay: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** A player shows a frame once it has the first second or so: that must not wait. */
const BURST_SECONDS = 2;
const HAND_OVER_SECONDS = 0.25;
/** Less would be many small writes for a slow stream. */
const HAND_OVER_BYTES = 64 * 1024;

/**
 * `source`, with two seconds' worth of bytes at once and then at most `bytesPerSecond`: in any
 * interval of t seconds no more than `bytesPerSecond * (2 + t)` bytes. What a viewer does not take
 * is saved up to those two seconds. Never hands over more than `handOverBytes` at once.
 */
/** @param length bytes that `source` will give in all */
export function createPaced(source: PullSource, length: number, pace: Pace): PullSource {
  const { bytesPerSecond, now, delay } = pace;
  if (bytesPerSecond === 0) return source;
  const burst = BURST_SECONDS * bytesPerSecond;
  const most = handOverBytes(bytesPerSecond);
  const closing = new AbortController();
  let rest: readonly Uint8Array[] | undefined;
  let credit = burst;
  let left = length;
  let creditAt = now();

  /** Resolves when so many more bytes are earned, and when closed: whoever waits then has gone. */
  async function wait(bytes: number): Promise<void> {
    try {
      await delay(Math.ceil((bytes * 1000) / bytesPerSecond), closing.signal);
    } catch (error) {
      if (!closing.signal.aborted) throw error;
    }
  }

  return {
    pull() {
      if (closing.signal.aborted) return source.pull();
      const at = now();
      credit = Math.min(burst, credit + ((at - creditAt) * bytesPerSecond) / 1000);
      creditAt = at;
      // How long the next run is shows only when it is pulled: it may be a whole hand-over, or all
      // that is left.
      const wanted = Math.min(most, rest === undefined ? left : bytesIn(rest));
      if (credit < wanted) return wait(wanted - credit);
      const run = rest ?? source.pull();
      if (run === undefined || run instanceof Promise) return run;
      const split = splitRun(run, most);
      rest = split.rest;
      const handed = bytesIn(split.first);
      credit -= handed;
      left = Math.max(0, left - handed);
      return split.first;
    },
    close() {
      rest = undefined;
      closing.abort('closed');
      source.close();
    },
  };
}

/**
 * The most bytes of one hand-over: a quarter second's worth or 64 KiB, whichever is more, but never
 * more than a second's worth, so that the slowest streams move, too.
 */
export function handOverBytes(bytesPerSecond: number): number {
  const usual = Math.max(HAND_OVER_BYTES, Math.ceil(bytesPerSecond * HAND_OVER_SECONDS));
  return Math.min(usual, bytesPerSecond);
}
