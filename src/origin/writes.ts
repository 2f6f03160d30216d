/**
 * Writes objects, whole or in parts, and makes buckets: the `Writer` of the upload room, over S3.
 * What may be asked twice is retried like a read; what a lost answer leaves open is said where it matters.
 */
import { createHash } from 'node:crypto';
import { GatewayError } from '../errors.ts';
import type { ObjectRef, Origin } from '../object/origin.ts';
import type { Writer, Written } from '../upload/writer.ts';
import type { Addressing } from './address.ts';
import { entityTag, headerOf } from './answer-headers.ts';
import { type BucketCreationOptions, createBucketCreation } from './bucket-creation.ts';
import type { Caller } from './calls.ts';
import { createCompletion } from './completion.ts';
import { createMultipart, WRITE_SILENCE_MS } from './multipart.ts';
import { CONDITIONAL_WRITE, conditionHeaders, PLAIN_WRITE } from './write-condition.ts';

export interface WritesOptions extends BucketCreationOptions {
  /** For all of a document. */
  readonly timeoutMs: number;
  /** Asks what there is now. */
  readonly head: Origin['head'];
}

export function createWrites(
  call: Caller,
  addressing: Addressing,
  { timeoutMs, location, head }: WritesOptions,
): Writer {
  return {
    async put(ref, bytes, { signal, contentType, condition }) {
      const subject = `Cannot store ${nameOf(ref)}`;
      const written = await call<Written | 'perhaps ours'>(
        {
          operation: 'put',
          method: 'PUT',
          address: addressing.object(ref),
          headers: conditionHeaders(condition),
          contentType,
          body: bytes,
          silenceMs: Math.max(timeoutMs, WRITE_SILENCE_MS),
          missing: 'bucket_not_found',
          meanings: condition === undefined ? PLAIN_WRITE : CONDITIONAL_WRITE,
          subject,
          accepts: [200, 201, 204],
          take({ headers, body }) {
            body.discard();
            return { etag: entityTag(headerOf(headers, 'etag')) };
          },
          // An attempt whose answer was lost may itself be what the condition now fails for.
          forgive: ({ status }, attempt) =>
            attempt > 1 && status === 412 ? { value: 'perhaps ours' } : undefined,
        },
        signal,
      );
      if (written !== 'perhaps ours') return written;
      const ours = `"${createHash('md5').update(bytes).digest('hex')}"`;
      if ((await head(ref, signal)).etag === ours) return { etag: ours };
      throw new GatewayError('precondition_failed', `${subject}: it is not as expected`);
    },

    async remove(ref, signal) {
      await call(
        {
          operation: 'remove',
          method: 'DELETE',
          address: addressing.object(ref),
          missing: 'object_not_found',
          subject: `Cannot delete ${nameOf(ref)}`,
          accepts: [200, 204],
          take: ({ body }) => body.discard(),
          forgive: ({ status, s3Code }) => {
            const gone = s3Code === 'NoSuchKey' || (status === 404 && s3Code === undefined);
            return gone ? { value: undefined } : undefined;
          },
        },
        signal,
      );
    },

    ...createMultipart(call, addressing, timeoutMs),
    complete: createCompletion(call, addressing, head),
    createBucket: createBucketCreation(call, addressing, { location }),
  };
}

function nameOf({ bucket, key }: ObjectRef): string {
  return `${JSON.stringify(key)} in ${JSON.stringify(bucket)}`;
}
