/**
 * Bearer tokens (RFC 6750) that are signed JWTs (RFC 7519), checked as RFC 8725 advises. A player
 * sends the same token with every range, so one that was good is remembered for a minute, by its
 * digest, and answered without waiting. Failures are not remembered: keys come and clocks go on.
 */
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Identity } from './basic.ts';
import type { Grants } from './grants.ts';
import { algorithmProblem } from './jwt-algorithms.ts';
import { identityOf } from './jwt-claims.ts';
import { type BearerKeys, createKeyFinder, kindOf } from './jwt-keys.ts';
import { type VerifyRules, verifyToken } from './jwt-verify.ts';

export interface BearerOptions extends VerifyRules {
  readonly keys: BearerKeys;
  /** The claim that holds grants; undefined to give every bearer `defaultGrants`. */
  readonly grantsClaim: string | undefined;
  readonly defaultGrants: Grants;
  /** Milliseconds since the epoch. */
  readonly wallClock: () => number;
}

export type BearerResult =
  | { readonly state: 'good'; readonly identity: Identity }
  /** It was good once. */
  | { readonly state: 'expired' }
  /** `why` is for the log and holds nothing of the token. */
  | { readonly state: 'invalid'; readonly why: string };

export interface Bearer {
  /**
   * Whose token it is; at once when that is remembered.
   * @throws GatewayError `keys_unavailable`
   */
  check(token: string): BearerResult | Promise<BearerResult>;
}

/** Half of what all headers together may have; real ones have one or two kilobytes. */
const MOST_BYTES = 8 * 1024;

/** Each some hundred bytes. */
const MOST_REMEMBERED = 10_000;
/** How long a token goes on being good when its key is withdrawn. */
const REMEMBERED_MS = 60_000;

/** Milliseconds since the epoch: from `since` up to, not including, `until`. */
interface Remembered {
  readonly result: BearerResult;
  readonly since: number;
  readonly until: number;
}

/** @throws TypeError about algorithms or keys whose problems could have been told at the start */
export function createBearer(options: BearerOptions): Bearer {
  const { keys, grantsClaim, defaultGrants, wallClock } = options;
  const problem = algorithmProblem(options.algorithms, kindOf(keys));
  if (problem !== undefined) throw new TypeError(`Cannot check tokens: ${problem}`);
  const findKey = createKeyFinder(keys, wallClock);
  const remembered = new LRUCache<string, Remembered>({ max: MOST_REMEMBERED });
  /** What is being verified, for whoever else sends the same token meanwhile. */
  const flights = new Map<string, Promise<BearerResult>>();

  function recall(digest: string): BearerResult | undefined {
    const known = remembered.get(digest);
    if (known === undefined) return undefined;
    const now = wallClock();
    // Before `since` when the clock was set back: then nobody knows how long ago it was.
    if (known.since <= now && now < known.until) return known.result;
    remembered.delete(digest);
    return undefined;
  }

  async function verify(token: string, digest: string): Promise<BearerResult> {
    const since = wallClock();
    const verdict = await verifyToken(token, findKey, options, since);
    if (verdict.state !== 'good') return verdict;
    const identity = identityOf(verdict.payload, grantsClaim, defaultGrants);
    if (identity === undefined) return { state: 'invalid', why: 'its grants are malformed' };
    const { exp } = verdict.payload;
    const result = { state: 'good', identity: { ...identity, until: exp } } as const;
    const until = Math.min(since + REMEMBERED_MS, exp * 1000);
    if (since < until) remembered.set(digest, { result, since, until });
    return result;
  }

  return {
    check(token) {
      if (token.length > MOST_BYTES) return { state: 'invalid', why: 'it is too long' };
      const digest = digestOf(token);
      const known = recall(digest) ?? flights.get(digest);
      if (known !== undefined) return known;
      const flight = verify(token, digest).finally(() => flights.delete(digest));
      flights.set(digest, flight);
      return flight;
    },
  };
}

/** Not the token itself: what lies in memory for a minute must not be of use to anybody. */
function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
