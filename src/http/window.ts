/**
 * Window: how many bytes a client of HTTP/2 may send before they are read (RFC 9113 section 5.2).
 * It is narrow as long as nobody wants them, and wide for the connection of who sends what a route
 * does want. HTTP/1.1 leaves that to TCP.
 */
import type { Http2Session, Http2Stream } from 'node:http2';
import { LIMITS } from './limits.ts';

const wide = new WeakSet<Http2Session>();

/** @param stream whose body is about to be read; undefined for HTTP/1.1 */
export function widenWindow(stream: Http2Stream | undefined): void {
  const session = stream?.session;
  if (!session || session.destroyed || wide.has(session)) return;
  wide.add(session);
  session.setLocalWindowSize(LIMITS.http2.wantedBytes);
  session.settings({ initialWindowSize: LIMITS.http2.wantedBytes });
}
