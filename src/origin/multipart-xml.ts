/**
 * The documents of uploads in parts, as values and back. Pure. ETags of parts are the storage's
 * own words: they are handed back as they came.
 */
import { createHash } from 'node:crypto';
import { GatewayError } from '../errors.ts';
import type { StoredPart } from '../upload/writer.ts';
import { entityTag } from './answer-headers.ts';
import { plain } from './refusal.ts';
import { children, parseXml, textOf, type XmlNode } from './xml.ts';

export interface PartsPage {
  readonly parts: readonly StoredPart[];
  /** The number after which the next page begins; undefined on the last. */
  readonly next: number | undefined;
}

/** What Complete says: done, perhaps without the ETag, or the code of a failure that has a 200 before it. */
export type Completion = { readonly etag: string | undefined } | { readonly s3Code: string };

/** @throws GatewayError `origin_invalid` */
export function readUploadId(text: string): string {
  const id = textOf(parseXml(text, 'InitiateMultipartUploadResult'), 'UploadId');
  if (!id) throw new GatewayError('origin_invalid', 'An upload was begun without an id');
  return id;
}

/** @throws GatewayError `origin_invalid` */
export function readPartsPage(text: string): PartsPage {
  const result = parseXml(text, 'ListPartsResult');
  const truncated = textOf(result, 'IsTruncated')?.trim() === 'true';
  return {
    parts: children(result, 'Part').map((part) => ({
      number: wholeNumber(part, 'PartNumber'),
      size: wholeNumber(part, 'Size'),
      etag: textOf(part, 'ETag') ?? '',
    })),
    next: truncated ? wholeNumber(result, 'NextPartNumberMarker') : undefined,
  };
}

/** The body of CompleteMultipartUpload, `parts` in the order of their numbers. */
export function writePartList(parts: readonly StoredPart[]): string {
  const list = [...parts]
    .sort((a, b) => a.number - b.number)
    .map(({ number, etag }) => {
      return `<Part><PartNumber>${number}</PartNumber><ETag>${escapeXml(etag)}</ETag></Part>`;
    });
  return `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${list.join('')}</CompleteMultipartUpload>`;
}

/** @throws GatewayError `origin_invalid` */
export function readCompletion(text: string): Completion {
  const document = text.trim();
  if (/<Error[\s/>]/.test(document)) {
    return { s3Code: plain(textOf(parseXml(document, 'Error'), 'Code')) ?? 'InternalError' };
  }
  const etag = textOf(parseXml(document, 'CompleteMultipartUploadResult'), 'ETag')?.trim();
  return { etag: entityTag(etag) };
}

/**
 * The ETag that S3 gives to an object made of `parts`, whose own ETags have to be MD5s of their
 * bytes; undefined when they are none. Encrypted objects have others, which then match nothing.
 */
export function multipartEtag(parts: readonly StoredPart[]): string | undefined {
  const hash = createHash('md5');
  for (const { etag } of [...parts].sort((a, b) => a.number - b.number)) {
    const md5 = /^"?([0-9a-f]{32})"?$/.exec(etag)?.[1];
    if (md5 === undefined) return undefined;
    hash.update(md5, 'hex');
  }
  return `"${hash.digest('hex')}-${parts.length}"`;
}

function wholeNumber(node: XmlNode, name: string): number {
  const text = textOf(node, name)?.trim() ?? '';
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new GatewayError('origin_invalid', `A list of parts without a number as <${name}>`);
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
