/**
 * Preconditions, RFC 9110 section 13: request headers and an object's validators in, a verdict
 * out. Runs after the method is known to be GET or HEAD and before `Range` is looked at.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { parseHttpDate } from './http-date.ts';

/** What identifies the current version. */
export interface Validators {
  /** As HTTP writes it: `"x"` or `W/"x"`. */
  readonly etag: string | undefined;
  /** Milliseconds since the epoch, whole seconds. */
  readonly lastModified: number | undefined;
}

/** Go on, 304, or 412. */
export type Verdict = 'proceed' | 'not_modified' | 'failed';

/**
 * Weighs the four preconditions in the order of section 13.2.2. A date that cannot be read, or
 * that is compared with an object that has none, is ignored; a broken list of tags holds no tag.
 * @param now milliseconds since the epoch
 */
export function evaluatePreconditions(
  headers: IncomingHttpHeaders,
  current: Validators,
  now: number,
): Verdict {
  const ifMatch = headers['if-match'];
  if (ifMatch !== undefined) {
    if (!listHolds(ifMatch, current.etag, strongMatch)) return 'failed';
  } else {
    const unmodifiedSince = readDate(headers['if-unmodified-since'], current, now);
    if (unmodifiedSince !== undefined && unmodifiedSince.current > unmodifiedSince.given) {
      return 'failed';
    }
  }
  const ifNoneMatch = headers['if-none-match'];
  if (ifNoneMatch !== undefined) {
    return listHolds(ifNoneMatch, current.etag, weakMatch) ? 'not_modified' : 'proceed';
  }
  const modifiedSince = readDate(headers['if-modified-since'], current, now);
  if (modifiedSince !== undefined && modifiedSince.current <= modifiedSince.given) {
    return 'not_modified';
  }
  return 'proceed';
}

/**
 * Whether `If-Range` lets `Range` be honoured: a strong tag that is the current one, or the exact
 * Last-Modified date (section 13.1.5). An absent header does; an unreadable one does not.
 */
export function ifRangeHolds(
  header: string | undefined,
  current: Validators,
  now: number,
): boolean {
  if (header === undefined) return true;
  if (header.includes('"')) {
    return current.etag !== undefined && strongMatch(header, current.etag);
  }
  const date = parseHttpDate(header, now);
  return date !== undefined && date === current.lastModified;
}

function readDate(
  header: string | undefined,
  validators: Validators,
  now: number,
): { given: number; current: number } | undefined {
  if (header === undefined || validators.lastModified === undefined) return undefined;
  const given = parseHttpDate(header, now);
  return given === undefined ? undefined : { given, current: validators.lastModified };
}

type Comparison = (a: string, b: string) => boolean;

/** Section 8.8.3.2. */
const strongMatch: Comparison = (a, b) => a === b && a.startsWith('"');
const weakMatch: Comparison = (a, b) => opaque(a) === opaque(b);

function opaque(tag: string): string {
  return tag.startsWith('W/') ? tag.slice(2) : tag;
}

function listHolds(header: string, etag: string | undefined, matches: Comparison): boolean {
  if (header.trim() === '*') return true;
  return etag !== undefined && parseTags(header).some((tag) => matches(tag, etag));
}

/** Entity tags of a list; none when any of it is broken. Tags may hold commas, so no split. */
function parseTags(header: string): string[] {
  // No two parts can match the same blanks, so it stays linear.
  const tag = /[ \t]*(?:((?:W\/)?"[\x21\x23-\x7e\x80-\uffff]*")[ \t]*)?(,|$)/y;
  const tags: string[] = [];
  while (tag.lastIndex < header.length) {
    const match = tag.exec(header);
    if (match === null) return [];
    if (match[1] !== undefined) tags.push(match[1]);
  }
  return tags;
}
