/**
 * Accounts: several accounts, at several stores, as one origin. Buckets go by the names that viewers
 * use until here and by the store's own from here on; keys are never rewritten. What is served is
 * checked last, right before a store would be asked, so nothing else ever enters a cache. Hedging,
 * resuming and signing happen behind this, and know the store's names only.
 */
import { GatewayError } from '../errors.ts';
import type { Listing, ListingRequest, ObjectRef } from '../object/origin.ts';
import { inside, type Narrowed, narrow } from '../prefix-scope.ts';
import type { ServedBucket } from './account.ts';
import { accountWrites } from './account-writes.ts';
import type { S3Origin } from './s3-origin.ts';

export interface AccountsOptions<A> {
  /** In the order of the library; every name once. */
  readonly buckets: readonly ServedBucket<A>[];
  /** The client of an account: asked for once for each, told apart by identity. */
  readonly open: (account: A) => S3Origin;
}

interface Place {
  readonly bucket: string;
  readonly prefix: string;
  readonly origin: S3Origin;
}

/**
 * One origin over `buckets`. Beside what an origin throws:
 * - `bucket_not_allowed` for a name that is not among them
 * - `object_not_found` for reading a key outside the prefix of its bucket, as if it did not exist;
 *   `bucket_not_allowed` for writing it
 * - `cursor_invalid` for a token with a listing that is answered here
 * @throws what `open` throws
 */
export function createAccounts<A>({ buckets, open }: AccountsOptions<A>): S3Origin {
  const origins = new Map<A, S3Origin>();
  const originOf = (account: A): S3Origin => {
    const origin = origins.get(account) ?? open(account);
    origins.set(account, origin);
    return origin;
  };
  const places = new Map<string, Place>(
    buckets.map(({ name, bucket, prefix, account }) => [
      name,
      { bucket, prefix, origin: originOf(account) },
    ]),
  );
  const find = ({ bucket, key }: ObjectRef): Place | GatewayError => {
    const place = places.get(bucket);
    if (place === undefined) return notServed(bucket);
    return inside(key, place.prefix) ? place : outside(bucket, key);
  };
  const all = <T>(ask: (origin: S3Origin) => Promise<T>): Promise<T[]> =>
    Promise.all([...origins.values()].map(ask));

  return {
    // The origin's own promise is handed on: reading through here costs a look into a map.
    read(ref, wanted, options) {
      const place = find(ref);
      if (place instanceof GatewayError) return Promise.reject(place);
      return place.origin.read(asStored(ref, place), wanted, options);
    },
    head(ref, signal) {
      const place = find(ref);
      if (place instanceof GatewayError) return Promise.reject(place);
      return place.origin.head(asStored(ref, place), signal);
    },

    async listObjects(request, signal) {
      const place = places.get(request.bucket);
      if (place === undefined) throw notServed(request.bucket);
      // No other delimiter than a slash is offered; with one, the page would still be within the prefix.
      const delimiter = request.delimiter === '/' ? '/' : '';
      const narrowed = narrow({ prefix: request.prefix, delimiter }, [place.prefix]);
      if (narrowed.kind !== 'pass') return answerHere(narrowed, request);
      const asked = { ...request, bucket: place.bucket, prefix: narrowed.prefix };
      return checked(await place.origin.listObjects(asked, signal), narrowed.prefix);
    },
    async listBuckets(signal) {
      const ages = await Promise.all(
        [...origins].map(
          async ([account, origin]) => [account, await agesOf(origin, signal)] as const,
        ),
      );
      const known = new Map(ages);
      return buckets.map(({ name, bucket, account }) => ({
        name,
        created: known.get(account)?.get(bucket),
      }));
    },

    ...accountWrites((ref) => {
      const place = places.get(ref.bucket);
      if (place === undefined) throw notServed(ref.bucket);
      return { writer: place.origin, stored: asStored(ref, place), prefix: place.prefix };
    }),

    async probe(signal) {
      await all((origin) => origin.probe(signal));
    },
    async close() {
      await all((origin) => origin.close());
    },
  };
}

function asStored(ref: ObjectRef, { bucket }: Place): ObjectRef {
  return ref.bucket === bucket ? ref : { bucket, key: ref.key };
}

/** A listing that no origin is asked for: one page, which has never given out a token. */
function answerHere(
  narrowed: Exclude<Narrowed, { kind: 'pass' }>,
  { bucket, token }: ListingRequest,
): Listing {
  if (token !== undefined) {
    throw new GatewayError('cursor_invalid', `No listing of "${bucket}" has given out that cursor`);
  }
  const prefixes = narrowed.kind === 'folders' ? narrowed.prefixes : [];
  return { objects: [], prefixes, next: undefined };
}

/** The token is the viewer's word: where it leads a store to is looked at before it is shown. */
function checked(page: Listing, prefix: string): Listing {
  const names = [...page.objects.map(({ key }) => key), ...page.prefixes];
  if (names.every((name) => name.startsWith(prefix))) return page;
  throw new GatewayError('origin_invalid', 'A listing with keys that were not asked for');
}

/** When the buckets of an account were made; nothing when it does not say, which many may not. */
async function agesOf(
  origin: S3Origin,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number | undefined>> {
  try {
    const entries = await origin.listBuckets(signal);
    return new Map(entries.map(({ name, created }) => [name, created]));
  } catch (error) {
    if (error instanceof GatewayError && error.source === 'origin') return new Map();
    throw error;
  }
}

function notServed(bucket: string): GatewayError {
  return new GatewayError('bucket_not_allowed', `Cannot serve bucket "${bucket}": not listed`);
}

function outside(bucket: string, key: string): GatewayError {
  const what = `${JSON.stringify(key)} in ${JSON.stringify(bucket)}`;
  return new GatewayError('object_not_found', `Cannot read ${what}: it is outside the prefix`);
}
