/**
 * What the upload room needs from the storage behind it. origin/ satisfies it, and so do the
 * doubles of the tests. Failures are thrown as GatewayError.
 */
import type { ObjectRef } from '../object/origin.ts';

/** A part of an unfinished upload, as the storage has it. */
export interface StoredPart {
  /** From 1 on. */
  readonly number: number;
  /** Bytes. */
  readonly size: number;
  /** As the storage gave it, to be handed back as it came. */
  readonly etag: string;
}

/** What has to hold of the object that is there, judged by the storage in the same step as the write where it can. */
export type WriteCondition = { readonly ifNoneMatch: '*' } | { readonly ifMatch: string };

export interface WriteOptions {
  readonly signal: AbortSignal;
  readonly contentType: string;
  readonly condition?: WriteCondition | undefined;
}

/** What is there now. */
export interface Written {
  /** Strong; undefined when the storage did not say. */
  readonly etag: string | undefined;
}

/**
 * Writes objects. Every body goes with its checksum, which the storage verifies. Each call throws
 * GatewayError `bucket_not_found`, `bucket_not_allowed`, `storage_full`, `origin_*`, and
 * `signal.reason` when aborted; further codes are said where they can occur.
 */
export interface Writer {
  /** A whole object in one request. @throws `precondition_failed` */
  put(ref: ObjectRef, bytes: Uint8Array, options: WriteOptions): Promise<Written>;
  /** Begins an upload in parts, of which nothing is to be seen. @returns the storage's id of it */
  begin(ref: ObjectRef, options: Pick<WriteOptions, 'signal' | 'contentType'>): Promise<string>;
  /** @param number from 1 to 10000. @throws `upload_not_found` */
  putPart(
    ref: ObjectRef,
    uploadId: string,
    number: number,
    bytes: Uint8Array,
    signal: AbortSignal,
  ): Promise<StoredPart>;
  /** All parts, in the order of their numbers. @throws `upload_not_found` */
  listParts(ref: ObjectRef, uploadId: string, signal: AbortSignal): Promise<readonly StoredPart[]>;
  /** Makes the object of the parts, at least one. @throws `upload_not_found`, `precondition_failed` */
  complete(
    ref: ObjectRef,
    uploadId: string,
    parts: readonly StoredPart[],
    options: Pick<WriteOptions, 'signal' | 'condition'>,
  ): Promise<Written>;
  /** Throws the parts away; one that is gone already is no failure. */
  abort(ref: ObjectRef, uploadId: string, signal: AbortSignal): Promise<void>;
  /** Deletes an object; one that is not there is no failure. */
  remove(ref: ObjectRef, signal: AbortSignal): Promise<void>;
  /** @throws `bucket_exists`, `bucket_invalid` */
  createBucket(name: string, signal: AbortSignal): Promise<void>;
}
