/**
 * Readiness: not before the origin has answered us once, not after the shutdown has begun. In
 * between an origin that fails does not make us unready: every other gateway would be as well,
 * and taking all of them out of rotation helps no viewer. However many ask, the origin is asked
 * once at a time.
 */
import { GatewayError } from '../errors.ts';
import type { Catalog } from '../object/origin.ts';

export interface ReadinessOptions {
  readonly catalog: Pick<Catalog, 'probe'>;
  /** Longest wait for the origin, in milliseconds. */
  readonly timeoutMs: number;
  /** Milliseconds since any moment. */
  readonly now: () => number;
}

export interface Readiness {
  /** @returns why not ready, or undefined when ready; never rejects */
  check(): Promise<GatewayError | undefined>;
  /** From now on never ready. */
  stop(): void;
}

/** What the origin has just said is not asked for again. */
const REMEMBERED_MS = 1000;

export function createReadiness({ catalog, timeoutMs, now }: ReadinessOptions): Readiness {
  const stopping = new AbortController();
  let isReady = false;
  let inFlight: Promise<GatewayError | undefined> | undefined;
  let failed: { readonly error: GatewayError; readonly at: number } | undefined;

  const probe = async (): Promise<GatewayError | undefined> => {
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(timeoutMs)]);
    try {
      await catalog.probe(signal);
      isReady = true;
      return undefined;
    } catch (cause) {
      const error = failure(cause, signal);
      failed = { error, at: now() };
      return error;
    } finally {
      inFlight = undefined;
    }
  };

  return {
    async check() {
      if (!isReady && !stopping.signal.aborted) {
        if (failed !== undefined && now() - failed.at < REMEMBERED_MS) return failed.error;
        inFlight ??= probe();
        const error = await inFlight;
        if (error !== undefined && !stopping.signal.aborted) return error;
      }
      if (!stopping.signal.aborted) return undefined;
      return new GatewayError('shutting_down', 'The gateway is shutting down');
    },
    stop() {
      stopping.abort();
    },
  };
}

function failure(cause: unknown, signal: AbortSignal): GatewayError {
  if (cause instanceof GatewayError) return cause;
  return signal.aborted
    ? new GatewayError('origin_timeout', 'The origin did not answer in time', { cause })
    : new GatewayError('internal_error', 'The origin could not be asked', { cause });
}
