/**
 * Turnstile: so many inside at once, and who comes when it is full is told so. For reads that hold
 * a connection to the origin for as long as their viewers please.
 */
import { GatewayError } from '../errors.ts';

export interface Turnstile {
  /**
   * Lets one in.
   * @returns lets it out again; harmless when repeated
   * @throws GatewayError `overloaded`
   */
  enter(): () => void;
}

/** @param limit inside at once, at least 1 */
export function createTurnstile(limit: number): Turnstile {
  let inside = 0;
  return {
    enter() {
      if (inside >= limit) {
        const message = `Cannot read past the cache: ${inside} viewers do already`;
        throw new GatewayError('overloaded', message, {
          retryAfterSeconds: 5,
          limit: 'origin_connections',
        });
      }
      inside++;
      let out = false;
      return () => {
        if (!out) inside--;
        out = true;
      };
    },
  };
}
