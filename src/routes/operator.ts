/** Operator: routes for whoever runs the gateway, closed to everybody else. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { GatewayError } from '../errors.ts';
import type { Handler } from '../http/exchange.ts';
import { checkSameSite } from './same-site.ts';

/** RFC 9110 section 9.2.1. */
const SAFE = new Set(['GET', 'HEAD']);

/**
 * `handler`, for those who present the token as Bearer (RFC 6750); for anyone when there is none, but
 * for pages of others, whatever `cors_origins` lets them read: they reach this machine through whoever
 * opens them.
 */
export function forOperator(token: string | undefined, handler: Handler): Handler {
  if (token === undefined) {
    return (exchange) => {
      if (!SAFE.has(exchange.method)) checkSameSite(exchange.headers, []);
      return handler(exchange);
    };
  }
  const right = digest(`Bearer ${token}`);
  return (exchange) => {
    const given = exchange.headers.authorization ?? '';
    // Schemes are compared without case (RFC 9110 section 11.1), in constant time for what follows.
    const normal = given.replace(/^bearer +/i, 'Bearer ');
    if (timingSafeEqual(digest(normal), right)) return handler(exchange);
    throw new GatewayError('unauthenticated', 'Cannot operate: no or another token', {
      challenges: ['Bearer realm="firstbyte operations"'],
    });
  };
}

/** Of one length, whatever was sent. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
