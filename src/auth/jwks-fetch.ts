/**
 * Fetches a JWKS for jose, which decides when: bounded in bytes, never redirected, and after a
 * failure not again for a moment. jose itself counts its cooldown from the last success only, so
 * that tokens would otherwise hammer a server that is down.
 */
import type { FetchImplementation } from 'jose';

/** A set of keys has a few kilobytes, thousands of them with certificate chains one megabyte. */
const MOST_BYTES = 1024 * 1024;
/** As short as viewers hardly notice, long enough for a flood of tokens to become a trickle. */
export const REST_SECONDS = 1;

/** @param now milliseconds */
export function createJwksFetch(now: () => number): FetchImplementation {
  let failed: { readonly error: unknown; readonly at: number } | undefined;
  return async (url, options) => {
    // A clock that is set back must not make the rest longer.
    if (failed !== undefined && Math.abs(now() - failed.at) < REST_SECONDS * 1000) {
      throw failed.error;
    }
    try {
      const response = await fetchOnce(url, options);
      failed = undefined;
      return response;
    } catch (error) {
      failed = { error, at: now() };
      throw error;
    }
  };
}

/** jose reads the answer again, but what it would then refuse would not count as a failure here. */
async function fetchOnce(...[url, options]: Parameters<FetchImplementation>): Promise<Response> {
  // Whom the configuration names is asked, and nobody whom that server might name (SSRF).
  const response = await fetch(url, { ...options, redirect: 'error' });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`Cannot use the JWKS: its server answered ${response.status}`);
  }
  const text = await readBounded(response.body ?? []);
  if (!isJwks(text)) throw new Error('Cannot use the JWKS: the answer is not a set of keys');
  return new Response(text);
}

/** Counts what the network sent after it is unpacked. */
async function readBounded(
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of body) {
    bytes += piece.length;
    if (bytes > MOST_BYTES) {
      throw new Error(`Cannot use the JWKS: it has more than ${MOST_BYTES} bytes`);
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function isJwks(text: string): boolean {
  try {
    const { keys } = JSON.parse(text) as { keys?: unknown };
    return Array.isArray(keys) && keys.every((key) => typeof key === 'object' && key !== null);
  } catch {
    return false;
  }
}
