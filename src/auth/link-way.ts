/**
 * Link way: signed links and the cookies they are exchanged for. Whoever holds one may read (or
 * write) what it names, without being anybody.
 */
import { type CookieClaim, checkCookies, makeCookie } from './cookie.ts';
import { checkLink, type LinkKey, type Wanted } from './link.ts';
import type { Presented } from './presented.ts';
import type { Refusal } from './refusals.ts';

export interface LinkOptions {
  /** All are good; the first signs. At least one. */
  readonly keys: readonly LinkKey[];
  /** How long a cookie is good without being used; 0: none are given. */
  readonly cookieSeconds: number;
  /** How long it can be kept alive by being used. */
  readonly cookieLongestSeconds: number;
}

/** What is asked for: an object, or with a prefix in the place of a key, the keys that begin so. */
export type Opening = Omit<Wanted, 'address'>;

export type Finding =
  /** `cookie`: a `Set-Cookie` to answer with. */
  { readonly state: 'yes'; readonly cookie: string | undefined } | { readonly state: Refusal };

/** @param nowSeconds UNIX time */
export function byLink(
  options: LinkOptions,
  presented: Presented,
  opening: Opening,
  nowSeconds: number,
): Finding {
  const { link, address, wantsCookie } = presented;
  if (link === undefined) return { state: 'none' };
  const wanted = { ...opening, address };
  const state = checkLink(options.keys, link, wanted, nowSeconds);
  if (state !== 'good') return { state };
  const gives = wantsCookie && opening.right === 'read' && options.cookieSeconds > 0;
  if (!gives) return { state: 'yes', cookie: undefined };
  const claim: CookieClaim = {
    kind: link.scope === undefined ? 'object' : 'prefix',
    bucket: opening.bucket,
    name: link.scope ?? opening.key,
    address: link.bound ? address : undefined,
    began: nowSeconds,
  };
  const key = options.keys.find((one) => checkLink([one], link, wanted, nowSeconds) === 'good');
  return { state: 'yes', cookie: key && cookieOf(options, key, claim, presented, nowSeconds) };
}

/** Which part of a bucket a link lets see: it says so itself. @param nowSeconds UNIX time */
export function byScope(
  options: LinkOptions,
  presented: Presented,
  bucket: string,
  nowSeconds: number,
): { readonly state: 'yes'; readonly scope: string } | { readonly state: Refusal } {
  const scope = presented.link?.scope;
  // One to an object is none to a listing.
  if (scope === undefined) return { state: presented.link === undefined ? 'none' : 'invalid' };
  const opening: Opening = { right: 'read', bucket, key: scope };
  const { state } = byLink(options, { ...presented, wantsCookie: false }, opening, nowSeconds);
  return state === 'yes' ? { state, scope } : { state };
}

/** @param nowSeconds UNIX time */
export function byCookie(
  options: LinkOptions,
  presented: Presented,
  opening: Opening,
  nowSeconds: number,
): Finding {
  const { cookie, address } = presented;
  const wanted = { ...opening, address };
  const found = checkCookies(options.keys, cookie, wanted, nowSeconds);
  if (found.state !== 'good') return found;
  const { renewal } = found;
  const key =
    renewal &&
    options.keys.find((one) => checkCookies([one], cookie, wanted, nowSeconds).state === 'good');
  const renewed = renewal && key && cookieOf(options, key, renewal, presented, nowSeconds);
  return { state: 'yes', cookie: renewed };
}

/** @param key that of the link, so that a cookie ends with it at the latest */
function cookieOf(
  { cookieSeconds, cookieLongestSeconds }: LinkOptions,
  key: LinkKey,
  claim: CookieClaim,
  { path, secure }: Presented,
  nowSeconds: number,
): string {
  return makeCookie(key, {
    claim,
    began: claim.began,
    nowSeconds,
    cookieSeconds,
    maxSeconds: cookieLongestSeconds,
    path: cookiePath(path, claim.kind),
    secure,
  });
}

/**
 * Where a cookie comes back: with the very path for an object, with its bucket for a prefix. A path
 * that would not survive in a header (RFC 6265 section 4.1.1) is widened to all objects.
 */
export function cookiePath(path: string, kind: 'object' | 'prefix'): string {
  const [, stem = '', bucket = ''] = /^((?:\/t\/[^/]+)?\/objects\/)([^/]+\/)?/.exec(path) ?? [];
  const wanted = kind === 'object' || stem === '' ? path : stem + bucket;
  return [wanted, stem].find((one) => /^\/[\x21-\x3a\x3c-\x7e]*$/.test(one)) ?? '/';
}
