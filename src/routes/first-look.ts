/**
 * The first look at the origin, at the start: wrong credentials, a misspelt bucket or a missing
 * right are better found now than by the first viewer. Says what it finds and decides nothing.
 */
import { GatewayError } from '../errors.ts';
import type { Catalog } from '../object/origin.ts';
import type { ServedBuckets } from './buckets.ts';
import type { Readiness } from './readiness.ts';

export interface FirstLook {
  readonly readiness: Readiness;
  readonly catalog: Pick<Catalog, 'listObjects'>;
  /** Each listed bucket is asked for in a request of its own, one after the other. */
  readonly buckets: ServedBuckets;
  /** Ends the look; what it cuts short is nobody's fault. */
  readonly signal: AbortSignal;
  readonly warn: (fields: Readonly<Record<string, unknown>>, message: string) => void;
}

/** Resolves when there is nothing more to see; never rejects. */
export async function firstLook(look: FirstLook): Promise<void> {
  const { readiness, buckets = [], signal, warn } = look;
  const failure = await readiness.check();
  if (signal.aborted) return;
  if (failure !== undefined) {
    warn(why(failure), 'the origin cannot be used yet');
    return;
  }
  for (const bucket of buckets) {
    const trouble = await listingTrouble(look, bucket);
    if (signal.aborted) return;
    if (trouble !== undefined) {
      warn({ bucket, ...why(trouble) }, 'a bucket that is to be served cannot be listed');
    }
  }
}

async function listingTrouble(
  { catalog, signal }: FirstLook,
  bucket: string,
): Promise<GatewayError | undefined> {
  try {
    const one = { bucket, prefix: '', delimiter: '', limit: 1, token: undefined };
    await catalog.listObjects(one, signal);
    return undefined;
  } catch (cause) {
    if (cause instanceof GatewayError) return cause;
    return new GatewayError('internal_error', 'The bucket could not be asked for', { cause });
  }
}

function why({ code, message, cause }: GatewayError) {
  return { code, reason: message, cause: cause instanceof Error ? cause.message : undefined };
}
