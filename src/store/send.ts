/**
 * Bytes of one open object to one client: reads no faster than the client takes, stops when it
 * goes, and destroys the connection rather than finish with bytes of two versions or too few.
 */
import type { BigIntStats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { isSameVersion } from './etag.ts';
import type { Span } from './range.ts';

/** Large enough that a read costs more than its turn through the thread pool. */
const READ_BYTES = 256 * 1024;

/**
 * Sends `span` of the version that `stats` describes; the head must be set on `response`.
 * Resolves when everything is handed over or the connection is gone.
 */
export async function sendSpan(
  response: ServerResponse,
  handle: FileHandle,
  stats: BigIntStats,
  span: Span,
): Promise<void> {
  for (let at = span.start; at < span.end; ) {
    const buffer = Buffer.allocUnsafe(Math.min(READ_BYTES, span.end - at));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
    // Looked at after the read: what changes later cannot be in these bytes.
    const isSame = isSameVersion(stats, await handle.stat({ bigint: true }));
    if (response.destroyed) return;
    if (bytesRead === 0 || !isSame) {
      response.destroy();
      return;
    }
    at += bytesRead;
    if (!response.write(buffer.subarray(0, bytesRead))) await drainedOrGone(response);
  }
  response.end();
}

function drainedOrGone(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
    // Already gone: there will be no event.
    if (response.destroyed) done();
  });
}
