/**
 * ListBuckets and ListObjectsV2 documents as values. Pure. Everything is a string until it is
 * needed as something else, and an entry that makes no sense spoils the whole page: to leave it
 * out would be to say that it does not exist.
 */
import { GatewayError } from '../errors.ts';
import type { BucketEntry, Listing, ObjectEntry } from '../object/origin.ts';
import { entityTag } from './answer-headers.ts';
import { children, parseXml, textOf, type XmlNode } from './xml.ts';

/** @throws GatewayError `origin_invalid` */
export function readBuckets(text: string): readonly BucketEntry[] {
  const [list] = children(parseXml(text, 'ListAllMyBucketsResult'), 'Buckets');
  return children(list ?? '', 'Bucket').map((bucket) => ({
    name: required(bucket, 'Name'),
    created: isoDate(textOf(bucket, 'CreationDate')),
  }));
}

/** @throws GatewayError `origin_invalid` */
export function readListing(text: string): Listing {
  const result = parseXml(text, 'ListBucketResult');
  // A store that does not know encoding-type sends keys as they are, and no EncodingType.
  const decode = textOf(result, 'EncodingType') === 'url' ? decodeUrl : (key: string) => key;
  const truncated = required(result, 'IsTruncated').trim() === 'true';
  return {
    objects: children(result, 'Contents').map((entry) => readObject(entry, decode)),
    prefixes: children(result, 'CommonPrefixes').map((group) => decode(required(group, 'Prefix'))),
    next: truncated ? required(result, 'NextContinuationToken') : undefined,
  };
}

function readObject(entry: XmlNode, decode: (key: string) => string): ObjectEntry {
  const size = required(entry, 'Size').trim();
  if (!/^\d{1,16}$/.test(size) || !Number.isSafeInteger(Number(size))) {
    throw new GatewayError('origin_invalid', 'A listing with a size that is no number');
  }
  return {
    key: decode(required(entry, 'Key')),
    size: Number(size),
    etag: entityTag(textOf(entry, 'ETag')?.trim()),
    lastModified: isoDate(textOf(entry, 'LastModified')),
  };
}

/**
 * Undoes encoding-type=url: AWS and MinIO write a space as `+`, Ceph as `%20`; a plus is `%2B`
 * with all of them. What is not UTF-8 becomes U+FFFD: one such key must not hide the others.
 */
function decodeUrl(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    const bytes = spaced.replace(/%([0-9a-f]{2})/gi, (_, hex) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
    return Buffer.from(bytes, 'latin1').toString('utf8');
  }
}

function isoDate(text: string | undefined): number | undefined {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? undefined : ms;
}

function required(node: XmlNode, name: string): string {
  const text = textOf(node, name);
  if (text === undefined) throw new GatewayError('origin_invalid', `XML without a <${name}>`);
  return text;
}
