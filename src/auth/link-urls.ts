/** A link as whoever makes links is given it: relative to the gateway's address. */
import { type LinkClaim, type LinkKey, linkPath, linkQuery, pathToken } from './link.ts';

export interface LinkUrls {
  /** To an object, or to the keys that begin so. */
  readonly url: string;
  /** To be put behind any path under the prefix. */
  readonly query: string;
  /** UNIX seconds; exclusive. */
  readonly expires: number;
  /** For reading under a prefix: the link as part of the path, which relative URLs keep. */
  readonly pathUrl?: string;
}

/** @throws RangeError as `signLink` does */
export function presentLink(key: LinkKey, claim: LinkClaim): LinkUrls {
  const query = linkQuery(key, claim);
  const path = linkPath(claim.bucket, claim.name);
  const asPath = claim.kind === 'prefix' && claim.right === 'read';
  return {
    url: `${path}?${query}`,
    query,
    expires: claim.expires,
    ...(asPath && { pathUrl: `/t/${pathToken(key, claim)}${path}` }),
  };
}
