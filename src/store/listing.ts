/**
 * One page of ListObjectsV2: rolls the walk's keys up by delimiter, cuts pages, and writes the
 * position of the next one into an opaque token. Nothing is lost or doubled between pages, because
 * a token says where the page ended and not how many entries it had.
 */
import { stat } from 'node:fs/promises';
import { unless } from './errno.ts';
import { etagOf } from './etag.ts';
import { S3Error } from './s3-error.ts';
import { type Found, type Position, walk } from './walk.ts';

export interface PageRequest {
  readonly prefix: string;
  /** '' for none. */
  readonly delimiter: string;
  /** Keys and prefixes together, at most. */
  readonly limit: number;
  readonly position: Position;
}

export interface ListedObject {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  readonly modified: Date;
}

export interface Page {
  readonly objects: readonly ListedObject[];
  readonly prefixes: readonly string[];
  /** Where the next page begins; undefined on the last one. */
  readonly next: Position | undefined;
}

/** Lists the bucket kept at `root`. */
export async function listPage(root: string, request: PageRequest): Promise<Page> {
  const { prefix, delimiter, limit } = request;
  const position = { ...request.position };
  const found: Found[] = [];
  const prefixes: string[] = [];
  // S3 calls a page of none complete.
  if (limit === 0) return { objects: [], prefixes, next: undefined };
  let isFull = false;
  for await (const item of walk(root, prefix, position)) {
    if (found.length + prefixes.length === limit) {
      isFull = true;
      break;
    }
    const rolled = rollUp(item.key, prefix, delimiter);
    if (rolled === undefined) found.push(item);
    else prefixes.push(rolled);
    // The walk looks at this before every step, and so skips what was rolled up.
    position.after = rolled ?? item.key;
    position.rolled = rolled !== undefined;
  }
  const objects = await Promise.all(found.map(describe));
  return {
    objects: objects.filter((object) => object !== undefined),
    prefixes,
    next: isFull ? position : undefined,
  };
}

/** The part of `key` up to the first delimiter behind `prefix`, and with it; undefined when there is none. */
export function rollUp(key: string, prefix: string, delimiter: string): string | undefined {
  const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
  return at === -1 ? undefined : key.slice(0, at + delimiter.length);
}

export function writeToken({ after, rolled }: Position): string {
  return Buffer.from((rolled ? 'p' : 'k') + after).toString('base64url');
}

/** @throws S3Error `InvalidArgument` for what no page gave out */
export function readToken(token: string): Position {
  const text = Buffer.from(token, 'base64url').toString();
  const position = { after: text.slice(1), rolled: text.startsWith('p') };
  if (text === '' || writeToken(position) !== token) {
    throw new S3Error('InvalidArgument', 'The continuation token is not one that was given out');
  }
  return position;
}

/** Undefined when the object went away since it was found. */
async function describe({ key, path }: Found): Promise<ListedObject | undefined> {
  const stats = await unless(stat(path, { bigint: true }), 'ENOENT', 'ENOTDIR', 'ELOOP');
  if (stats === undefined) return undefined;
  return { key, size: Number(stats.size), etag: etagOf(stats), modified: stats.mtime };
}
