/**
 * Serve an object: where the protocol meets the bytes. Opens the object, plans the answer from
 * its meta and the request's headers, makes sure of the first byte, and hands the stream on.
 */
import { randomUUID } from 'node:crypto';
import { GatewayError } from '../errors.ts';
import type { Answer, Body, Provenance } from '../http/answer.ts';
import type { Exchange } from '../http/handle.ts';
import { mediaType } from '../http/media-type.ts';
import { contentRange, type MultipartPiece, multipartBody } from '../http/multipart.ts';
import { type Plan, planAnswer, requestedRange } from '../http/plan.ts';
import { isStrong } from '../object/meta.ts';
import { firstWanted, type Opening, openObject } from '../object/opening.ts';
import type { Arrival, ObjectRef } from '../object/origin.ts';
import { firstArrival, type ReaderOptions, type Reading, readSpan } from '../object/reader.ts';
import { lengthOf, type Span } from '../span.ts';
import { objectHeaders } from './object-headers.ts';
import { outcomeAnswer } from './outcomes.ts';

export interface ServeOptions extends ReaderOptions {
  /** Monotonic milliseconds, for durations. */
  readonly now: () => number;
  /** Milliseconds since the epoch, to read dates by. */
  readonly wallClock: () => number;
}

/**
 * Answers GET or HEAD for one object.
 * @throws GatewayError `object_not_found`, `bucket_not_found`, `object_changed`, `origin_*`
 */
export async function serveObject(
  options: ServeOptions,
  exchange: Exchange,
  ref: ObjectRef,
): Promise<Answer> {
  Object.assign(exchange.about, ref);
  try {
    return await attempt(options, exchange, ref);
  } catch (error) {
    // Nothing is promised yet, so an object that changed between two reads is simply opened anew.
    const again = error instanceof GatewayError && error.code === 'object_changed';
    if (!again) throw error;
    return await attempt(options, exchange, ref);
  }
}

async function attempt(options: ServeOptions, exchange: Exchange, ref: ObjectRef): Promise<Answer> {
  const startedAt = options.now();
  const opening = await open(options, exchange, ref);
  const { meta } = opening;
  const versioned = isStrong(meta.etag);
  const plan = planAnswer(
    exchange.method,
    exchange.headers,
    { ...meta, versioned },
    options.wallClock(),
  );
  const span = firstSpan(plan);
  const wanted = exchange.method === 'GET' && span !== undefined && lengthOf(span) > 0;
  const reading = { ref, meta, signal: exchange.signal };
  if (!wanted) opening.arrival?.cancel();
  const first = wanted ? await firstArrival(options, reading, span, opening.arrival) : undefined;
  const provenance: Provenance = {
    cacheStatus: 'fwd=uri-miss',
    cache: 'miss',
    originMs: options.now() - startedAt,
  };
  if (span !== undefined) exchange.about.span = describe(plan);
  return { ...compose(options, exchange, reading, plan, first), provenance };
}

function open(options: ServeOptions, exchange: Exchange, ref: ObjectRef): Promise<Opening> {
  const { method, headers, signal } = exchange;
  const range = requestedRange(method, headers)?.[0];
  const wanted = method === 'HEAD' ? undefined : firstWanted(range, options.chunkBytes);
  return openObject(options.origin, ref, wanted, signal);
}

/** Where the body begins; undefined for outcomes that show no byte of the object. */
function firstSpan(plan: Plan): Span | undefined {
  if (plan.kind === 'whole' || plan.kind === 'part') return plan.span;
  return plan.kind === 'parts' ? plan.spans[0] : undefined;
}

function describe(plan: Plan): string {
  const spans = plan.kind === 'parts' ? plan.spans : 'span' in plan ? [plan.span] : [];
  return spans.map((span) => `[${span.start}, ${span.end})`).join(' ');
}

function compose(
  options: ServeOptions,
  exchange: Exchange,
  reading: Reading,
  plan: Plan,
  first: Arrival | undefined,
): Answer {
  const { meta, ref } = reading;
  const headers = objectHeaders(meta, ref.key);
  const body = (length: number, pieces: readonly MultipartPiece[]): Body => ({
    length,
    bytes: readPieces(options, reading, pieces, first),
  });
  switch (plan.kind) {
    case 'whole':
      return { status: 200, headers, body: body(meta.size, [plan.span]) };
    case 'part': {
      const range = { 'Content-Range': contentRange(plan.span, meta.size) };
      return {
        status: 206,
        headers: { ...headers, ...range },
        body: body(lengthOf(plan.span), [plan.span]),
      };
    }
    case 'parts': {
      const type = mediaType(meta.contentType, ref.key);
      const parts = multipartBody(plan.spans, meta.size, type, `firstbyte-${randomUUID()}`);
      return {
        status: 206,
        headers: { ...headers, 'Content-Type': parts.contentType },
        body: body(parts.length, parts.pieces),
      };
    }
    default:
      return outcomeAnswer(plan.kind, meta, exchange.requestId);
  }
}

async function* readPieces(
  options: ServeOptions,
  reading: Reading,
  pieces: readonly MultipartPiece[],
  first: Arrival | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  let arrival = first;
  for (const piece of pieces) {
    if (piece instanceof Uint8Array) {
      yield piece;
    } else {
      yield* readSpan(options, reading, piece, arrival);
      arrival = undefined;
    }
  }
}
