/**
 * Stream: bytes straight from the origin, for what cannot be cached: memory is full, caching is
 * off, or the object has no strong tag. Chunk after chunk, each tied by `If-Match` to the version
 * that the viewer was promised; the origin is read as fast as this is iterated.
 */
import type { Span } from '../span.ts';
import { changed } from './changed.ts';
import { isStrong, type Meta, sameVersion } from './meta.ts';
import type { Arrival, ObjectRef, Origin } from './origin.ts';

export interface StreamOptions {
  readonly origin: Origin;
  /** The longest single read, in bytes. */
  readonly chunkBytes: number;
}

export interface Reading {
  readonly ref: ObjectRef;
  /** The version that is read. */
  readonly meta: Meta;
  readonly signal: AbortSignal;
}

/**
 * Bytes of `span`, which is not empty and within the object.
 * @param brought from the opening; used when it is the beginning of `span`, else given up
 * @throws GatewayError `object_changed`, `object_not_found`, `origin_*`; the signal's reason
 */
export async function* streamFrom(
  options: StreamOptions,
  reading: Reading,
  span: Span,
  brought: Arrival | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  let arrival = beginning(reading, span, brought);
  for (let at = span.start; at < span.end; arrival = undefined) {
    arrival ??= await fetchNext(options, reading, { start: at, end: span.end });
    for await (const piece of arrival.bytes) yield piece;
    at = arrival.span.end;
  }
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
