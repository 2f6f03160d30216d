/** `/` and what it loads: the few files of the page, in memory, in the coding that the browser takes. */
import { createHash } from 'node:crypto';
import { GatewayError } from '../errors.ts';
import { chooseCoding } from '../http/accept-encoding.ts';
import type { Answer, AnswerHeaders } from '../http/answer.ts';
import type { Exchange, Handler } from '../http/exchange.ts';
import { mediaType } from '../http/media-type.ts';
import { planAnswer } from '../http/plan.ts';
import { type Coding, createEncoded, type Encoded } from '../site/encoded.ts';
import type { Site } from '../site/site.ts';

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

/** What a browser can show as a page of its own; the rest keeps to the policy of the page that it is in. */
const DOCUMENT = /^(?:text\/html|image\/svg)/;

/** What can change at its address is asked about each time. */
const REVALIDATED = 'no-cache';
const FOR_EVER = 'public, max-age=31536000, immutable';

export interface PageOptions {
  readonly site: Site;
  /** Milliseconds since the epoch. */
  readonly wallClock: () => number;
}

/** A document at an address of its own, so that a new version of the gateway shows its own page at once. */
export function createDocument(name: string, { site, wallClock }: PageOptions): Handler {
  let served: Served | undefined;
  return (exchange) => {
    served ??= serve(name, site.document(name), REVALIDATED);
    return answer(served, exchange, wallClock);
  };
}

/** Files at `/assets/DIGEST/NAME`. */
export function createAssets({ site, wallClock }: PageOptions): Handler {
  const served = new Map<string, Served>();
  return (exchange) => {
    const slash = exchange.rest.indexOf('/');
    const name = exchange.rest.slice(slash + 1);
    const isCurrent = exchange.rest.slice(0, slash) === site.digest;
    const bytes = site.asset(name);
    if (slash === -1 || bytes === undefined) {
      throw new GatewayError(
        'route_not_found',
        'Cannot serve an asset: there is none of that name',
      );
    }
    const one = served.get(name) ?? serve(name, bytes, FOR_EVER);
    served.set(name, one);
    // A page of the version before this one, still open: what there is now has to do.
    return answer(isCurrent ? one : { ...one, keeping: 'no-store' }, exchange, wallClock);
  };
}

/** One file at an address of its own. @param read called once, when it is first asked for */
export function createFile(name: string, read: () => Uint8Array, wallClock: () => number): Handler {
  let served: Served | undefined;
  return (exchange) => {
    served ??= serve(name, read(), REVALIDATED);
    return answer(served, exchange, wallClock);
  };
}

interface Served {
  readonly name: string;
  readonly type: string;
  readonly keeping: string;
  readonly tag: string;
  readonly encoded: Encoded;
}

function serve(name: string, bytes: Uint8Array, keeping: string): Served {
  const type = mediaType(undefined, name);
  return {
    name,
    type: type.startsWith('text/') ? `${type}; charset=utf-8` : type,
    keeping,
    tag: createHash('sha256').update(bytes).digest('base64url').slice(0, 27),
    encoded: createEncoded(bytes),
  };
}

function answer(served: Served, { method, headers }: Exchange, wallClock: () => number): Answer {
  const { name, encoded, tag } = served;
  const coding = chooseCoding(headers['accept-encoding'], encoded.codings());
  const bytes = encoded.bytes(coding);
  // Other bytes, another tag (RFC 9110 section 8.8.3.3).
  const etag = coding === 'identity' ? `"${tag}"` : `"${tag}-${coding}"`;
  const all = headersOf(served, coding, etag);
  // Pages are small: a Range is ignored (RFC 9110 section 14.2), preconditions are not.
  const { range: _ignored, ...preconditions } = headers;
  const current = { etag, lastModified: undefined, size: bytes.length, versioned: false };
  const plan = planAnswer(method, preconditions, current, wallClock());
  if (plan.kind === 'not_modified') return { status: 304, headers: all };
  if (plan.kind === 'precondition_failed') {
    throw new GatewayError('precondition_failed', `Cannot serve ${name}: a precondition fails`);
  }
  return { status: 200, headers: all, body: { length: bytes.length, bytes } };
}

function headersOf({ type, keeping }: Served, coding: Coding, etag: string): AnswerHeaders {
  return {
    'Content-Type': type,
    'Cache-Control': keeping,
    ETag: etag,
    Vary: 'Accept-Encoding',
    ...(coding !== 'identity' && { 'Content-Encoding': coding }),
    ...(DOCUMENT.test(type) && {
      'Content-Security-Policy': CONTENT_SECURITY_POLICY,
      'Referrer-Policy': 'no-referrer',
    }),
  };
}
