/**
 * Grants: which keys of which buckets somebody may read or write. Pure text: a prefix is the
 * beginning of keys and no folder, so `films/2024` covers `films/2024.mp4` too and `films/2024/`
 * does not.
 */
import { isBucketName } from '../bucket-name.ts';
import { inside } from '../prefix-scope.ts';

export type Right = 'read' | 'write';

export interface Grant {
  /** `*` for every bucket that is served. */
  readonly bucket: string;
  /** How the keys begin; '' for all keys. */
  readonly prefix: string;
}

/** Reading follows from no right to write, nor the other way round. */
export interface Grants {
  readonly read: readonly Grant[];
  readonly write: readonly Grant[];
}

/** As long as a key may be. */
const MAX_PREFIX_BYTES = 1024;

/**
 * A grant as the configuration has it: `*`, `films` or `films/2024/`, a bucket and after the first
 * slash a prefix.
 * @returns undefined for what cannot name a bucket, a NUL character or a prefix that is longer than any key
 */
export function parseGrant(text: string): Grant | undefined {
  const slash = text.indexOf('/');
  const bucket = slash === -1 ? text : text.slice(0, slash);
  const prefix = slash === -1 ? '' : text.slice(slash + 1);
  if ((bucket !== '*' && !isBucketName(bucket)) || text.includes('\0')) return undefined;
  return Buffer.byteLength(prefix) > MAX_PREFIX_BYTES ? undefined : { bucket, prefix };
}

/** Whether one of `grants` is for this very key. */
export function covers(grants: readonly Grant[], bucket: string, key: string): boolean {
  return grants.some((grant) => isFor(grant, bucket) && inside(key, grant.prefix));
}

/**
 * What to list of `bucket`: every prefix that is granted, '' for all keys, without those that
 * another one contains; in the order of their bytes, as listings are. None when it is empty.
 */
export function prefixesIn(grants: readonly Grant[], bucket: string): readonly string[] {
  const prefixes = grants.filter((grant) => isFor(grant, bucket)).map((grant) => grant.prefix);
  return [...new Set(prefixes)]
    .filter((one) => !prefixes.some((other) => other !== one && one.startsWith(other)))
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

function isFor(grant: Grant, bucket: string): boolean {
  return grant.bucket === '*' || grant.bucket === bucket;
}
