/**
 * Crowd: how many readers share the memory just now, and so how much of it each may fill ahead of
 * its viewer. Without it a thousand viewers, each with a window of its own size, would push each
 * other's blocks out before anybody came to them.
 */

export interface Crowd {
  /** `reader` is reading: the bytes that are its fair share. */
  share(reader: object): number;
  /** `reader` has closed. */
  leave(reader: object): void;
}

/** A reader that has not asked for so long, paused or nearly so, counts no more. */
const QUIET_MS = 2000;
/** The other part of memory is for what is read again. */
const SHARED_PART = 0.5;

/**
 * @param capacity bytes of the block cache
 * @param now milliseconds, monotonic
 */
export function createCrowd(capacity: number, now: () => number): Crowd {
  /** When each asked last; the quietest first. */
  const askedAt = new Map<object, number>();
  return {
    share(reader) {
      const at = now();
      askedAt.delete(reader);
      askedAt.set(reader, at);
      for (const [other, when] of askedAt) {
        if (at - when < QUIET_MS) break;
        askedAt.delete(other);
      }
      return Math.floor((capacity * SHARED_PART) / askedAt.size);
    },
    leave(reader) {
      askedAt.delete(reader);
    },
  };
}
