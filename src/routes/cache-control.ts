/**
 * Cache-Control of an object (RFC 9111 section 5.2): who may keep an answer, and for how long. What
 * only some may watch is left to a cache that others share only by the operator's own word. Pure.
 */

export interface CachePolicy {
  /** The operator's own word for the bucket; wins as it is, unless there is a cookie. */
  readonly configured: string | undefined;
  /** As the origin said it; fit to be sent on, origin/ sees to that. */
  readonly origin: string | undefined;
  /** Anyone may watch. */
  readonly isPublic: boolean;
  /** The answer sets a cookie: kept by a shared cache, it would be everybody's (RFC 9111 section 7.3). */
  readonly givesCookie: boolean;
  /** For how long the gateway itself trusts what it knows of an object, in milliseconds. */
  readonly ttlMs: number;
}

/** One directive: its name, and its value, quoted or not; commas within quotes do not part. */
const DIRECTIVE = /([\w!#$%&'*+.^`|~-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,;"]*)))?/g;
/** Kept of an origin's word where only some may watch: what makes a private cache more careful. */
const CAREFUL = ['no-cache', 'must-revalidate', 'no-transform', 'immutable'];
/** RFC 9111 section 1.2.2: more is as good as for ever. */
const LONGEST_SECONDS = 2 ** 31;

/**
 * The value to send. An origin that says nothing is answered for with the gateway's own trust, in
 * whole seconds: a cache in front keeps a version unasked for no longer than we do, and is behind us
 * by that much at most. Then it asks again, by the ETag, which we answer from memory;
 * `must-revalidate`, or it might go on without asking.
 */
export function cacheControl(policy: CachePolicy): string {
  const { configured, origin, isPublic, givesCookie, ttlMs } = policy;
  if (configured !== undefined && !givesCookie) return configured;
  const said = directivesOf(origin ?? '');
  if (said.has('no-store')) return 'no-store';
  if (isPublic && origin !== undefined) return origin;
  const who = isPublic ? 'public' : 'private';
  const maxAge = said.get('max-age');
  const kept = CAREFUL.filter((name) => said.has(name));
  if (maxAge !== undefined) return [who, `max-age=${secondsOf(maxAge)}`, ...kept].join(', ');
  const seconds = Math.floor(ttlMs / 1000);
  return [...new Set([who, `max-age=${seconds}`, 'must-revalidate', ...kept])].join(', ');
}

/** Names in lower case; of one that is given twice, the first counts (RFC 9111 section 4.2.1). */
function directivesOf(text: string): ReadonlyMap<string, string> {
  const directives = new Map<string, string>();
  for (const [, name = '', quoted, bare] of text.matchAll(DIRECTIVE)) {
    const lower = name.toLowerCase();
    if (!directives.has(lower)) directives.set(lower, quoted ?? bare ?? '');
  }
  return directives;
}

/** Nonsense is stale at once (RFC 9111 section 4.2.1). */
function secondsOf(text: string): number {
  return /^\d+$/.test(text) ? Math.min(LONGEST_SECONDS, Number(text)) : 0;
}
