/**
 * Writes objects, whole or in parts, and makes buckets: the `Writer` of the upload room, over S3.
 * What may be asked twice is retried like a read; what a lost answer leaves open is said where it matters.
 */
import { createHash } from 'node:crypto';
import { GatewayError } from '../errors.ts';
import type { ObjectRef, Origin } from '../object/origin.ts';
import type { WriteOptions, Writer, Written } from '../upload/writer.ts';
import type { Addressing } from './address.ts';
import { entityTag, headerOf } from './answer-headers.ts';
import { type BucketCreationOptions, createBucketCreation } from './bucket-creation.ts';
import type { Caller } from './calls.ts';
import { createCompletion } from './completion.ts';
import { createMultipart, WRITE_SILENCE_MS } from './multipart.ts';
import {
  CONDITIONAL_WRITE,
  checkCondition,
  conditionHeaders,
  PLAIN_WRITE,
} from './write-condition.ts';

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
  const multipart = createMultipart(call, addressing, timeoutMs);

  /** @param headers its condition, as it is to be sent */
  async function store(
    ref: ObjectRef,
    bytes: Uint8Array,
    { signal, contentType, condition }: WriteOptions,
    headers: Record<string, string>,
  ): Promise<Written | 'refused' | 'perhaps ours'> {
    return await call<Written | 'refused' | 'perhaps ours'>(
      {
        operation: 'put',
        method: 'PUT',
        address: addressing.object(ref),
        headers,
        contentType,
        body: bytes,
        silenceMs: Math.max(timeoutMs, WRITE_SILENCE_MS),
        missing: 'bucket_not_found',
        meanings: condition === undefined ? PLAIN_WRITE : CONDITIONAL_WRITE,
        subject: `Cannot store ${nameOf(ref)}`,
        accepts: [200, 201, 204],
        take({ headers, body }) {
          body.discard();
          return { etag: entityTag(headerOf(headers, 'etag')) };
        },
        // An attempt whose answer was lost may itself be what the condition now fails for.
        forgive: ({ status }, attempt) =>
          status === 412 ? { value: attempt > 1 ? 'perhaps ours' : 'refused' } : undefined,
      },
      signal,
    );
  }

  return {
    async put(ref, bytes, options) {
      const { signal, condition } = options;
      let written = await store(ref, bytes, options, conditionHeaders(condition));
      if (written === 'perhaps ours') {
        const ours = `"${createHash('md5').update(bytes).digest('hex')}"`;
        if ((await head(ref, signal)).etag === ours) return { etag: ours };
      }
      if (typeof written === 'string' && condition !== undefined && 'ifMatch' in condition) {
        // Ceph compares with the tag as it keeps it, which is without quotes.
        await checkCondition(head, ref, condition, signal);
        const bare = condition.ifMatch.replaceAll('"', '');
        written = await store(ref, bytes, options, { 'if-match': bare });
      }
      if (typeof written !== 'string') return written;
      throw new GatewayError('precondition_failed', `Cannot store ${nameOf(ref)}: not as expected`);
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

    ...multipart,
    complete: createCompletion(call, addressing, { head, listParts: multipart.listParts }),
    createBucket: createBucketCreation(call, addressing, { location }),
  };
}

function nameOf({ bucket, key }: ObjectRef): string {
  return `${JSON.stringify(key)} in ${JSON.stringify(bucket)}`;
}
