/** `/list_buckets` and `/list_objects`: what there is to watch, as JSON, page by page. */
import type { Auth } from '../auth/auth.ts';
import { GatewayError } from '../errors.ts';
import { jsonAnswer } from '../http/answer.ts';
import type { Handler } from '../http/exchange.ts';
import type {
  BucketEntry,
  Catalog,
  Listing,
  ListingRequest,
  ObjectEntry,
} from '../object/origin.ts';
import { inside, narrow } from '../prefix-scope.ts';
import type { Diagnose } from '../view/diagnosis.ts';
import { checkServed, nameBucket, type ServedBuckets } from './buckets.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { detailsOf } from './details.ts';
import { MAX_KEY_BYTES } from './key.ts';
import { presentedOf } from './presented.ts';

export interface LibraryOptions {
  readonly catalog: Catalog;
  readonly buckets: ServedBuckets;
  readonly auth: Auth;
}

export interface ListObjectsOptions extends LibraryOptions {
  readonly diagnose: Diagnose;
  /** Whether uploads are offered at all. */
  readonly uploads: boolean;
}

/** S3's own largest page, and ours when nobody asks for less. */
const MAX_LIMIT = 1000;
/** With details each film may cost a few requests to the origin. */
const MAX_DETAILED = 100;

/** The served buckets that the viewer may see. With an allow-list, of those: the account's others stay unknown. */
export function createListBuckets({ catalog, auth, buckets: served }: LibraryOptions): Handler {
  return async (exchange) => {
    const { signal } = exchange;
    // Who may see none of them costs the origin nothing.
    const maySee = await auth.buckets(presentedOf(exchange), served);
    const all = await catalog.listBuckets(signal).catch((error: unknown) => {
      // Their names are known. A policy may keep the account's from us, and some stores have no such list.
      const failed = error instanceof GatewayError && error.source === 'origin';
      if (served !== undefined && failed) return [];
      throw error;
    });
    const created = new Map(all.map((bucket) => [bucket.name, bucket.created]));
    const names = (served ?? all.map((bucket) => bucket.name)).filter(maySee);
    const buckets = names.map((name) => presentBucket({ name, created: created.get(name) }));
    return jsonAnswer(200, { buckets });
  };
}

/** One page of a bucket's objects. */
export function createListObjects(options: ListObjectsOptions): Handler {
  const { catalog, auth, buckets: served, diagnose, uploads } = options;
  return async (exchange) => {
    const { query, signal, about } = exchange;
    const bucket = nameBucket(query.get('bucket'), served);
    about.bucket = bucket;
    const prefix = query.get('prefix') ?? '';
    if (Buffer.byteLength(prefix) > MAX_KEY_BYTES || prefix.includes('\0')) {
      throw invalid('prefix', `at most ${MAX_KEY_BYTES} bytes of UTF-8 without NUL`);
    }
    const delimiter = query.get('delimiter') ?? '';
    if (delimiter !== '' && delimiter !== '/') throw invalid('delimiter', '"/" or left out');
    const detailed = parseDetails(query.get('details'));
    const limit = parseLimit(query.get('limit'), detailed ? MAX_DETAILED : MAX_LIMIT);
    const token = decodeCursor(query.get('cursor'));
    const presented = presentedOf(exchange);
    const allowed = await auth.listing(presented, bucket);
    checkServed(bucket, served);
    const request = { bucket, prefix, delimiter, limit, token } as const;
    const listing = await listWithin(catalog, request, allowed, signal);
    const writable = uploads && (await auth.mayWrite(presented, bucket, prefix));
    const keys = listing.objects.map(({ key }) => key);
    const details = detailed ? await detailsOf(diagnose, bucket, keys, signal) : new Map();
    return jsonAnswer(200, {
      bucket,
      prefix,
      objects: listing.objects.map((entry) => ({
        ...presentObject(entry),
        ...(details.has(entry.key) && { video: details.get(entry.key) }),
      })),
      prefixes: listing.prefixes,
      cursor: encodeCursor(listing.next),
      writable,
    });
  };
}

/** @param allowed prefixes that may be seen */
async function listWithin(
  catalog: Catalog,
  request: ListingRequest,
  allowed: readonly string[],
  signal: AbortSignal,
): Promise<Listing> {
  const { prefix, delimiter } = request;
  const part = narrow({ prefix, delimiter: delimiter === '/' ? '/' : '' }, allowed);
  if (part.kind === 'pass') {
    const listing = await catalog.listObjects({ ...request, prefix: part.prefix }, signal);
    // A cursor is the viewer's word, and some keys lie nowhere: what cannot be read is not shown.
    const isSeen = (name: string): boolean => allowed.some((one) => inside(name, one));
    return {
      ...listing,
      objects: listing.objects.filter(({ key }) => isSeen(key)),
      prefixes: listing.prefixes.filter(isSeen),
    };
  }
  if (request.token !== undefined) {
    throw new GatewayError('cursor_invalid', 'No listing of this part has given out that cursor');
  }
  return { objects: [], prefixes: part.kind === 'folders' ? part.prefixes : [], next: undefined };
}

function parseLimit(text: string | undefined, most: number): number {
  if (text === undefined) return most;
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > most) throw invalid('limit', `a whole number from 1 to ${most}`);
  return limit;
}

function parseDetails(text: string | undefined): boolean {
  if (text === undefined || text === 'false') return false;
  if (text !== 'true') throw invalid('details', '"true", "false" or left out');
  return true;
}

function presentBucket({ name, created }: BucketEntry) {
  return { name, created: presentTime(created) };
}

function presentObject({ key, size, etag, lastModified }: ObjectEntry) {
  return { key, size, etag: etag ?? null, lastModified: presentTime(lastModified) };
}

function presentTime(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}

function invalid(name: string, expected: string): GatewayError {
  const detail = `The parameter "${name}" has to be ${expected}`;
  return new GatewayError('parameter_invalid', detail, { detail });
}
