/**
 * Memory of all uploads together. Who needs some reserves it before the first byte, or is told to
 * come back; what is only good to have is kept while there is room and dropped, oldest first, when
 * somebody needs it.
 */
import { GatewayError } from '../errors.ts';

/** Gives the bytes back; harmless when repeated. */
export type Release = () => void;

export interface Memory {
  /** Bytes that may be held at once. */
  readonly most: number;
  /** Bodies that are being received now. */
  readonly running: number;
  /** @throws GatewayError `overloaded` */
  reserve(bytes: number): Release;
  /**
   * Bytes that can be done without: `drop` is called when others need them.
   * @returns undefined when there is no room for them
   */
  keep(bytes: number, drop: () => void): Release | undefined;
}

/** A part takes seconds at most, and two of them make room for the next upload. */
const RETRY_AFTER_SECONDS = 5;

/** @param most bytes */
export function createMemory(most: number): Memory {
  let used = 0;
  let running = 0;
  /** Oldest first. */
  const spare = new Map<Release, () => void>();

  const take = (bytes: number): Release => {
    used += bytes;
    let held = true;
    return () => {
      if (held) used -= bytes;
      held = false;
    };
  };
  const makeRoom = (bytes: number): boolean => {
    for (const [release, drop] of spare) {
      if (used + bytes <= most) break;
      release();
      drop();
    }
    return used + bytes <= most;
  };

  return {
    most,
    get running() {
      return running;
    },
    reserve(bytes) {
      if (makeRoom(bytes)) {
        const give = take(bytes);
        let held = true;
        running++;
        return () => {
          if (held) running--;
          held = false;
          give();
        };
      }
      throw new GatewayError('overloaded', `Cannot take an upload: no ${bytes} bytes left`, {
        detail: 'Too many uploads are running',
        retryAfterSeconds: RETRY_AFTER_SECONDS,
        limit: 'upload_memory',
      });
    },
    keep(bytes, drop) {
      if (!makeRoom(bytes)) return undefined;
      const give = take(bytes);
      const release = (): void => {
        spare.delete(release);
        give();
      };
      spare.set(release, drop);
      return release;
    },
  };
}
