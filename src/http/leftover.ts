/**
 * Leftover: what nobody read of a request's body once its answer is out. A little of it is read and
 * thrown away, so that the connection can go on; a sender of much is left waiting until it has seen
 * the answer, and then cut off: a body that is refused costs no more than that.
 */
import type { Socket } from 'node:net';
import type { Incoming } from './incoming.ts';
import type { ViewerRequest, ViewerResponse } from './viewer-request.ts';

export interface LeftoverBounds {
  /** Bytes that are read in vain. */
  readonly dropBytes: number;
  /** Milliseconds for them to come. */
  readonly dropMs: number;
  /** Milliseconds to read the answer in, for whoever has more. */
  readonly lingerMs: number;
}

/**
 * Sees to what nobody has read of a body, before its answer is out: behind it Node reads whatever
 * comes, without a bound. Says in the answer when the connection ends with it: when more may be on
 * its way than is read in vain, or may not be, since the sender waits to be told to go on (RFC 9112
 * section 9.6).
 * @param takesBody whether the route reads it; otherwise somebody may be letting it go by already
 * @returns to be called behind the answer; resolves when the next request can come, or the
 *   connection is gone
 */
export function dismissBody(
  req: ViewerRequest,
  res: Pick<ViewerResponse, 'setHeader'>,
  incoming: Pick<Incoming, 'length' | 'received' | 'waits'>,
  takesBody: boolean,
  bounds: LeftoverBounds,
): () => Promise<void> {
  const { waits, received, length = Number.POSITIVE_INFINITY } = incoming;
  const drop = () => dropLeftover(req, bounds);
  if (req.stream) {
    // A stream whose sender waits is let go by Node itself.
    const dropped = takesBody && !waits ? drop() : undefined;
    return () => dropped ?? drop();
  }
  if (waits || (!req.complete && length - received > bounds.dropBytes)) {
    res.setHeader('Connection', 'close');
  }
  const release = req.complete ? undefined : linger(req.socket);
  const dropped = takesBody || req.readableFlowing === null ? drop() : undefined;
  return async () => {
    await (dropped ?? drop());
    release?.();
  };
}

/**
 * Keeps the way in open behind an answer that is the connection's last. Node closes both ways: what
 * is still coming then meets a closed door, and the network takes the answer from a sender who has
 * not read it.
 * @returns what closes it
 */
function linger(socket: Socket): () => void {
  let isLast = false;
  socket.destroySoon = () => {
    isLast = true;
    socket.end();
  };
  return () => {
    Reflect.deleteProperty(socket, 'destroySoon');
    if (isLast) socket.destroy();
  };
}

/** Resolves when the next request can come, or the connection is gone. */
export function dropLeftover(
  req: ViewerRequest,
  { dropBytes, dropMs, lingerMs }: LeftoverBounds,
): Promise<void> {
  // HTTP/2 ends one stream and not the connection.
  const line = req.stream ?? req.socket;
  if (req.complete || req.stream?.endAfterHeaders || line.destroyed) {
    req.resume();
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    let dropped = 0;
    const cut = (): void => {
      // The answer was whole: NO_ERROR says that no more of the body is wanted (RFC 9113 section 8.1).
      if (req.stream) req.stream.close();
      else line.destroy();
    };
    let timer = setTimeout(cut, dropMs);
    const drop = (piece: Uint8Array): void => {
      dropped += piece.length;
      if (dropped <= dropBytes) return;
      req.off('data', drop);
      req.pause();
      clearTimeout(timer);
      timer = setTimeout(cut, lingerMs);
    };
    const over = (): void => {
      clearTimeout(timer);
      line.off('close', over);
      resolve();
    };
    req.on('data', drop);
    req.once('end', over);
    line.once('close', over);
    req.resume();
  });
}
