/**
 * Window: how many bytes a client of HTTP/2 may send before they are read (RFC 9113 section 5.2).
 * It is narrow for who is not known, and wide for the connection of who may write. HTTP/1.1 leaves
 * that to TCP.
 */
import type { Http2Session, Http2Stream } from 'node:http2';
import { LIMITS } from './limits.ts';

const { wideBytes, mostWide } = LIMITS.http2;
const wide = new Set<Http2Session>();

/**
 * For all streams of the connection, until it is over; nothing where as many have it as may.
 * @param stream whose body is wanted; undefined for HTTP/1.1
 */
export function widenWindow(stream: Http2Stream | undefined): void {
  const session = stream?.session;
  if (!session || session.destroyed || wide.has(session) || wide.size >= mostWide) return;
  wide.add(session);
  session.once('close', () => wide.delete(session));
  session.setLocalWindowSize(wideBytes);
  session.settings({ initialWindowSize: wideBytes });
}
