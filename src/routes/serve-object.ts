/**
 * Serve an object: where the protocol meets the bytes. Opens the object, plans the answer from
 * its meta and the request's headers, makes sure of the first byte, and hands the source on.
 */
import { randomUUID } from 'node:crypto';
import type { Permit } from '../auth/auth.ts';
import { GatewayError } from '../errors.ts';
import type { Answer } from '../http/answer.ts';
import type { Exchange } from '../http/exchange.ts';
import { mediaType } from '../http/media-type.ts';
import { contentRange, type Multipart, multipartBody } from '../http/multipart.ts';
import { type Plan, planAnswer, requestedRange } from '../http/plan.ts';
import { isStrong, type Meta } from '../object/meta.ts';
import type { Objects } from '../object/objects.ts';
import type { Opened } from '../object/opened.ts';
import type { ObjectRef } from '../object/origin.ts';
import { counted, literal, primed, type Source, sequence } from '../object/source.ts';
import type { Tally } from '../object/tally.ts';
import { lengthOf, type Span, totalLength } from '../span.ts';
import { objectHeaders } from './object-headers.ts';
import { outcomeAnswer } from './outcomes.ts';
import { provenanceOf } from './provenance.ts';

export interface ServeOptions {
  readonly objects: Pick<Objects, 'open' | 'forget'>;
  readonly tally: Tally;
  /** Monotonic milliseconds, for durations. */
  readonly now: () => number;
  /** What is told of how long an answer may be kept, and by whom. */
  readonly cacheControl: (bucket: string, meta: Meta, permit: Permit) => string;
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
  permit: Permit,
): Promise<Answer> {
  try {
    return await attempt(options, exchange, ref, permit);
  } catch (error) {
    const changed = error instanceof GatewayError && error.code === 'object_changed';
    if (!changed) throw error;
    // Nothing is promised yet, so an object that changed between two reads is simply opened anew.
    options.objects.forget(ref);
    return await attempt(options, exchange, ref, permit);
  }
}

async function attempt(
  options: ServeOptions,
  exchange: Exchange,
  ref: ObjectRef,
  permit: Permit,
): Promise<Answer> {
  const { method, headers, signal } = exchange;
  const startedAt = options.now();
  const range = requestedRange(method, headers)?.[0];
  const opened = await options.objects.open(ref, range, method === 'GET', signal);
  exchange.mark('opened');
  try {
    const { meta } = opened;
    const current = { ...meta, versioned: isStrong(meta.etag) };
    const plan = planAnswer(method, headers, current, options.wallClock());
    const spans = spansOf(plan);
    const shown = method === 'GET' && totalLength(spans) > 0;
    const outlook = shown ? opened.look(spans) : undefined;
    const keeping = options.cacheControl(ref.bucket, meta, permit);
    const shape = shapeOf(exchange, opened, plan, keeping);
    if (spans.length > 0) exchange.about.span = describe(spans);
    const source =
      shown && shape.pieces
        ? await primed(read(opened, shape.pieces, options.tally), signal)
        : undefined;
    if (source !== undefined) exchange.mark('first_bytes');
    const provenance = provenanceOf(opened, outlook, options.now() - startedAt);
    const { length } = shape;
    const answer = { ...withPermit(shape.answer, permit), provenance };
    if (length === undefined) return answer;
    return {
      ...answer,
      body: { length, bytes: source ?? new Uint8Array() },
    };
  } finally {
    opened.close();
  }
}

type Piece = Multipart['pieces'][number];

/** An answer but for its bytes: what they are and how many. */
interface Shape {
  readonly answer: Answer;
  readonly length?: number;
  readonly pieces?: readonly Piece[];
}

function shapeOf(
  { requestId }: Exchange,
  { meta, ref }: Opened,
  plan: Plan,
  cacheControl: string,
): Shape {
  const headers = objectHeaders(meta, ref.key, cacheControl);
  switch (plan.kind) {
    case 'whole':
      return { answer: { status: 200, headers }, length: meta.size, pieces: [plan.span] };
    case 'part': {
      const ranged = { ...headers, 'Content-Range': contentRange(plan.span, meta.size) };
      const length = lengthOf(plan.span);
      return { answer: { status: 206, headers: ranged }, length, pieces: [plan.span] };
    }
    case 'parts': {
      const type = mediaType(meta.contentType, ref.key);
      const parts = multipartBody(plan.spans, meta.size, type, `firstbyte-${randomUUID()}`);
      const typed = { ...headers, 'Content-Type': parts.contentType };
      return { answer: { status: 206, headers: typed }, ...parts };
    }
    default:
      return { answer: outcomeAnswer(plan.kind, meta, requestId, cacheControl) };
  }
}

function withPermit(answer: Answer, { cookie, by }: Permit): Answer {
  return {
    ...answer,
    headers: {
      ...answer.headers,
      ...(cookie !== undefined && { 'Set-Cookie': cookie }),
      // Who else asks for the same may not be let in, whatever the operator lets caches keep.
      ...(by !== undefined && { Vary: by }),
    },
  };
}

/** What of the object the body shows; none for outcomes that show no byte of it. */
function spansOf(plan: Plan): readonly Span[] {
  if (plan.kind === 'whole' || plan.kind === 'part') return [plan.span];
  return plan.kind === 'parts' ? plan.spans : [];
}

function describe(spans: readonly Span[]): string {
  return spans.map((span) => `[${span.start}, ${span.end})`).join(' ');
}

function read(opened: Opened, pieces: readonly Piece[], tally: Tally): Source {
  const tell = (bytes: number): void => tally.served('literal', bytes);
  return sequence(
    pieces.map(
      (piece, i) => () =>
        piece instanceof Uint8Array
          ? counted(literal(piece), tell)
          : opened.read(piece, i > 0, tally),
    ),
  );
}
