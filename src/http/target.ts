/**
 * The request target, RFC 9112 section 3.2, taken apart without normalising it: S3 keys may hold
 * `//`, `.` and `..`, which the URL class would fold away.
 */
import { GatewayError } from '../errors.ts';

/** A key has at most 1024 bytes, so 3072 characters when every one is percent-encoded. */
const MAX_LENGTH = 8192;

export interface Target {
  /** Raw path, still percent-encoded; begins with `/`. */
  readonly path: string;
  /** Raw query without the `?`; empty when there is none. */
  readonly query: string;
}

/**
 * @param raw origin-form or absolute-form (whose scheme and authority are dropped), or `*`
 * @throws GatewayError `uri_too_long`, `request_malformed`
 */
export function parseTarget(raw: string): Target {
  if (raw.length > MAX_LENGTH) {
    throw new GatewayError('uri_too_long', `Cannot take a target of ${raw.length} characters`, {
      detail: `The limit is ${MAX_LENGTH} characters`,
    });
  }
  const local = raw.replace(/^https?:\/\/[^/?#]*/i, '');
  const [beforeFragment = ''] = local.split('#', 1);
  const mark = beforeFragment.indexOf('?');
  const path = (mark === -1 ? beforeFragment : beforeFragment.slice(0, mark)) || '/';
  if (!path.startsWith('/') && path !== '*') {
    throw new GatewayError('request_malformed', 'Cannot read the request target: no leading slash');
  }
  return { path, query: mark === -1 ? '' : beforeFragment.slice(mark + 1) };
}

/**
 * Percent-decodes once, as UTF-8.
 * @returns undefined when an escape is broken or the bytes are no UTF-8
 */
export function percentDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
