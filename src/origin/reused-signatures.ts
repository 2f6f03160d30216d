/**
 * Reused signatures: a signature covers method, host, path, query and date, but neither the range
 * nor the preconditions, and stores take it for a quarter of an hour. So one signature serves all
 * reads of an object for a minute: a window that opens asks for many pieces of it at once.
 */
import { LRUCache } from 'lru-cache';
import type { Credentials } from './credentials.ts';
import type { Signable, Signer } from './signer.ts';

/** Far within the 15 minutes of S3, so that a clock that is corrected or slightly off does not matter. */
const REUSED_MS = 60_000;
/** Each about a kilobyte. */
const MOST = 2000;

interface Signed {
  /** A promise, so that requests of the same turn share it. */
  readonly headers: Promise<Record<string, string>>;
  /** Renewed ones are another object. */
  readonly credentials: Credentials;
  readonly at: number;
}

/** `sign`, asked once a minute for the same read. */
export function reusingSignatures(sign: Signer): Signer {
  const recent = new LRUCache<string, Signed>({ max: MOST });
  return (request, credentials, date) => {
    const { method, signedHeaders } = request;
    const reads = method === 'GET' || method === 'HEAD';
    if (!reads || signedHeaders !== undefined) return sign(request, credentials, date);
    const name = nameOf(request);
    const at = date.getTime();
    const known = recent.get(name);
    if (known?.credentials === credentials && Math.abs(at - known.at) < REUSED_MS) {
      return known.headers;
    }
    const headers = sign(request, credentials, date);
    headers.catch(() => recent.delete(name));
    recent.set(name, { headers, credentials, at });
    return headers;
  };
}

/** No method, host or encoded path holds a space. */
function nameOf({ method, address, query }: Signable): string {
  return `${method} ${address.host} ${address.path} ${query ? JSON.stringify(query) : ''}`;
}
