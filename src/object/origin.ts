/**
 * What the object room needs from the storage behind it. origin/ satisfies these interfaces,
 * and so do the doubles of the tests. Failures are thrown as GatewayError.
 */
import type { Span } from '../span.ts';
import type { Meta } from './meta.ts';
import type { Urgency } from './slots.ts';

export interface ObjectRef {
  readonly bucket: string;
  /** Exactly as stored: never normalised, never decoded twice. */
  readonly key: string;
}

/** Which bytes to ask for: a span, or the last `suffix` bytes (at least 1) of an object of unknown size. */
export type Wanted = Span | { readonly suffix: number };

/** The head of an origin's answer has arrived and its bytes are on their way. */
export interface Arrival {
  readonly meta: Meta;
  /** What `bytes` will deliver: the wanted bytes, clipped to the object's end; never empty. */
  readonly span: Span;
  /**
   * The bytes of `span`, in order and exactly, as they arrive; the origin is read no faster than
   * this is iterated. Iterate once. Leaving early gives the rest up.
   * @throws GatewayError `origin_truncated`, `origin_timeout`
   */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Gives up whatever was not read and frees the connection; harmless at any time, also twice. */
  cancel(): void;
}

export interface ReadOptions {
  readonly signal: AbortSignal;
  /** A strong entity tag: only this version will do, else `object_changed`. */
  readonly ifMatch?: string;
  /** `wanted`: a viewer waits for the first byte, so a second request may be spent on it. */
  readonly urgency?: Urgency;
}

/** Reads objects: all that the streaming path needs. */
export interface Origin {
  /**
   * Asks for one range. Resolves as soon as the head of the answer is here.
   * @returns the arrival, or `unsatisfiable` when the object has no byte in `wanted` (an empty one never has)
   * @throws GatewayError `object_not_found`, `bucket_not_found`, `object_changed`, `origin_*`; `signal.reason` when aborted
   */
  read(ref: ObjectRef, wanted: Wanted, options: ReadOptions): Promise<Arrival | 'unsatisfiable'>;
  /** Meta alone. Throws as `read` does. */
  head(ref: ObjectRef, signal: AbortSignal): Promise<Meta>;
}

export interface BucketEntry {
  readonly name: string;
  /** Milliseconds since the epoch, when known. */
  readonly created: number | undefined;
}

export interface ObjectEntry {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  readonly etag: string | undefined;
  /** Milliseconds since the epoch. */
  readonly lastModified: number | undefined;
}

export interface ListingRequest {
  readonly bucket: string;
  readonly prefix: string;
  /** Keys that share their part up to the next delimiter are rolled up into one prefix; '' for none. */
  readonly delimiter: string;
  /** Keys and prefixes together, 1 to 1000. */
  readonly limit: number;
  /** The origin's own continuation token from the page before. */
  readonly token: string | undefined;
}

export interface Listing {
  readonly objects: readonly ObjectEntry[];
  readonly prefixes: readonly string[];
  /** Token of the next page; undefined on the last one. */
  readonly next: string | undefined;
}

/** Names what there is: all that the listing routes need. */
export interface Catalog {
  listBuckets(signal: AbortSignal): Promise<readonly BucketEntry[]>;
  listObjects(request: ListingRequest, signal: AbortSignal): Promise<Listing>;
  /**
   * Resolves when the origin answers and knows our credentials (a policy that forbids listing is fine).
   * @throws GatewayError `origin_*`
   */
  probe(signal: AbortSignal): Promise<void>;
}
