/**
 * Cross-origin rules (Fetch standard): which pages of other origins may read our answers, and
 * which may show them. Both hold for every answer, problems included.
 */
import type { AnswerHeaders } from './answer.ts';

const EXPOSED =
  'Accept-Ranges, Content-Range, Content-Length, ETag, Server-Timing, Cache-Status, X-Request-Id, ' +
  'Location, Retry-After, Tus-Resumable, Tus-Version, Tus-Extension, Tus-Max-Size, Tus-Checksum-Algorithm, Upload-Offset, Upload-Length, Upload-Metadata, Upload-Expires';
const REQUESTABLE =
  'Range, If-Range, If-Match, If-None-Match, If-Modified-Since, If-Unmodified-Since, Authorization, Content-Type, Content-MD5, Content-Digest, Repr-Digest, ' +
  'Tus-Resumable, Upload-Length, Upload-Metadata, Upload-Offset, Upload-Checksum, Upload-Defer-Length, Upload-Concat, X-HTTP-Method-Override, X-Requested-With, X-Request-ID, CMCD-Request, CMCD-Object, CMCD-Session, CMCD-Status';
/** A day; browsers cap it lower by themselves. */
const PREFLIGHT_SECONDS = 86_400;

/**
 * Who may show an answer without reading it, as a plain `<video>` does. Such a request has no
 * `Origin`, so pages that are listed cannot be told from others: either only our own site may, or
 * every page.
 */
const SHOWN_TO = 'Cross-Origin-Resource-Policy';
const SAME_SITE: AnswerHeaders = { [SHOWN_TO]: 'same-site' };
const ANYONE: AnswerHeaders = {
  [SHOWN_TO]: 'cross-origin',
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': EXPOSED,
  'Timing-Allow-Origin': '*',
};
/** Said on every answer, or a shared cache would hand one origin's answer to another. */
const SOMEONE: AnswerHeaders = { [SHOWN_TO]: 'cross-origin', Vary: 'Origin' };

/**
 * Headers for an answer to a page of `origin`. Credentials (cookies, Basic) may be sent along by
 * pages that are listed by name, never by those that a star lets in.
 * @param allowed exact origins, or `*` alone; empty means same-origin only
 * @param origin the `Origin` request header
 */
export function corsHeaders(allowed: readonly string[], origin: string | undefined): AnswerHeaders {
  if (allowed.length === 0) return SAME_SITE;
  if (allowed.includes('*')) return ANYONE;
  if (origin === undefined || !allowed.includes(origin)) return SOMEONE;
  return {
    ...SOMEONE,
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Allow-Credentials': 'true',
    'Access-Control-Expose-Headers': EXPOSED,
    // Only who asks is named: the list of all would tell everyone for whom this is run.
    'Timing-Allow-Origin': origin,
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
