/** One line per finished request, with everything needed to tell what the viewer met. */
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
  };
  readonly bytes: number;
  /** How the answer began. */
  readonly cache: string | undefined;
  readonly firstByteMs: number | undefined;
  readonly totalMs: number;
  readonly aborted: boolean;
  readonly error: GatewayError | undefined;
}

/** Info for what went as planned, warn for an origin's failure, error for our own. */
export function logRequest(log: Log, request: FinishedRequest): void {
  const { error, about, firstByteMs, totalMs, ...rest } = request;
  const fields = {
    ...rest,
    ...about,
    firstByteMs: round(firstByteMs),
    totalMs: round(totalMs),
    ...(error && { code: error.code, reason: error.message, cause: causeOf(error) }),
    ...(error?.code === 'internal_error' && { stack: stackOf(error) }),
  };
  if (error === undefined || error.source === 'viewer') log.info(fields, 'request');
  else if (error.source === 'origin') log.warn(fields, 'request');
  else log.error(fields, 'request');
}

/** To the microsecond; more digits would only say how long a function call takes. */
function round(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms * 1000) / 1000;
}

function causeOf(error: GatewayError): string | undefined {
  return error.cause instanceof Error ? error.cause.message : undefined;
}

function stackOf(error: GatewayError): string | undefined {
  return error.cause instanceof Error ? error.cause.stack : error.stack;
}
