/**
 * The id of a resumable upload is all that there is to know of it, so that any gateway can go on
 * with it, also one that was started since. It is not signed and opens nothing: every request is
 * authorised anew for writing to exactly the bucket and key in it, and storages know their own ids.
 */
import { isBucketName } from '../bucket-name.ts';
import type { ObjectRef } from '../object/origin.ts';
import { LEAST_PART_BYTES, MOST_PART_BYTES, MOST_PARTS } from './part-size.ts';

export interface Upload {
  readonly ref: ObjectRef;
  /** The storage's; of an upload that fits into one part, a name of our own that the storage never hears. */
  readonly storageId: string;
  /** Bytes of the object. */
  readonly length: number;
  readonly partBytes: number;
  readonly contentType: string;
  /** UNIX seconds; at this second it is over. */
  readonly expires: number;
  /** Never replaces an object. */
  readonly onlyNew: boolean;
  /** As the client gave it, to be told again. */
  readonly metadata: string;
}

const VERSION = 1;
const MiB = 1024 ** 2;
/** An URL has 8192 characters at most, and a signed link comes behind it. */
const MOST_CHARACTERS = 6144;
const MOST_SECONDS = 10 ** 12;
/** What may stand in a header field, by RFC 9110 section 8.3; storages sign no tabulator as it came. */
const MEDIA_TYPE = /^[!#$%&'*+.^_`|~\w-]+\/[!#$%&'*+.^_`|~\w-]+[\x20-\x7e]*$/;
/** It goes out as a header again (RFC 9110 section 5.5). */
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** @returns undefined when it would be too long for an URL */
export function encodeUpload(upload: Upload): string | undefined {
  const { ref, storageId, length, partBytes, contentType, expires, onlyNew, metadata } = upload;
  const fields = [VERSION, ref.bucket, ref.key, storageId, length, partBytes, contentType, expires];
  const json = JSON.stringify([...fields, onlyNew ? 1 : 0, metadata]);
  const id = Buffer.from(json).toString('base64url');
  return id.length > MOST_CHARACTERS ? undefined : id;
}

/** @returns undefined for anything that `encodeUpload` does not write */
export function decodeUpload(id: string): Upload | undefined {
  if (id.length > MOST_CHARACTERS) return undefined;
  const upload = uploadOf(fieldsOf(id));
  // Each upload in one spelling only: locks and tails go by it.
  return upload !== undefined && encodeUpload(upload) === id ? upload : undefined;
}

function fieldsOf(id: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(id, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function uploadOf(fields: readonly unknown[]): Upload | undefined {
  const [
    version,
    bucket,
    key,
    storageId,
    length,
    partBytes,
    contentType,
    expires,
    onlyNew,
    metadata,
  ] = fields;
  const isSound =
    version === VERSION &&
    isText(bucket, 255) &&
    isBucketName(bucket) &&
    isText(key, 1024) &&
    isText(storageId, 1024) &&
    isWhole(partBytes, LEAST_PART_BYTES, MOST_PART_BYTES) &&
    partBytes % MiB === 0 &&
    isWhole(length, 0, partBytes * MOST_PARTS) &&
    isText(contentType, 255) &&
    isMediaType(contentType) &&
    isWhole(expires, 1, MOST_SECONDS - 1) &&
    (onlyNew === 0 || onlyNew === 1) &&
    (metadata === '' || (isText(metadata, 2048) && FIELD_VALUE.test(metadata)));
  if (!isSound) return undefined;
  const ref = { bucket, key };
  return {
    ref,
    storageId,
    length,
    partBytes,
    contentType,
    expires,
    onlyNew: onlyNew === 1,
    metadata,
  };
}

/** Whether it can be said of an object. */
export function isMediaType(text: string): boolean {
  return text.length <= 255 && MEDIA_TYPE.test(text);
}

/** Text as requests and paths can hold it: without NUL, and in UTF-8 nothing is lost. */
function isText(value: unknown, most: number): value is string {
  if (typeof value !== 'string' || value === '' || value.includes('\0')) return false;
  const bytes = Buffer.from(value);
  return bytes.length <= most && bytes.toString() === value;
}

function isWhole(value: unknown, least: number, most: number): value is number {
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
}
