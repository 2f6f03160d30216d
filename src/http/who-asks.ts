/** Who asks, by what the connection tells: an address, and whether the viewer's side of it is TLS. */
import { linesOf, type ViewerRequest } from './viewer-request.ts';

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

export function whoAsks(
  req: Pick<ViewerRequest, 'rawHeaders' | 'socket'>,
  addressOf: AddressOf,
): WhoAsks {
  const { socket } = req;
  const own = addressOf(socket.remoteAddress, undefined);
  const forwarded = linesOf(req, 'x-forwarded-for');
  const address =
    forwarded.length === 0 ? own : addressOf(socket.remoteAddress, forwarded.join(','));
  // A proxy whose word on the address counts also says how the viewer came to it.
  const scheme = linesOf(req, 'x-forwarded-proto').join(',').split(',').at(-1)?.trim();
  const isToldSecure = address !== own && scheme?.toLowerCase() === 'https';
  return { address, secure: 'encrypted' in socket || isToldSecure };
}
