/** A request's body, whole, for the few routes that take a small one. */
import type { IncomingMessage } from 'node:http';
import { GatewayError } from '../errors.ts';

/** @throws GatewayError `body_too_large` beyond `most` bytes, whether announced or not; `request_malformed` when it breaks off */
export async function readBody(req: IncomingMessage, most: number): Promise<Uint8Array> {
  const tooLarge = (): GatewayError =>
    new GatewayError('body_too_large', `Cannot take a body of more than ${most} bytes`, {
      detail: `The limit is ${most} bytes`,
    });
  if (Number(req.headers['content-length'] ?? 0) > most) throw tooLarge();
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    // Not destroyed when left early: the connection is still owed an answer.
    for await (const piece of req.iterator({ destroyOnReturn: false })) {
      length += piece.length;
      if (length > most) throw tooLarge();
      pieces.push(piece);
    }
  } catch (cause) {
    if (cause instanceof GatewayError) throw cause;
    throw new GatewayError('request_malformed', 'Cannot read the body: it broke off', { cause });
  }
  return Buffer.concat(pieces);
}
