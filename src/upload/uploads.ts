/** Uploads: the face of this room. A body becomes an object, of which nothing is seen before all of it is there. */
import type { ObjectRef } from '../object/origin.ts';
import type { WriteOptions, Written } from './writer.ts';

export interface StoreOptions extends WriteOptions {
  /** Bytes that are to come, when that is known; more or fewer are a failure. */
  readonly length: number | undefined;
}

export interface Stored extends Written {
  /** Bytes. */
  readonly size: number;
}

export interface Uploads {
  /**
   * Reads `body` to its end, at the pace of the storage, a few parts of it in memory at most.
   * Whatever fails, also within `body`, leaves nothing behind.
   * @throws what `body` throws; GatewayError `body_too_large`, `body_invalid`, `overloaded`, `precondition_failed` and what a Writer throws
   */
  store(ref: ObjectRef, body: AsyncIterable<Uint8Array>, options: StoreOptions): Promise<Stored>;
}
