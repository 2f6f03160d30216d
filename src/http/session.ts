/**
 * Session: the requests of one HTTP/2 connection, answered side by side. Each may be given up by
 * itself (RFC 9113 section 8.1); who gives up many more than are answered gets no further ones here.
 */
import type { Http2ServerRequest, Http2ServerResponse, ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import { attend } from './attend.ts';
import type { Connection } from './connection.ts';
import type { Handle } from './handle.ts';
import { LIMITS } from './limits.ts';
import { isComplete } from './viewer-request.ts';

export interface Session extends Connection {
  take(req: Http2ServerRequest, res: Http2ServerResponse): void;
}

/** @param socket what the session speaks through */
export function createSession(
  session: ServerHttp2Session,
  socket: Socket,
  handle: Handle,
): Session {
  const running = new Set<Promise<void>>();
  let patience: number = LIMITS.http2.patience;
  let idle = setTimeout(leave, LIMITS.server.headersTimeout);

  session.setLocalWindowSize(LIMITS.http2.windowBytes);
  socket.once('close', () => clearTimeout(idle));
  // All is handed over, and the viewer may have words on the way that a closed door would answer
  // with a reset, which overtakes what is still to be read.
  socket.once('finish', () => setTimeout(() => socket.destroy(), LIMITS.lingerMs).unref());

  function leave(): void {
    if (session.destroyed) return;
    // GOAWAY: what runs goes on to its end, nothing new is taken.
    session.close();
  }

  function over(answered: boolean): void {
    patience = Math.min(LIMITS.http2.patience, patience + (answered ? 1 : -1));
    if (patience < 0) session.close();
    if (running.size > 0) return;
    clearTimeout(idle);
    if (!session.closed) idle = setTimeout(leave, LIMITS.server.keepAliveTimeout);
  }

  return {
    get waiting() {
      return running.size;
    },
    get settled() {
      return Promise.all(running);
    },
    take(req, res) {
      // Streams that were reset make room for others before all that they held is let go of.
      if (running.size >= LIMITS.http2.server.settings.maxConcurrentStreams * 2) {
        session.destroy();
        return;
      }
      clearTimeout(idle);
      const work = attend(handle, req, res, req.stream).then(() => {
        running.delete(work);
        over(isComplete(res));
      });
      running.add(work);
    },
    leave,
    cut() {
      session.destroy();
      socket.destroy();
    },
  };
}
