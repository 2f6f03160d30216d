/**
 * Reader: spans of one version of an object, in order, as they arrive. It asks the origin for
 * chunk after chunk, each tied by `If-Match` to the version that the viewer was promised. The
 * origin is read as fast as the reader is iterated: backpressure is the `for await` itself.
 */
import { GatewayError } from '../errors.ts';
import type { Span } from '../span.ts';
import { isStrong, type Meta, sameVersion } from './meta.ts';
import { usableArrival } from './opening.ts';
import type { Arrival, ObjectRef, Origin } from './origin.ts';

export interface ReaderOptions {
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
 * Makes sure that the first byte of `span` is on its way before a status is promised.
 * @param span not empty, within the object
 * @param arrival from the opening; used when it is the beginning of `span`, else given up
 * @throws GatewayError `object_changed`, `object_not_found`, `origin_*`; the signal's reason
 */
export async function firstArrival(
  options: ReaderOptions,
  reading: Reading,
  span: Span,
  arrival: Arrival | undefined,
): Promise<Arrival> {
  const usable = usableArrival(arrival, span);
  const whole = usable !== undefined && usable.span.end === span.end;
  if (usable !== undefined && (whole || isStrong(reading.meta.etag))) return usable;
  usable?.cancel();
  return await fetchNext(options, reading, span);
}

/** Bytes of `span`; `first` is its beginning, as `firstArrival` gave it. */
export async function* readSpan(
  options: ReaderOptions,
  reading: Reading,
  span: Span,
  first?: Arrival,
): AsyncGenerator<Uint8Array, void, undefined> {
  let arrival = first;
  for (let at = span.start; at < span.end; arrival = undefined) {
    arrival ??= await fetchNext(options, reading, { start: at, end: span.end });
    for await (const piece of arrival.bytes) yield piece;
    at = arrival.span.end;
  }
}

/** Asks for the beginning of `rest`, of the promised version only. */
async function fetchNext(options: ReaderOptions, reading: Reading, rest: Span): Promise<Arrival> {
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

function changed(ref: ObjectRef): GatewayError {
  return new GatewayError('object_changed', `Cannot go on reading "${ref.key}": it has changed`);
}
