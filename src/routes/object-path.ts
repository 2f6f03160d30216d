/** The object that a path below `/objects/` names. */
import { percentDecode } from '../http/target.ts';
import type { ObjectRef } from '../object/origin.ts';
import { nameBucket, type ServedBuckets } from './buckets.ts';
import { checkKey, invalid } from './key.ts';

/**
 * @param rest what comes after `/objects/`, raw
 * @throws GatewayError `bucket_missing`, `bucket_invalid`, `key_missing`, `key_invalid`
 */
export function objectAt(rest: string, buckets: ServedBuckets): ObjectRef {
  const slash = rest.indexOf('/');
  const rawBucket = slash === -1 ? rest : rest.slice(0, slash);
  const bucket = nameBucket(percentDecode(rawBucket) ?? rawBucket, buckets);
  const key = slash === -1 ? '' : percentDecode(rest.slice(slash + 1));
  if (key === undefined) throw invalid('The path is not percent-encoded UTF-8');
  return { bucket, key: checkKey(key) };
}

/** The path that names `ref`, relative to the server. */
export function pathOf({ bucket, key }: ObjectRef): string {
  const segments = key.split('/').map(encodeURIComponent);
  return `/objects/${encodeURIComponent(bucket)}/${segments.join('/')}`;
}
