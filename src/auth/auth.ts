/**
 * Auth: the face of this room. Whether a request may have what it asks for: one way in that says
 * yes is enough, and what is public asks nobody. It tells nothing of what is there.
 */
import { climbs } from '../prefix-scope.ts';
import type { Identity } from './basic.ts';
import { covers, type Grant, prefixesIn, type Right } from './grants.ts';
import { type Attempts, holdUp, type IdentifyOptions, identify, type Known } from './identify.ts';
import { byCookie, byLink, byScope, type LinkOptions, type Opening } from './link-way.ts';
import type { Presented } from './presented.ts';
import { challengesOf, type Refusal, refusalError } from './refusals.ts';

export interface AuthOptions extends IdentifyOptions {
  /** For `WWW-Authenticate`. */
  readonly realm: string;
  readonly links: LinkOptions | undefined;
  /** Wrong links, apart from `attempts`: they keep nobody from a password. */
  readonly linkAttempts: Attempts;
  /** Whether anyone may do it in the bucket. */
  readonly isPublic: (right: Right, bucket: string) => boolean;
  /** Milliseconds since the epoch. */
  readonly wallClock: () => number;
}

/** A request may have what it asked for. */
export interface Permit {
  /** Who asks, for the log; undefined: anyone, or whoever has a link. */
  readonly viewer: string | undefined;
  /** Anyone would have got it, so caches may share it. */
  readonly isPublic: boolean;
  /** `Set-Cookie` to answer with. */
  readonly cookie: string | undefined;
  /** The request header that let it in, for `Vary`; undefined: the target alone did. */
  readonly by: 'Authorization' | 'Cookie' | undefined;
}

/**
 * All of them throw GatewayError `unauthenticated`, `token_expired`, `token_invalid`,
 * `bucket_not_allowed`, `object_not_found`, `rate_limited`, `overloaded` or `keys_unavailable`.
 */
export interface Auth {
  object(presented: Presented, opening: Opening): Promise<Permit>;
  /** The key prefixes of the bucket that may be listed: '' for all of it, never none. */
  listing(presented: Presented, bucket: string): Promise<readonly string[]>;
  /**
   * Which buckets may be known of.
   * @param served undefined when nobody knows yet which there are
   */
  buckets(
    presented: Presented,
    served: readonly string[] | undefined,
  ): Promise<(bucket: string) => boolean>;
  /** Whether the request may read the object; never throws for a no, and no no is held against anybody. */
  mayRead(
    presented: Presented,
    ref: { readonly bucket: string; readonly key: string },
  ): Promise<boolean>;
  /** Whether whoever asks may write keys that begin with `prefix`, as far as name or openness tells; never throws for a no. */
  mayWrite(presented: Presented, bucket: string, prefix: string): Promise<boolean>;
  /** Who asks, in their own name; links and cookies have none. */
  self(presented: Presented): Promise<Identity>;
}

const ANYONE: Permit = {
  viewer: undefined,
  isPublic: true,
  cookie: undefined,
  by: undefined,
};
/** What a link or a cookie that was not given says. */
const NONE = { state: 'none' } as const;

export function createAuth(options: AuthOptions): Auth {
  const { realm, basic, bearer, links, linkAttempts, isPublic, wallClock } = options;
  const challenges = challengesOf(realm, basic !== undefined, bearer !== undefined);
  // No bucket has an empty name: whoever opens that opens all.
  const isAllOpen = isPublic('read', '');
  const nowSeconds = (): number => Math.floor(wallClock() / 1000);
  const who = ({ authorization, address }: Presented): Promise<Known> =>
    identify(options, authorization, address);
  /** Nobody guesses a token, but whoever tries is not worth an answer each. Good ones are not held up. */
  const noteWrongLink = (address: string): void => {
    holdUp(linkAttempts, address);
    linkAttempts.failed(address);
  };

  return {
    async object(presented, opening) {
      const { right, bucket, key } = opening;
      if (!isAllOpen && climbs(key)) throw refusalError(['not_found'], bucket, challenges);
      if (isPublic(right, bucket)) return ANYONE;
      const linked = links ? byLink(links, presented, opening, nowSeconds()) : NONE;
      if (linked.state === 'yes') return privately({ cookie: linked.cookie });
      const kept = links ? byCookie(links, presented, opening, nowSeconds()) : NONE;
      if (kept.state === 'yes') return privately({ cookie: kept.cookie, by: 'Cookie' });
      const known = await who(presented);
      if (known.state !== 'known') {
        if (linked.state === 'invalid') noteWrongLink(presented.address);
        throw refusalError([linked.state, kept.state, known.state], bucket, challenges);
      }
      const { name, grants } = known.identity;
      if (covers(grants[right], bucket, key))
        return privately({ viewer: name, by: 'Authorization' });
      throw refusalError([shortfall(grants[right], bucket)], bucket, challenges);
    },

    async listing(presented, bucket) {
      if (isPublic('read', bucket)) return [''];
      const linked = links ? byScope(links, presented, bucket, nowSeconds()) : NONE;
      if (linked.state === 'yes') return [linked.scope];
      const known = await who(presented);
      if (known.state !== 'known') {
        if (linked.state === 'invalid') noteWrongLink(presented.address);
        throw refusalError([linked.state, known.state], bucket, challenges);
      }
      const prefixes = prefixesIn(known.identity.grants.read, bucket);
      if (prefixes.length > 0) return prefixes;
      throw refusalError(['not_allowed'], bucket, challenges);
    },

    async buckets(presented, served) {
      const isOpen = (bucket: string): boolean => isPublic('read', bucket);
      if (isAllOpen || served?.every(isOpen)) return isOpen;
      const known = await who(presented);
      if (known.state === 'known') {
        const { read } = known.identity.grants;
        return (bucket) => isOpen(bucket) || prefixesIn(read, bucket).length > 0;
      }
      if (served?.some(isOpen)) return isOpen;
      throw refusalError([known.state], 'the list of buckets', challenges);
    },

    async mayRead(presented, { bucket, key }) {
      const opening = { right: 'read', bucket, key } as const;
      if (!isAllOpen && climbs(key)) return false;
      if (isPublic('read', bucket)) return true;
      const seconds = nowSeconds();
      if (links && byLink(links, presented, opening, seconds).state === 'yes') return true;
      if (links && byCookie(links, presented, opening, seconds).state === 'yes') return true;
      if (presented.authorization === undefined) return false;
      const known = await who(presented);
      return known.state === 'known' && covers(known.identity.grants.read, bucket, key);
    },

    async mayWrite(presented, bucket, prefix) {
      if (isPublic('write', bucket)) return true;
      const known = await who(presented);
      return known.state === 'known' && covers(known.identity.grants.write, bucket, prefix);
    },

    async self(presented) {
      const known = await who(presented);
      if (known.state === 'known') return known.identity;
      throw refusalError([known.state], 'what asks for a name', challenges);
    },
  };
}

function privately(some: Partial<Permit>): Permit {
  return { viewer: undefined, cookie: undefined, by: undefined, ...some, isPublic: false };
}

/** Within a bucket of theirs, viewers are not told what they may not see from what is not there. */
function shortfall(granted: readonly Grant[], bucket: string): Refusal {
  return prefixesIn(granted, bucket).length > 0 ? 'not_found' : 'not_allowed';
}
