/**
 * The origin's clock as seen from ours. S3 refuses signatures that are 15 minutes off; a machine
 * whose clock is wrong still serves, because the origin's `Date` tells by how much.
 */

export interface OriginClock {
  /** Milliseconds since the epoch, by the origin's clock as far as it is known. */
  now(): number;
  /** Takes over the `Date` of an answer. @returns whether it said anything usable */
  correct(date: string | undefined): boolean;
  /** How far `date` is from our idea of the origin's time, in ms; undefined without a usable date. */
  distance(date: string | undefined): number | undefined;
}

export function createOriginClock(clock: { now(): number }): OriginClock {
  let offsetMs = 0;
  return {
    now: () => clock.now() + offsetMs,
    correct(date) {
      const theirs = parseDate(date);
      if (theirs === undefined) return false;
      offsetMs = theirs - clock.now();
      return true;
    },
    distance(date) {
      const theirs = parseDate(date);
      return theirs === undefined ? undefined : Math.abs(theirs - clock.now() - offsetMs);
    },
  };
}

function parseDate(date: string | undefined): number | undefined {
  const ms = Date.parse(date ?? '');
  return Number.isNaN(ms) ? undefined : ms;
}
