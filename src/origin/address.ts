/**
 * Where a bucket or an object lives: endpoint, style, bucket and key become a host and a path.
 * Pure. The path is written once, in the one encoding that SigV4 signs (RFC 3986 per byte of the
 * key's UTF-8, `/` kept), so what is signed is what is sent. Nothing is ever normalised:
 * `a//b`, `/leading` and `dot/../x` are three different keys and stay so.
 */
import { isIP } from 'node:net';
import { isBucketName } from '../bucket-name.ts';
import { GatewayError } from '../errors.ts';
import type { ObjectRef } from '../object/origin.ts';
import { isRegionName } from '../region-name.ts';

/** One request target, ready to be signed. */
export interface Address {
  /** Scheme, host and port; never a trailing slash. What a connection is made to. */
  readonly origin: string;
  /** For the `Host` header: the port only when it is not the scheme's own. */
  readonly host: string;
  /** Encoded absolute path, without a query. */
  readonly path: string;
}

export interface AddressOptions {
  /** Undefined for AWS S3 of the region. A path in it is kept as a prefix. */
  readonly endpointUrl: string | undefined;
  readonly region: string;
  /** Bucket in the path, never in the host name. */
  readonly forcePathStyle: boolean;
}

export interface Addressing {
  /** The account: where buckets are listed. */
  readonly root: Address;
  /** @throws GatewayError `bucket_invalid` */
  bucket(bucket: string): Address;
  /** @throws GatewayError `bucket_invalid`, `key_missing`, `key_invalid` (not expressible in UTF-8) */
  object(ref: ObjectRef): Address;
}

/** One label of a host name, of the 3 to 63 characters that S3 allows; dots would break TLS wildcards. */
const DNS_BUCKET = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

/** @throws TypeError when the endpoint or the region cannot be turned into an address */
export function createAddressing(options: AddressOptions): Addressing {
  const endpoint = parseEndpoint(options.endpointUrl ?? awsEndpoint(options.region));
  const prefix = endpoint.pathname.replace(/\/+$/, '');
  const hostStyle = !options.forcePathStyle && isIP(endpoint.hostname.replace(/[[\]]/g, '')) === 0;
  const pathStyle = (path: string): Address => ({
    origin: endpoint.origin,
    host: endpoint.host,
    path: prefix + path,
  });
  const inBucket = (bucket: string, rest: string): Address => {
    if (!isBucketName(bucket)) {
      throw new GatewayError('bucket_invalid', `${JSON.stringify(bucket)} cannot name a bucket`);
    }
    if (!hostStyle || !DNS_BUCKET.test(bucket)) return pathStyle(`/${bucket}${rest}`);
    const host = `${bucket}.${endpoint.host}`;
    return { origin: `${endpoint.protocol}//${host}`, host, path: prefix + (rest || '/') };
  };
  return {
    root: pathStyle('/'),
    bucket: (bucket) => inBucket(bucket, ''),
    object: ({ bucket, key }) => inBucket(bucket, `/${encodeKey(key)}`),
  };
}

/**
 * The key as a path: every byte of its UTF-8 but `A-Z a-z 0-9 - . _ ~ /` becomes `%XX`.
 * @throws GatewayError `key_missing` for '', which would address the bucket; `key_invalid` for a lone surrogate
 */
export function encodeKey(key: string): string {
  if (key === '') throw new GatewayError('key_missing', 'An empty key names no object');
  try {
    return encodeStrictly(key).replaceAll('%2F', '/');
  } catch (cause) {
    throw new GatewayError('key_invalid', 'The key is not well-formed Unicode', { cause });
  }
}

/** RFC 3986 encoding of one query name or value. @throws URIError for a lone surrogate */
export function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function awsEndpoint(region: string): string {
  if (!isRegionName(region)) throw new TypeError(`${JSON.stringify(region)} is not an AWS region`);
  return `https://s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

function parseEndpoint(endpointUrl: string): URL {
  const url = URL.canParse(endpointUrl) ? new URL(endpointUrl) : undefined;
  const plain = url && !url.username && !url.password && !url.search && !url.hash;
  if (!url || !plain || !['http:', 'https:'].includes(url.protocol)) {
    throw new TypeError('The endpoint must be an http(s) URL without credentials or query');
  }
  return url;
}
