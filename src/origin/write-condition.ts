/** Conditions of writes: as headers, as what a storage means when it says no, and by looking first. */
import { type FailureCode, GatewayError } from '../errors.ts';
import type { Meta } from '../object/meta.ts';
import type { ObjectRef, Origin } from '../object/origin.ts';
import type { WriteCondition } from '../upload/writer.ts';

/** Sent, not signed: S3 asks for signatures of `x-amz-*` only. */
export function conditionHeaders(condition: WriteCondition | undefined): Record<string, string> {
  if (condition === undefined) return {};
  return 'ifMatch' in condition
    ? { 'if-match': condition.ifMatch }
    : { 'if-none-match': condition.ifNoneMatch };
}

/** Of writes: nobody reads an object that could have changed, and a write that races is one that lost. */
export const PLAIN_WRITE: ReadonlyMap<string, FailureCode> = new Map<string, FailureCode>([
  ['PreconditionFailed', 'precondition_failed'],
  ['ConditionalRequestConflict', 'precondition_failed'],
  ['412', 'precondition_failed'],
]);

/** With `If-Match`, AWS says of an object that is gone that it is missing. */
export const CONDITIONAL_WRITE: ReadonlyMap<string, FailureCode> = new Map<string, FailureCode>([
  ...PLAIN_WRITE,
  ['NoSuchKey', 'precondition_failed'],
]);

/**
 * Looks whether `condition` holds now, for a storage that does not look itself.
 * @throws GatewayError `precondition_failed`; what `head` throws
 */
export async function checkCondition(
  head: Origin['head'],
  ref: ObjectRef,
  condition: WriteCondition,
  signal: AbortSignal,
): Promise<void> {
  const meta = await headIfThere(head, ref, signal);
  const holds = 'ifMatch' in condition ? meta?.etag === condition.ifMatch : meta === undefined;
  if (holds) return;
  const what = `${JSON.stringify(ref.key)} in ${JSON.stringify(ref.bucket)}`;
  throw new GatewayError('precondition_failed', `Cannot write ${what}: it is not as expected`);
}

async function headIfThere(
  head: Origin['head'],
  ref: ObjectRef,
  signal: AbortSignal,
): Promise<Meta | undefined> {
  try {
    return await head(ref, signal);
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'object_not_found') return undefined;
    throw error;
  }
}
