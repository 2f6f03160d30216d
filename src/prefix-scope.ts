/**
 * Prefix scope: which part of a bucket may be seen. A part is named by how its keys begin, compared
 * as S3 compares them, character by character: `team` holds `team2/x` as well, so a part that is
 * meant as a folder ends in a slash. Pure: who may see which part is decided elsewhere.
 */

export type Narrowed =
  /** Ask the origin for the keys that begin so. */
  | { readonly kind: 'pass'; readonly prefix: string }
  /** Where to look further: at least one, each once, in the order of S3. No origin is asked. */
  | { readonly kind: 'folders'; readonly prefixes: readonly string[] }
  | { readonly kind: 'nothing' };

/** A segment `.` or `..`, to the end of the key also; a backslash is a slash to stores on Windows. */
const DOT_SEGMENT = /(?:^|[/\\])\.\.?(?:[/\\]|$)/;
/** The same in a prefix, whose last segment is not whole: `a/.` may go on as `a/.b`. */
const WHOLE_DOT_SEGMENT = /(?:^|[/\\])\.\.?[/\\]/;

/**
 * Whether `key` lies in the part that `prefix` names; '' names the whole bucket. In a narrower part
 * no key with a `.` or `..` segment lies: S3 keeps `team/../secret` as it is, but some stores, and
 * proxies before them, fold it and would answer with what is outside.
 */
export function inside(key: string, prefix: string): boolean {
  return prefix === '' || (key.startsWith(prefix) && !DOT_SEGMENT.test(key));
}

/** Whether the `..` segments of `key` lead out of its bucket, for a store that folds them. */
export function climbs(key: string): boolean {
  let depth = 0;
  for (const segment of key.split(/[/\\]/)) {
    if (segment === '..') depth--;
    else if (segment !== '.' && segment !== '') depth++;
    if (depth < 0) return true;
  }
  return false;
}

/**
 * What a listing may show of what it asks for: never a key outside every one of `allowed`, never
 * one that does not begin as asked. The first that holds:
 * - all is allowed: as asked
 * - asked within a part: as asked; but nothing when there is a `.` or `..` segment in it, see `inside`
 * - no part begins as asked: nothing
 * - a single part, and no delimiter or none further on in it: that part, as if it had been asked for
 * - several without a delimiter: the parts themselves, since one request lists one prefix only
 * - else of each part as much as leads to the next delimiter, with it; a part that has none further
 *   on stands beside those as it is. So `a/x`, `a/y` and `b` are first `a/` and `b`, then, asked
 *   for `a/`, themselves. They are shown whether or not there is anything in them.
 * Following the folders leads to every part. A part inside another one counts as the other, and a
 * part with a `.` or `..` segment is none.
 * @param allowed the parts that may be seen, in any order: '' is everything, an empty list nothing
 */
export function narrow(
  asked: { readonly prefix: string; readonly delimiter: '' | '/' },
  allowed: readonly string[],
): Narrowed {
  const { prefix, delimiter } = asked;
  if (allowed.includes('')) return { kind: 'pass', prefix };
  if (WHOLE_DOT_SEGMENT.test(prefix)) return { kind: 'nothing' };
  const parts = widest(allowed.filter((part) => !WHOLE_DOT_SEGMENT.test(part)));
  if (parts.some((part) => prefix.startsWith(part))) return { kind: 'pass', prefix };
  const below = parts.filter((part) => part.startsWith(prefix));
  const [only, ...others] = below;
  if (only === undefined) return { kind: 'nothing' };
  const isLast = delimiter === '' || !only.includes(delimiter, prefix.length);
  if (others.length === 0 && isLast) return { kind: 'pass', prefix: only };
  const steps = delimiter === '' ? below : below.map((part) => upToSlash(part, prefix.length));
  return { kind: 'folders', prefixes: [...new Set(steps)] };
}

/** Those that lie in no other, by the bytes of their UTF-8, as S3 sorts. */
function widest(parts: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (const part of [...parts].sort(compareBytes)) {
    // Whatever begins with a part comes right behind it.
    const last = kept.at(-1);
    if (last === undefined || !part.startsWith(last)) kept.push(part);
  }
  return kept;
}

/** `part` up to and with the first slash at or behind `from`; all of it when there is none. */
function upToSlash(part: string, from: number): string {
  const at = part.indexOf('/', from);
  return at === -1 ? part : part.slice(0, at + 1);
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
