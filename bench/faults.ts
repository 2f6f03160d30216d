/**
 * Faults of the shaped origin: which answers go wrong, how and where. Drawn from a seed in the
 * order of the requests, one draw an answer, so that no answer has two. Pure but for its state.
 */

/** Shares of all answers, 0 to 1, that go wrong in each way. */
export interface FaultShares {
  /** The head comes `stallMs` later. */
  readonly stall: number;
  /** The connection is reset in the middle of the body. */
  readonly reset: number;
  /** The connection ends in the middle of the body, as if that had been all. */
  readonly short: number;
  /** 503 SlowDown, no body of the film. */
  readonly unavailable: number;
}

export interface Fault {
  readonly kind: keyof FaultShares | 'none';
  /** Where in the body, as a share of it. */
  readonly at: number;
}

export const NO_FAULTS: FaultShares = { stall: 0, reset: 0, short: 0, unavailable: 0 };
const KINDS = ['stall', 'reset', 'short', 'unavailable'] as const;

/** @returns gives the fault of the next answer */
export function createFaults(shares: FaultShares, seed: number): () => Fault {
  const random = createRandom(seed);
  return () => {
    let left = random();
    const at = random();
    for (const kind of KINDS) {
      left -= shares[kind];
      if (left < 0) return { kind, at };
    }
    return { kind: 'none', at };
  };
}

/** Mulberry32: [0, 1), the same row for the same seed. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
