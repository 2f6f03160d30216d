/** Attend: one request served, with a signal that tells when its viewer has gone. */
import type { EventEmitter } from 'node:events';
import type { Handle } from './handle.ts';
import type { ViewerRequest, ViewerResponse } from './viewer-request.ts';

/** Made once: a DOMException for every request would be a stack trace for every request. */
const GONE = new DOMException('The request is over, or its viewer has gone', 'AbortError');

/** @param line what closes when the viewer goes: the connection, or in HTTP/2 the stream */
export async function attend(
  handle: Handle,
  req: ViewerRequest,
  res: ViewerResponse,
  line: EventEmitter & { readonly destroyed: boolean },
): Promise<void> {
  const departure = new AbortController();
  const leave = (): void => departure.abort(GONE);
  line.once('close', leave);
  try {
    if (!line.destroyed) await handle(req, res, departure.signal);
  } finally {
    line.off('close', leave);
    // Also when all went well: whatever the request still held at the origin is given up.
    leave();
  }
}
