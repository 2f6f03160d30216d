/** What came with a request that may tell who asks, or that whoever asks may have it. */
import type { PresentedLink } from './link.ts';

export interface Presented {
  /** The header of that name. */
  readonly authorization: string | undefined;
  /** The header of that name. */
  readonly cookie: string | undefined;
  /** From the query, or from the path. */
  readonly link: PresentedLink | undefined;
  /** The link is to be exchanged for a cookie. */
  readonly wantsCookie: boolean;
  /** The path as it was asked for, raw: where a cookie is to come back. */
  readonly path: string;
  /** The viewer's address, as far as it can be told. */
  readonly address: string;
  /** The viewer's side of the connection is TLS. */
  readonly secure: boolean;
}
