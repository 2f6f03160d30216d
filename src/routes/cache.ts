/** `DELETE /cache` and `GET /cache/stats`: what memory holds, for whoever runs the gateway. */
import { GatewayError } from '../errors.ts';
import { jsonAnswer } from '../http/answer.ts';
import type { Handler } from '../http/exchange.ts';
import type { Query } from '../http/query.ts';
import type { PurgeScope } from '../object/purge-scope.ts';
import { checkServed, nameBucket, type ServedBuckets } from './buckets.ts';
import { checkKey } from './key.ts';

export interface CacheOptions {
  readonly buckets: ServedBuckets;
  readonly purge: (scope: PurgeScope) => {
    readonly objects: number;
    readonly blocks: number;
    readonly bytes: number;
  };
  /** Told of what was purged. */
  readonly onPurge: (scope: PurgeScope, purged: { readonly blocks: number }) => void;
}

/** Forgets one object (`bucket`, `key`), what begins so (`bucket`, `prefix`), a bucket, or all. */
export function createPurge({ buckets, purge, onPurge }: CacheOptions): Handler {
  return ({ query }) => {
    const scope = scopeOf(query, buckets);
    const purged = purge(scope);
    onPurge(scope, purged);
    return jsonAnswer(200, { purged });
  };
}

const PARAMETERS = ['bucket', 'key', 'prefix'];

/** @throws GatewayError `parameter_invalid`, `key_invalid`, `bucket_missing`, `bucket_invalid`, `bucket_not_allowed` */
export function scopeOf(query: Query, served: ServedBuckets): PurgeScope {
  // A name that is misspelt would have purged more than was meant.
  const strange = query.names.find((name) => !PARAMETERS.includes(name));
  if (strange !== undefined) {
    throw invalid(`There is no parameter ${JSON.stringify(strange)}: bucket, key and prefix are`);
  }
  const key = query.get('key');
  const prefix = query.get('prefix');
  if (key !== undefined && prefix !== undefined) {
    throw invalid('Give either "key" or "prefix", not both');
  }
  if (key === undefined && prefix === undefined && query.get('bucket') === undefined) {
    return { kind: 'all' };
  }
  const bucket = nameBucket(query.get('bucket'), served);
  checkServed(bucket, served);
  if (key !== undefined) return { kind: 'object', bucket, key: checkKey(key) };
  if (prefix === undefined || prefix === '') return { kind: 'bucket', bucket };
  return { kind: 'prefix', bucket, prefix: checkKey(prefix) };
}

export interface StatsOptions {
  readonly stats: () => Readonly<Record<string, unknown>>;
  readonly top: (most: number) => readonly unknown[];
}

const MOST_OBJECTS = 1000;

/** What memory holds now, and which objects have taken the most bytes since the start. */
export function createCacheStats({ stats, top }: StatsOptions): Handler {
  return ({ query }) => {
    const text = query.get('limit') ?? '20';
    const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
    if (limit < 1 || limit > MOST_OBJECTS) {
      throw invalid(`The parameter "limit" has to be a whole number from 1 to ${MOST_OBJECTS}`);
    }
    return jsonAnswer(200, { ...stats(), topObjects: top(limit) });
  };
}

function invalid(detail: string): GatewayError {
  return new GatewayError('parameter_invalid', detail, { detail });
}
