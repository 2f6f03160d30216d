/**
 * A body for undici, in pieces. The patience for the head of an answer starts when its request does,
 * and undici starts it anew with every piece that had to wait for the socket: so a slow body that
 * moves is not silence, and one that is stuck is. In one piece it would be silence either way.
 */
import { Readable } from 'node:stream';

/** A line of 128 kbit/s takes four seconds for it, within any patience that is usual. */
const PIECE_BYTES = 64 * 1024;

/** Looks into `body`, copies nothing of it. */
export function bodyPieces(body: Uint8Array): Readable {
  return Readable.from(pieces(body));
}

function* pieces(body: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < body.length; at += PIECE_BYTES) yield body.subarray(at, at + PIECE_BYTES);
}
