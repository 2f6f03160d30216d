/**
 * Leftover: what nobody read of a request's body once its answer is out. A little of it is read and
 * thrown away, so that the connection can go on; a sender of much is left waiting until it has seen
 * the answer, and then cut off: a body that is refused costs no more than that.
 */
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
 * Whether more of a body may be on its way than is read in vain: the connection cannot go on then,
 * and its answer has to say so (RFC 9112 section 9.6). Of HTTP/2 only the stream ends.
 */
export function isTooMuch(
  req: Pick<ViewerRequest, 'complete' | 'stream'>,
  { length = Number.POSITIVE_INFINITY, received }: Pick<Incoming, 'length' | 'received'>,
  { dropBytes }: Pick<LeftoverBounds, 'dropBytes'>,
): boolean {
  return !req.stream && !req.complete && length - received > dropBytes;
}

/**
 * Says in an answer, not sent yet, that it is the last of its connection. Node would close both ways
 * behind it: what is on its way then meets a closed door, and the network takes the answer from a
 * sender who has not read it. So our way is closed, and whoever says so closes the other one.
 */
export function sayLast(
  { socket }: Pick<ViewerRequest, 'socket'>,
  res: Pick<ViewerResponse, 'setHeader'>,
): void {
  res.setHeader('Connection', 'close');
  socket.destroySoon = () => {
    socket.end();
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
