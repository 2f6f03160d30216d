/** `/` and what it loads: the few files of the page, in memory, revalidated by ETag. */
import { createHash } from 'node:crypto';
import { GatewayError } from '../errors.ts';
import type { Answer } from '../http/answer.ts';
import type { Handler } from '../http/handle.ts';
import { mediaType } from '../http/media-type.ts';
import { planAnswer } from '../http/plan.ts';

/** The page loads nothing from elsewhere and runs nothing inline, and nobody may frame it. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * @param name e.g. `index.html`; decides the type
 * @param wallClock milliseconds since the epoch
 */
export function createPage(name: string, bytes: Uint8Array, wallClock: () => number): Handler {
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 27)}"`;
  const type = mediaType(undefined, name);
  const headers = {
    'Content-Type': type.startsWith('text/') ? `${type}; charset=utf-8` : type,
    // Revalidated each time, so that a new version of the gateway shows its own page at once.
    'Cache-Control': 'no-cache',
    ETag: etag,
    'Content-Security-Policy': CONTENT_SECURITY_POLICY,
    'Referrer-Policy': 'no-referrer',
  };
  const current = { etag, lastModified: undefined, size: bytes.length, versioned: false };

  return (exchange): Answer => {
    // Pages are small: a Range is ignored (RFC 9110 section 14.2), preconditions are not.
    const { range: _ignored, ...preconditions } = exchange.headers;
    const plan = planAnswer(exchange.method, preconditions, current, wallClock());
    if (plan.kind === 'not_modified') return { status: 304, headers };
    if (plan.kind === 'precondition_failed') {
      throw new GatewayError('precondition_failed', `Cannot serve ${name}: a precondition fails`);
    }
    return { status: 200, headers, body: { length: bytes.length, bytes } };
  };
}
