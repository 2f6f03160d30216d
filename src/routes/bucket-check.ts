/**
 * Looks at each listed bucket once, so that a misspelt name or a missing right is found at the
 * start and not by the first viewer.
 */
import { GatewayError } from '../errors.ts';
import type { Catalog } from '../object/origin.ts';

export interface BucketTrouble {
  readonly bucket: string;
  readonly error: GatewayError;
}

/**
 * The buckets that cannot be listed, one after the other; none any more once `signal` aborts.
 * Each is asked for in a request of its own.
 */
export async function* checkBuckets(
  catalog: Pick<Catalog, 'listObjects'>,
  buckets: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<BucketTrouble, void, undefined> {
  for (const bucket of buckets) {
    const request = { bucket, prefix: '', delimiter: '', limit: 1, token: undefined };
    try {
      await catalog.listObjects(request, signal);
    } catch (cause) {
      if (signal.aborted) return;
      const error =
        cause instanceof GatewayError
          ? cause
          : new GatewayError('internal_error', 'The bucket could not be asked for', { cause });
      yield { bucket, error };
    }
  }
}
