/**
 * Readiness: not before the origin has answered us once, not after the shutdown has begun. In
 * between an origin that fails does not make us unready: every other gateway would be as well,
 * and taking all of them out of rotation helps no viewer.
 */
import { type FailureCode, GatewayError } from '../errors.ts';
import type { Catalog } from '../object/origin.ts';

export interface Readiness {
  /** @returns why not ready, or undefined when ready */
  check(signal: AbortSignal): Promise<FailureCode | undefined>;
  /** From now on never ready. */
  stop(): void;
}

export function createReadiness(catalog: Pick<Catalog, 'probe'>): Readiness {
  let state: 'starting' | 'ready' | 'stopping' = 'starting';
  return {
    async check(signal) {
      if (state === 'starting') {
        try {
          await catalog.probe(signal);
        } catch (error) {
          return error instanceof GatewayError ? error.code : 'internal_error';
        }
        if (state === 'starting') state = 'ready';
      }
      return state === 'ready' ? undefined : 'shutting_down';
    },
    stop() {
      state = 'stopping';
    },
  };
}
