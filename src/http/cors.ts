/** Cross-origin rules (Fetch standard): which pages of other origins may read our answers. */
import type { AnswerHeaders } from './answer.ts';

const EXPOSED =
  'Accept-Ranges, Content-Range, Content-Length, ETag, Server-Timing, Cache-Status, X-Request-Id';
const REQUESTABLE =
  'Range, If-Range, If-Match, If-None-Match, If-Modified-Since, If-Unmodified-Since, Authorization';
/** A day; browsers cap it lower by themselves. */
const PREFLIGHT_SECONDS = 86_400;

/**
 * Headers for an answer to a page of `origin`.
 * @param allowed exact origins, or `*` alone; empty means same-origin only
 * @param origin the `Origin` request header
 */
export function corsHeaders(allowed: readonly string[], origin: string | undefined): AnswerHeaders {
  if (allowed.length === 0) return {};
  if (allowed.includes('*')) {
    return { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': EXPOSED };
  }
  // Said on every answer, or a shared cache would hand one origin's answer to another.
  if (origin === undefined || !allowed.includes(origin)) return { Vary: 'Origin' };
  return {
    Vary: 'Origin',
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Expose-Headers': EXPOSED,
  };
}

/** Further headers for a preflight, to be sent only when the origin is allowed. */
export function preflightHeaders(methods: readonly string[]): AnswerHeaders {
  return {
    'Access-Control-Allow-Methods': methods.join(', '),
    'Access-Control-Allow-Headers': REQUESTABLE,
    'Access-Control-Max-Age': String(PREFLIGHT_SECONDS),
  };
}
