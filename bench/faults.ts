/**
 * Faults of the shaped origin: which answers go wrong, how and where. Drawn from a seed in the
 * order of the requests, so that no answer has two. Pure but for its state.
 */
import { createRandom } from './chance.ts';

/** Shares of all answers, 0 to 1, that go wrong in each way; 0 where one is left out. */
export interface FaultShares {
  /** The head comes `stallMs` later. */
  readonly stall?: number;
  /** The body stands still for `stallMs` somewhere in its middle, then goes on. */
  readonly pause?: number;
  /** The body stands still in its middle for good, with the connection open. */
  readonly silence?: number;
  /** The connection is reset in the middle of the body. */
  readonly reset?: number;
  /** The connection ends in the middle of the body, as if that had been all. */
  readonly short?: number;
  /** 503 SlowDown, no body of the film. */
  readonly unavailable?: number;
}

export interface Fault {
  readonly kind: keyof FaultShares | 'none';
  /** Where in the body, as a share of it. */
  readonly at: number;
}

export const NO_FAULTS: FaultShares = {};
const KINDS = ['stall', 'pause', 'silence', 'reset', 'short', 'unavailable'] as const;

/** @returns gives the fault of the next answer */
export function createFaults(shares: FaultShares, seed: number): () => Fault {
  const random = createRandom(seed);
  return () => {
    let left = random();
    const at = random();
    for (const kind of KINDS) {
      left -= shares[kind] ?? 0;
      if (left < 0) return { kind, at };
    }
    return { kind: 'none', at };
  };
}
