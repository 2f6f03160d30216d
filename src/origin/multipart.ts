/** Uploads in parts: begun, filled, listed and thrown away. How they become objects is in completion.ts. */
import { type FailureCode, GatewayError } from '../errors.ts';
import type { ObjectRef } from '../object/origin.ts';
import { untilAborted } from '../until-aborted.ts';
import type { StoredPart, Writer } from '../upload/writer.ts';
import type { Addressing } from './address.ts';
import { headerOf } from './answer-headers.ts';
import type { Caller } from './calls.ts';
import { collect } from './collect.ts';
import type { Body } from './exchange.ts';
import { type PartsPage, readPartsPage, readUploadId } from './multipart-xml.ts';

/**
 * Longest silence of a store that was sent bytes to keep: the last megabytes are still on the line
 * when they have all left us, and a disk has to take them before it answers.
 */
export const WRITE_SILENCE_MS = 60_000;
/** A page of 1000 parts is some 250 KiB. */
const MAX_XML_BYTES = 2 * 1024 * 1024;
/** S3's bounds. */
const PAGE = 1000;
const MAX_PARTS = 10_000;
/** Ceph's word for an upload that is not there. */
const OF_UPLOADS: ReadonlyMap<string, FailureCode> = new Map<string, FailureCode>([
  ['NoSuchKey', 'upload_not_found'],
]);

/** @param timeoutMs for all of a document */
export function createMultipart(
  call: Caller,
  addressing: Addressing,
  timeoutMs: number,
): Pick<Writer, 'begin' | 'putPart' | 'listParts' | 'abort'> {
  const text = async (body: Body): Promise<string> => {
    const bytes = await collect(body, { maxBytes: MAX_XML_BYTES, withinMs: timeoutMs });
    return bytes.toString('utf8');
  };

  async function abort(ref: ObjectRef, uploadId: string, signal: AbortSignal): Promise<void> {
    await call(
      {
        operation: 'abort_upload',
        method: 'DELETE',
        address: addressing.object(ref),
        query: { uploadId },
        missing: 'upload_not_found',
        subject: `Cannot throw away an upload to ${nameOf(ref)}`,
        accepts: [200, 204],
        take: ({ body }) => body.discard(),
        forgive: ({ status, s3Code }) => {
          const gone =
            s3Code === 'NoSuchUpload' ||
            s3Code === 'NoSuchKey' ||
            (status === 404 && s3Code === undefined);
          return gone ? { value: undefined } : undefined;
        },
      },
      signal,
    );
  }

  async function page(
    ref: ObjectRef,
    uploadId: string,
    after: number,
    signal: AbortSignal,
  ): Promise<PartsPage> {
    return await call(
      {
        operation: 'list_parts',
        method: 'GET',
        address: addressing.object(ref),
        query: { uploadId, 'max-parts': String(PAGE), 'part-number-marker': String(after) },
        missing: 'upload_not_found',
        meanings: OF_UPLOADS,
        subject: `Cannot list the parts of an upload to ${nameOf(ref)}`,
        accepts: [200],
        take: async ({ body }) => readPartsPage(await text(body)),
      },
      signal,
    );
  }

  return {
    async begin(ref, { signal, contentType }) {
      signal.throwIfAborted();
      // On a signal of its own: whose answer is not waited for begins an upload that nobody knows.
      // A retry after a lost answer may still leave one, which the store's own rules clear away.
      const { signal: own } = new AbortController();
      const begun = call(
        {
          operation: 'begin_upload',
          method: 'POST',
          address: addressing.object(ref),
          query: { uploads: '' },
          contentType,
          missing: 'bucket_not_found',
          subject: `Cannot begin an upload to ${nameOf(ref)}`,
          accepts: [200],
          take: async ({ body }) => readUploadId(await text(body)),
        },
        own,
      );
      try {
        return await untilAborted(begun, signal);
      } catch (error) {
        if (signal.aborted) begun.then((id) => abort(ref, id, own)).catch(() => {});
        throw error;
      }
    },

    async putPart(ref, uploadId, number, bytes, signal) {
      const subject = `Cannot store part ${number} of an upload to ${nameOf(ref)}`;
      return await call(
        {
          operation: 'put_part',
          method: 'PUT',
          address: addressing.object(ref),
          query: { partNumber: String(number), uploadId },
          body: bytes,
          silenceMs: Math.max(timeoutMs, WRITE_SILENCE_MS),
          missing: 'upload_not_found',
          meanings: OF_UPLOADS,
          subject,
          accepts: [200],
          take({ headers, body }) {
            body.discard();
            const etag = headerOf(headers, 'etag');
            if (etag !== undefined) return { number, size: bytes.length, etag };
            throw new GatewayError('origin_invalid', `${subject}: it got no ETag`);
          },
        },
        signal,
      );
    },

    async listParts(ref, uploadId, signal) {
      const parts: StoredPart[] = [];
      for (let after: number | undefined = 0; after !== undefined; ) {
        const { parts: some, next }: PartsPage = await page(ref, uploadId, after, signal);
        parts.push(...some);
        if (parts.length > MAX_PARTS || (next !== undefined && next <= after)) {
          throw new GatewayError('origin_invalid', 'The list of parts does not come to an end');
        }
        after = next;
      }
      return parts.sort((a, b) => a.number - b.number);
    },

    abort,
  };
}

function nameOf({ bucket, key }: ObjectRef): string {
  return `${JSON.stringify(key)} in ${JSON.stringify(bucket)}`;
}
