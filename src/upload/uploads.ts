/** Uploads: the face of this room. A body becomes an object, of which nothing is seen before all of it is there. */
import { GatewayError } from '../errors.ts';
import type { ObjectRef } from '../object/origin.ts';
import { untilAborted } from '../until-aborted.ts';
import type { Memory } from './memory.ts';
import { MOST_PARTS, partBytesFor, tooLarge } from './part-size.ts';
import { createPartsWriter } from './parts-writer.ts';
import { piecesOf } from './pieces.ts';
import type { WriteOptions, Writer, Written } from './writer.ts';

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

export interface UploadsOptions {
  readonly writer: Pick<Writer, 'put' | 'begin' | 'putPart' | 'complete'>;
  readonly memory: Memory;
  /** Throws an unfinished upload away, now or later; bounded in time. Never rejects. */
  readonly giveUp: (ref: ObjectRef, storageId: string) => Promise<void>;
}

export function createUploads({ writer, memory, giveUp }: UploadsOptions): Uploads {
  return {
    async store(ref, body, options) {
      const { length, signal } = options;
      const partBytes = partBytesFor(length);
      const mostBytes = length ?? partBytes * MOST_PARTS;
      const release = memory.reserve(Math.min(mostBytes, 2 * partBytes));
      let storageId: string | undefined;
      const parts = createPartsWriter({
        partBytes,
        parts: [],
        mostBytes,
        async send(number, bytes, ending) {
          storageId ??= await writer.begin(ref, { ...options, signal: ending });
          return await writer.putPart(ref, storageId, number, bytes, ending);
        },
      });
      try {
        let size = 0;
        for await (const piece of piecesOf(body, AbortSignal.any([signal, parts.failed]))) {
          size += piece.length;
          if (size > mostBytes)
            throw length === undefined ? tooLarge(mostBytes) : notAsLong(length);
          await parts.write(piece, signal);
        }
        if (length !== undefined && size < length) throw notAsLong(length);
        if (size <= partBytes) return { ...(await writer.put(ref, parts.rest(), options)), size };
        await untilAborted(parts.flush(), signal);
        const all = await untilAborted(parts.settled(), signal);
        return { ...(await writer.complete(ref, storageId ?? '', all, options)), size };
      } catch (thrown) {
        await parts.stop();
        if (storageId !== undefined) await giveUp(ref, storageId);
        throw thrown;
      } finally {
        release();
      }
    },
  };
}

function notAsLong(length: number): GatewayError {
  const detail = `Not the ${length} bytes that were announced`;
  return new GatewayError('body_invalid', detail, { detail });
}
