/**
 * Names what there is: ListBuckets, ListObjectsV2, and the cheapest proof that the origin knows us.
 * Keys are asked for URL-encoded, since XML cannot carry all of them; tokens are handed back as
 * they came, being the store's own.
 */
import { GatewayError } from '../errors.ts';
import type { Catalog } from '../object/origin.ts';
import type { Addressing } from './address.ts';
import type { Caller } from './calls.ts';
import { collect } from './collect.ts';
import type { Body } from './exchange.ts';
import { readBuckets, readListing } from './listing-xml.ts';

/** A thousand keys of 1024 bytes, every one of them %XX, are 3 MiB. */
const MAX_XML_BYTES = 8 * 1024 * 1024;
/** A page may take this many times the longest silence that is allowed. */
const PATIENCE = 3;

/** @param timeoutMs the longest silence of the origin; a page as a whole gets three times that */
export function createListings(call: Caller, addressing: Addressing, timeoutMs: number): Catalog {
  const bounds = { maxBytes: MAX_XML_BYTES, withinMs: PATIENCE * timeoutMs };
  const text = async (body: Body): Promise<string> =>
    (await collect(body, bounds)).toString('utf8');
  const buckets = { method: 'GET', address: addressing.root, missing: 'origin_invalid' } as const;
  return {
    async listBuckets(signal) {
      const take = async ({ body }: { body: Body }) => readBuckets(await text(body));
      return await call(
        {
          ...buckets,
          operation: 'list_buckets',
          subject: 'Cannot list the buckets',
          accepts: [200],
          take,
        },
        signal,
      );
    },

    async listObjects({ bucket, prefix, delimiter, limit, token }, signal) {
      const query = {
        'list-type': '2',
        'encoding-type': 'url',
        'max-keys': String(limit),
        ...(prefix === '' ? {} : { prefix: wellFormed(prefix) }),
        ...(delimiter === '' ? {} : { delimiter: wellFormed(delimiter) }),
        ...(token === undefined ? {} : { 'continuation-token': wellFormed(token) }),
      };
      const listing = await call(
        {
          operation: 'list_objects',
          method: 'GET',
          address: addressing.bucket(bucket),
          query,
          missing: 'bucket_not_found',
          subject: `Cannot list ${JSON.stringify(bucket)}`,
          accepts: [200],
          take: async ({ body }) => readListing(await text(body)),
          // All else that is sent is well-formed: what the store cannot use is the viewer's cursor.
          forgive({ s3Code }) {
            if (token === undefined || s3Code !== 'InvalidArgument') return undefined;
            throw new GatewayError('cursor_invalid', 'The store did not give out that cursor');
          },
        },
        signal,
      );
      if (token !== undefined && listing.next === token) {
        throw new GatewayError('origin_invalid', 'The listing does not move on');
      }
      return listing;
    },

    async probe(signal) {
      await call(
        {
          ...buckets,
          operation: 'probe',
          subject: 'The origin is not ready',
          accepts: [200],
          // Any web server says 200; a list of buckets is said by S3 only.
          take: async ({ body }) => void readBuckets(await text(body)),
          // A policy may forbid ListBuckets; to say so, the store must have known who asks.
          forgive: ({ s3Code }) => (s3Code === 'AccessDenied' ? { value: undefined } : undefined),
        },
        signal,
      );
    },
  };
}

function wellFormed(value: string): string {
  try {
    encodeURIComponent(value);
    return value;
  } catch (cause) {
    throw new GatewayError('parameter_invalid', 'Not well-formed Unicode', { cause });
  }
}
