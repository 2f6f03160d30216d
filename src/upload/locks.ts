/**
 * Locks: one request at a time for an upload. The newest wins: its client has come back, so the
 * older one's connection is most likely dead, and nobody would hear of that for minutes.
 */
import { GatewayError } from '../errors.ts';

export interface Held {
  /** Aborted, with `upload_locked`, when a newer request wants the upload. */
  readonly signal: AbortSignal;
  /** Lets the next one in; harmless when repeated. */
  release(): void;
}

export interface Locks {
  /**
   * Ends whoever holds `id` and waits until it has let go.
   * @throws GatewayError `upload_locked` when that takes too long or somebody newer has come; `signal.reason`
   */
  enter(id: string, signal: AbortSignal): Promise<Held>;
}

export interface LocksOptions {
  /** Rejects with the signal's reason. */
  readonly delay: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Longer than whoever is ended takes to keep what it has. */
  readonly waitMs: number;
}

interface Place {
  readonly newer: AbortController;
  /** When this one and all before it have let go. */
  readonly over: Promise<void>;
}

export function createLocks({ delay, waitMs }: LocksOptions): Locks {
  const newest = new Map<string, Place>();
  return {
    async enter(id, signal) {
      const before = newest.get(id);
      const newer = new AbortController();
      let release = (): void => {};
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      const place = { newer, over: Promise.all([before?.over, released]).then(() => {}) };
      newest.set(id, place);
      void place.over.then(() => {
        if (newest.get(id) === place) newest.delete(id);
      });
      before?.newer.abort(locked('a newer request has come'));
      if (before === undefined) return { signal: newer.signal, release };
      const waiting = new AbortController();
      const stop = AbortSignal.any([waiting.signal, newer.signal, signal]);
      const tooLong = delay(waitMs, stop).then(() => {
        throw locked('the one before does not let go');
      });
      try {
        await Promise.race([before.over, tooLong]);
        return { signal: newer.signal, release };
      } catch (thrown) {
        release();
        throw thrown;
      } finally {
        tooLong.catch(() => {});
        waiting.abort();
      }
    },
  };
}

function locked(why: string): GatewayError {
  return new GatewayError('upload_locked', `Cannot go on with the upload: ${why}`, {
    retryAfterSeconds: 1,
  });
}
