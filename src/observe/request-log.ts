/**
 * One line per finished request, with everything needed to tell what the viewer met; of a slow one
 * also when each of its steps was done.
 */
import type { GatewayError } from '../errors.ts';
import type { Log } from './log.ts';

/** What this room needs to know of a finished request; http/handle.ts tells it. */
export interface FinishedRequest {
  readonly requestId: string;
  readonly method: string;
  readonly route: string;
  readonly status: number | undefined;
  readonly about: {
    readonly bucket?: string;
    readonly key?: string;
    readonly span?: string;
    readonly viewer?: string;
    readonly player?: Readonly<Record<string, unknown>>;
  };
  readonly bytes: number;
  readonly received: number;
  /** How the answer began. */
  readonly cache: string | undefined;
  readonly firstByteMs: number | undefined;
  readonly totalMs: number;
  /** Of that, milliseconds of waiting for the request's own body. */
  readonly bodyMs: number;
  /** Milliseconds from the request to each step. */
  readonly timeline: Readonly<Record<string, number>>;
  readonly aborted: boolean;
  readonly error: GatewayError | undefined;
}

/**
 * Whether the viewer waited for longer than that: for the first byte, or for an answer without any.
 * A long upload is not slow: what its own bytes took does not count.
 * @param slowMs 0 for nothing is slow
 */
export function isSlow(
  { firstByteMs, totalMs, bodyMs }: Pick<FinishedRequest, 'firstByteMs' | 'totalMs' | 'bodyMs'>,
  slowMs: number,
): boolean {
  return slowMs > 0 && (firstByteMs ?? totalMs) - bodyMs > slowMs;
}

/**
 * Info for what went as planned, warn for what was slow and for an origin's failure, error for our own.
 * @param slow `isSlow` of it
 */
export function logRequest(log: Log, request: FinishedRequest, slow: boolean): void {
  const { error, about } = request;
  // One shape for all, which is quick to make; what is undefined is not written.
  const fields = {
    requestId: request.requestId,
    method: request.method,
    route: request.route,
    status: request.status,
    bytes: request.bytes,
    received: request.received,
    cache: request.cache,
    aborted: request.aborted,
    bucket: about.bucket,
    key: about.key,
    span: about.span,
    viewer: about.viewer,
    player: about.player,
    firstByteMs: round(request.firstByteMs),
    totalMs: round(request.totalMs),
    bodyMs: request.bodyMs > 0 ? round(request.bodyMs) : undefined,
    timeline: slow ? rounded(request.timeline) : undefined,
    code: error?.code,
    reason: error?.message,
    cause: error && causeOf(error),
    stack: error?.code === 'internal_error' ? stackOf(error) : undefined,
  };
  const message = slow ? 'slow request' : 'request';
  if (error?.source === 'gateway') log.error(fields, message);
  else if (slow || error?.source === 'origin') log.warn(fields, message);
  else log.info(fields, message);
}

/** To the microsecond; more digits would only say how long a function call takes. */
function round(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms * 1000) / 1000;
}

function rounded(timeline: Readonly<Record<string, number>>): Record<string, number | undefined> {
  return Object.fromEntries(Object.entries(timeline).map(([step, ms]) => [step, round(ms)]));
}

function causeOf(error: GatewayError): string | undefined {
  return error.cause instanceof Error ? error.cause.message : undefined;
}

function stackOf(error: GatewayError): string | undefined {
  return error.cause instanceof Error ? error.cause.stack : error.stack;
}
