/**
 * Chance that comes out the same for the same seed, and the distributions that are drawn from it.
 * Pure but for the state of a generator.
 */

/** Gives numbers of [0, 1). */
export type Random = () => number;

/** Mulberry32: 32 bits of state, good enough to wander about. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The wait for what comes by chance, `mean` apart: arrivals are a Poisson process then. */
export function exponential(random: Random, mean: number): number {
  return -mean * Math.log(1 - random());
}

/**
 * What times over a network look like: never negative, half of them below `median`, some far above.
 * @param sigma of its logarithm; 0 gives `median` every time
 */
export function lognormal(random: Random, median: number, sigma: number): number {
  // Box and Muller: two even draws make a normal one. 1 - r, since the logarithm of 0 is none.
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return median * Math.exp(sigma * radius * Math.cos(2 * Math.PI * random()));
}

/**
 * Popularity: rank r, from 0, is drawn in proportion to 1 / (r + 1) ** exponent.
 * @returns draws a rank below `count`
 */
export function createZipf(random: Random, count: number, exponent: number): () => number {
  const upTo: number[] = [];
  let sum = 0;
  for (let rank = 0; rank < count; rank++) {
    sum += (rank + 1) ** -exponent;
    upTo.push(sum);
  }
  return () => {
    const drawn = random() * sum;
    return upTo.findIndex((bound) => drawn < bound);
  };
}

/** Fisher and Yates. */
export function shuffle<T>(items: readonly T[]): T[] {
  const left = [...items];
  return items.flatMap(() => left.splice(Math.floor(Math.random() * left.length), 1));
}
