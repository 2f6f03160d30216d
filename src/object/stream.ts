/**
 * Stream: bytes straight from the origin, for what cannot be cached: memory is full, caching is
 * off, or the object has no strong tag. Chunk after chunk, each tied by `If-Match` to the version
 * that the viewer was promised; the origin is read as fast as this is iterated. A viewer who
 * pauses gives the connection back, or a few of them would stop all others.
 */
import { GatewayError } from '../errors.ts';
import type { Span } from '../span.ts';
import { changed } from './changed.ts';
import { isStrong, type Meta, sameVersion } from './meta.ts';
import type { Arrival, ObjectRef, Origin } from './origin.ts';
import type { Turnstile } from './turnstile.ts';

export interface StreamOptions {
  readonly origin: Origin;
  /** The longest single read, in bytes. */
  readonly chunkBytes: number;
  /** Runs `run` in `ms` milliseconds; returns what calls that off. */
  readonly after: (ms: number, run: () => void) => () => void;
  /** For reads that cannot give their connection back and go on later. */
  readonly alone: Turnstile;
}

/** A player whose buffer is full pauses so long again and again; a request more costs it nothing. */
const PAUSE_MS = 5000;
/** What cannot be continued is held for longer, and then given up. */
const LONG_PAUSE_MS = 60_000;

export interface Reading {
  readonly ref: ObjectRef;
  /** The version that is read. */
  readonly meta: Meta;
  readonly signal: AbortSignal;
}

/**
 * Bytes of `span`, which is not empty and within the object.
 * @param brought from the opening; used when it is the beginning of `span`, else given up
 * @throws GatewayError `object_changed`, `object_not_found`, `overloaded`, `origin_*`; the signal's reason
 */
export async function* streamFrom(
  options: StreamOptions,
  reading: Reading,
  span: Span,
  brought: Arrival | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  let arrival = beginning(reading, span, brought);
  const tied = isStrong(reading.meta.etag);
  const leave = tied ? undefined : enter(options.alone, arrival);
  try {
    for (let at = span.start; at < span.end; arrival = undefined) {
      arrival ??= await fetchNext(options, reading, { start: at, end: span.end });
      const current = arrival;
      let paused = false;
      const pause = (): void => {
        paused = true;
        current.cancel();
      };
      for await (const piece of current.bytes) {
        at += piece.length;
        const stop = options.after(tied ? PAUSE_MS : LONG_PAUSE_MS, pause);
        try {
          yield piece;
        } finally {
          stop();
        }
        if (paused) break;
      }
      if (paused && !tied && at < span.end) throw tooLong(reading);
    }
  } finally {
    leave?.();
  }
}

function enter(alone: Turnstile, brought: Arrival | undefined): () => void {
  try {
    return alone.enter();
  } catch (error) {
    brought?.cancel();
    throw error;
  }
}

function tooLong({ ref }: Reading): GatewayError {
  return new GatewayError(
    'origin_truncated',
    `Cannot go on reading "${ref.key}": its viewer paused, and nothing ties the rest to this version`,
  );
}

/** `arrival`, if it is the beginning of `span` and what follows can be tied to it. */
function beginning(
  reading: Reading,
  span: Span,
  arrival: Arrival | undefined,
): Arrival | undefined {
  if (arrival === undefined) return undefined;
  const { start, end } = arrival.span;
  const tied = isStrong(reading.meta.etag) ? end <= span.end : end === span.end;
  if (start === span.start && tied) return arrival;
  arrival.cancel();
  return undefined;
}

/** Asks for the beginning of `rest`, of the promised version only. */
async function fetchNext(options: StreamOptions, reading: Reading, rest: Span): Promise<Arrival> {
  const { ref, meta, signal } = reading;
  // Without a strong tag nothing would tie a second chunk to the first: all of it in one read.
  const wanted = isStrong(meta.etag)
    ? { start: rest.start, end: Math.min(rest.end, rest.start + options.chunkBytes) }
    : rest;
  const ifMatch = isStrong(meta.etag) ? { ifMatch: meta.etag } : {};
  const arrival = await options.origin.read(ref, wanted, { signal, ...ifMatch });
  if (arrival === 'unsatisfiable') throw changed(ref);
  const same =
    arrival.span.start === wanted.start &&
    arrival.span.end === wanted.end &&
    sameVersion(arrival.meta, meta);
  if (same) return arrival;
  arrival.cancel();
  throw changed(ref);
}
