/**
 * Resume: an arrival that breaks off is continued at the exact byte. Every continuation asks for
 * the same version by its strong ETag and is checked before a byte of it is believed, so whoever
 * reads an arrival gets exactly its span of one version, or a failure; never a byte twice, never
 * one missed. Without a strong ETag nothing would tie the pieces together: then nothing is resumed.
 */
import type { FailureCode } from '../errors.ts';
import { isStrong } from '../object/meta.ts';
import type { Arrival, ObjectRef, Origin } from '../object/origin.ts';
import { ResumedBody } from './resumed-body.ts';
import type { RetryTools } from './retry.ts';

export interface ResumeOptions extends RetryTools {
  /**
   * Reads the rest. Without retries of its own: all waiting is done here, or one broken arrival
   * would spend the budget of many.
   */
  readonly again: Pick<Origin, 'read'>;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** Told of every attempt to continue, when its outcome is known. Must not throw. */
  readonly observe?: ((event: ResumeEvent) => void) | undefined;
}

export interface ResumeEvent {
  /** `resumed`: the head of the rest is here; `waits`: not yet; `lost`: the reader was told. */
  readonly outcome: 'resumed' | 'waits' | 'lost';
  /** Why the bytes had stopped, or why they cannot go on. */
  readonly failure: FailureCode;
  /** The first byte that is missing. */
  readonly position: number;
}

/** What a body knows of the arrival that it continues. */
export interface Continued {
  readonly ref: ObjectRef;
  readonly arrival: Arrival;
  /** Strong. */
  readonly etag: string;
  readonly signal: AbortSignal;
}

/**
 * `origin`, whose arrivals survive a connection that breaks or falls silent, within bounds.
 * What goes wrong before an arrival's head is here is thrown as `origin` throws it.
 * Its bytes throw GatewayError `object_changed` when the rest is of another version, else the
 * failure that could not be healed.
 */
export function resuming(origin: Origin, options: ResumeOptions): Origin {
  return {
    head: (ref, signal) => origin.head(ref, signal),
    async read(ref, wanted, { signal, ...rest }) {
      const arrival = await origin.read(ref, wanted, { signal, ...rest });
      if (arrival === 'unsatisfiable') return arrival;
      const { meta, span } = arrival;
      if (!isStrong(meta.etag)) return arrival;
      const body = new ResumedBody({ ref, arrival, etag: meta.etag, signal }, options);
      return {
        meta,
        span,
        bytes: { [Symbol.asyncIterator]: () => body },
        cancel: () => body.cancel(),
      };
    },
  };
}
