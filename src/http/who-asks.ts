/** Who asks, by what the connection tells: an address, and whether the viewer's side of it is TLS. */
import type { IncomingMessage } from 'node:http';

export interface WhoAsks {
  /** The viewer's address, as far as it can be told. */
  readonly address: string;
  /** The viewer's side of the connection is TLS. */
  readonly secure: boolean;
}

/**
 * The viewer's address: that of the connection, or the one that those who may say so say in
 * X-Forwarded-For; several lines of it are joined by commas.
 */
export type AddressOf = (remote: string | undefined, forwardedFor: string | undefined) => string;

export function whoAsks(req: IncomingMessage, addressOf: AddressOf): WhoAsks {
  const { socket, headersDistinct } = req;
  const own = addressOf(socket.remoteAddress, undefined);
  const forwardedFor = headersDistinct['x-forwarded-for']?.join(',');
  const address = forwardedFor === undefined ? own : addressOf(socket.remoteAddress, forwardedFor);
  // A proxy whose word on the address counts also says how the viewer came to it.
  const scheme = headersDistinct['x-forwarded-proto']?.join(',').split(',').at(-1)?.trim();
  const isToldSecure = address !== own && scheme?.toLowerCase() === 'https';
  return { address, secure: 'encrypted' in socket || isToldSecure };
}
