/**
 * Key to path and back, pure. An ordinary name is itself, so that a folder of films dropped in is
 * a bucket; what a disk cannot hold is escaped, injectively, and read back by the listing:
 *   empty segment            `~` within a key, `.fb-end` at its end
 *   segment of tildes only   one tilde more
 *   segment `.fb-...`        `.fb-name-.fb-...`
 *   over 255 bytes           `.fb-more-PIECE/ ... /.fb-last-PIECE`, pieces of up to 200 bytes
 * Escapes are short because a path ends at 4096 bytes and a key may be 1024 slashes.
 */
import { sep } from 'node:path';
import { S3Error } from './s3-error.ts';

/** S3's bound on keys, in bytes of UTF-8. */
export const MAX_KEY_BYTES = 1024;

/** The longest name that common file systems take, in bytes. */
const MAX_NAME_BYTES = 255;
const PIECE_BYTES = 200;

const RESERVED = '.fb-';
const END = '.fb-end';
const NAME = '.fb-name-';
const MORE = '.fb-more-';
const LAST = '.fb-last-';
const ONLY_TILDES = /^~+$/;

/**
 * The names, from the bucket's folder down, under which `key` is kept. No name is empty, `.`, `..`,
 * longer than 255 bytes or holds a slash or NUL, so the path cannot leave the bucket.
 * @param separator the platform's; where it is a backslash, keys that Windows would read as paths are refused
 * @throws S3Error `KeyTooLongError`, `InvalidObjectName` for what a folder cannot hold
 */
export function keyToPath(key: string, separator: string = sep): string[] {
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) throw new S3Error('KeyTooLongError');
  if (key === '') throw new S3Error('InvalidObjectName', 'The key is empty');
  if (key.includes('\0')) throw new S3Error('InvalidObjectName', 'The key holds a NUL');
  if (/\p{Cs}/u.test(key)) throw new S3Error('InvalidObjectName', 'The key is not valid Unicode');
  if (separator === '\\' && /[\\:]/.test(key)) {
    throw new S3Error('InvalidObjectName', 'The key holds a character that this disk cannot');
  }
  const segments = key.split('/');
  return segments.flatMap((segment, i) => namesOf(segment, i === segments.length - 1));
}

/** Whether `name` is a folder that holds the rest of a long segment instead of segments of its own. */
export function isContinued(name: string): boolean {
  return name.startsWith(MORE);
}

/**
 * The segment that the nested `names` stand for; undefined when no key leads there, which is how
 * things put into the folder by hand under reserved names stay out of listings.
 */
export function segmentOf(names: readonly string[], isLast: boolean): string | undefined {
  const [first = ''] = names;
  const joined = names.map((name) => name.slice(MORE.length)).join('');
  const isLong = names.length > 1 || first.startsWith(LAST);
  const segment = isLast && first === END ? '' : unescapeName(isLong ? joined : first);
  if (segment === undefined || segment === '.' || segment === '..') return undefined;
  const canonical = namesOf(segment, isLast);
  return canonical.length === names.length && canonical.every((name, i) => name === names[i])
    ? segment
    : undefined;
}

/**
 * The names that stand for one segment: one, or several nested ones when it is long.
 * @throws S3Error `InvalidObjectName` for `.` and `..`
 */
export function namesOf(segment: string, isLast: boolean): string[] {
  if (segment === '.' || segment === '..') {
    throw new S3Error('InvalidObjectName', 'The key holds a "." or ".." segment');
  }
  if (segment === '') return [isLast ? END : '~'];
  const name = escapeName(segment);
  if (Buffer.byteLength(name) <= MAX_NAME_BYTES) return [name];
  const pieces = split(name);
  return pieces.map((piece, i) => (i === pieces.length - 1 ? LAST : MORE) + piece);
}

function escapeName(segment: string): string {
  if (ONLY_TILDES.test(segment)) return `~${segment}`;
  return segment.startsWith(RESERVED) ? NAME + segment : segment;
}

/** Inverse of `escapeName`, with `~` for the empty segment; undefined for what it never makes. */
function unescapeName(name: string): string | undefined {
  if (ONLY_TILDES.test(name)) return name.slice(1);
  if (!name.startsWith(RESERVED)) return name;
  const segment = name.slice(NAME.length);
  return name.startsWith(NAME) && segment.startsWith(RESERVED) ? segment : undefined;
}

/** Cuts between code points, so that every piece is valid UTF-8 of its own. */
function split(name: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  let bytes = 0;
  for (const point of name) {
    const more = Buffer.byteLength(point);
    if (bytes + more > PIECE_BYTES) {
      pieces.push(piece);
      piece = '';
      bytes = 0;
    }
    piece += point;
    bytes += more;
  }
  pieces.push(piece);
  return pieces;
}
