/**
 * Completes uploads: the one write that cannot simply be asked for again. S3 may say 200 and fail
 * afterwards, may take minutes, and of an upload that it has completed it says that there is none.
 * So an answer that was lost is looked for in the object: an ETag that only these parts can have
 * proves it. Where ETags prove nothing (encryption), the failure stands, and the caller asks again.
 */
import { GatewayError, heals } from '../errors.ts';
import type { ObjectRef, Origin } from '../object/origin.ts';
import type { Writer } from '../upload/writer.ts';
import type { Addressing } from './address.ts';
import type { Caller } from './calls.ts';
import { collect } from './collect.ts';
import { refusalFailure } from './failures.ts';
import { multipartEtag, readCompletion, writePartList } from './multipart-xml.ts';
import { CONDITIONAL_WRITE, checkCondition, conditionHeaders } from './write-condition.ts';

/** S3 puts large objects together for minutes; while it does, it sends a blank now and then. */
const SILENCE_MS = 2 * 60_000;
/** AWS says that it may take several minutes; beyond this nobody waits any more. */
const WITHIN_MS = 10 * 60_000;
/** The document is under a kilobyte; the rest is for blanks. */
const MAX_BYTES = 64 * 1024;

export interface CompletionTools extends Pick<Origin, 'head'>, Pick<Writer, 'listParts'> {}

export function createCompletion(
  call: Caller,
  addressing: Addressing,
  { head, listParts }: CompletionTools,
): Writer['complete'] {
  /** The tag that the object has now; undefined when that cannot be told. */
  async function tagNow(ref: ObjectRef, signal: AbortSignal): Promise<string | undefined> {
    try {
      return (await head(ref, signal)).etag;
    } catch (error) {
      // Of an object that was written, or of a failure that is known: neither gets worse by this.
      if (error instanceof GatewayError) return undefined;
      throw error;
    }
  }

  return async (ref, uploadId, parts, { signal, condition }) => {
    // Ceph looks at the condition of a PUT, but not of this: so it is looked at before, which leaves
    // a gap of one round trip. Stores that look themselves get it too, and leave none.
    if (condition !== undefined) await checkCondition(head, ref, condition, signal);
    const expected = multipartEtag(parts);
    const subject = `Cannot complete an upload to ${JSON.stringify(ref.key)} in ${JSON.stringify(ref.bucket)}`;
    const refusal = { missing: 'upload_not_found', subject, meanings: CONDITIONAL_WRITE } as const;
    let told: string | undefined;
    try {
      told = await call(
        {
          ...refusal,
          operation: 'complete_upload',
          method: 'POST',
          address: addressing.object(ref),
          query: { uploadId },
          headers: conditionHeaders(condition),
          contentType: 'application/xml',
          body: Buffer.from(writePartList(parts)),
          silenceMs: SILENCE_MS,
          accepts: [200],
          async take({ status, body }) {
            const bytes = await collect(body, { maxBytes: MAX_BYTES, withinMs: WITHIN_MS });
            const completion = readCompletion(bytes.toString('utf8'));
            if ('etag' in completion) return completion.etag;
            const unsaid = {
              requestId: undefined,
              region: undefined,
              retryAfterSeconds: undefined,
            };
            throw refusalFailure({ ...refusal, ...unsaid, status, s3Code: completion.s3Code });
          },
        },
        signal,
      );
    } catch (error) {
      if (!mayBeDone(error)) throw error;
      const now = expected && (await tagNow(ref, signal));
      if (now !== undefined && now === expected) return { etag: expected };
      // Ceph calls it an error of its own when there is no such upload; when asked for the parts, it knows.
      if (heals(error)) await listParts(ref, uploadId, signal).catch(throwIfMissing);
      throw error;
    }
    // Ceph's first answer has no tag in it. One that is not of these parts is somebody else's by now.
    const etag = told ?? (await tagNow(ref, signal));
    return { etag: told ?? (expected === undefined || etag === expected ? etag : undefined) };
  };
}

function throwIfMissing(error: unknown): void {
  if (error instanceof GatewayError && error.code === 'upload_not_found') throw error;
}

/** Whether the upload may have been completed all the same, by an attempt whose answer was lost. */
function mayBeDone(error: unknown): boolean {
  if (heals(error)) return true;
  const codes = ['upload_not_found', 'precondition_failed'];
  return error instanceof GatewayError && codes.includes(error.code);
}
