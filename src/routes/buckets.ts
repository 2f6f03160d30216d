/** Which bucket a request means, and whether it is served here. */
import { isBucketName } from '../bucket-name.ts';
import { GatewayError } from '../errors.ts';

/** The buckets that may be seen; undefined means every bucket of the account. */
export type ServedBuckets = readonly string[] | undefined;

/**
 * @param asked the name as the request gives it, decoded; left out, the only served bucket is meant
 * @returns a name that is served only if `checkServed` says so, once it is known who asks
 * @throws GatewayError `bucket_missing`, `bucket_invalid`
 */
export function nameBucket(asked: string | undefined, served: ServedBuckets): string {
  if (asked === undefined || asked === '') {
    const [only, ...others] = served ?? [];
    if (only !== undefined && others.length === 0) return only;
    throw new GatewayError('bucket_missing', 'Cannot tell the bucket: none was given', {
      detail: 'Add the parameter "bucket"',
    });
  }
  if (!isBucketName(asked)) {
    throw new GatewayError('bucket_invalid', `Cannot use bucket name ${JSON.stringify(asked)}`, {
      detail: 'A bucket name has 3 to 255 letters, digits, dots, hyphens or underscores',
    });
  }
  return asked;
}

/** @throws GatewayError `bucket_not_allowed` */
export function checkServed(bucket: string, served: ServedBuckets): void {
  if (served === undefined || served.includes(bucket)) return;
  throw new GatewayError('bucket_not_allowed', `Cannot serve bucket "${bucket}": not listed`);
}
