/**
 * Resumable uploads: bodies that arrive in several requests, also over several connections and
 * gateways. What is known of one is its id, the parts at the storage, and the tail in memory.
 */
import { GatewayError } from '../errors.ts';
import type { ObjectRef } from '../object/origin.ts';
import { type Append, createAppend } from './append.ts';
import { createFinish, type FinishOptions, fitsOnePart, type Named } from './finish.ts';
import { landed } from './landed.ts';
import type { Locks } from './locks.ts';
import type { Memory } from './memory.ts';
import { partBytesFor } from './part-size.ts';
import type { Sweeper } from './sweeper.ts';
import type { Tail } from './tails.ts';
import { encodeUpload, type Upload } from './upload-id.ts';
import type { Writer } from './writer.ts';

/** A week, after which what is not finished is thrown away. */
export const EXPIRES_SECONDS = 7 * 24 * 60 * 60;

export type Beginning = Pick<Upload, 'ref' | 'length' | 'contentType' | 'onlyNew' | 'metadata'>;

/** Each throws what a Writer throws. */
export interface Resumables {
  /** @throws GatewayError `body_too_large`, `key_invalid`, `precondition_failed` */
  begin(beginning: Beginning, signal: AbortSignal): Promise<Named>;
  /** Adds bytes; the last ones make the object. @throws GatewayError `upload_*`, `body_too_large`, `overloaded` */
  readonly append: Append;
  /** Bytes that are here. All of them are an object by then. @throws GatewayError `upload_*` */
  offset(named: Named, signal: AbortSignal): Promise<number>;
  /** Throws it away. @throws GatewayError `upload_*` */
  end(named: Named, signal: AbortSignal): Promise<void>;
}

export interface ResumablesOptions extends Omit<FinishOptions, 'writer' | 'sweeper'> {
  readonly writer: Writer;
  readonly memory: Memory;
  readonly locks: Locks;
  readonly sweeper: Sweeper;
  /** Whether there is such an object now. */
  readonly exists: (ref: ObjectRef, signal: AbortSignal) => Promise<boolean>;
  /** Milliseconds since the epoch. */
  readonly wallClock: () => number;
  /** A name nobody else will have. */
  readonly newName: () => string;
  /** Rejects with the signal's reason. */
  readonly delay: (ms: number, signal: AbortSignal) => Promise<void>;
}

const NO_BYTES = new Uint8Array();

export function createResumables(options: ResumablesOptions): Resumables {
  const { writer, tails, locks, over, sweeper, wallClock } = options;
  const finish = createFinish(options);

  /** Holds the upload for as long as `work` takes. */
  async function alone<T>(
    named: Named,
    signal: AbortSignal,
    work: (stop: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { id, upload } = named;
    if (upload.expires * 1000 <= wallClock()) {
      throw new GatewayError('upload_expired', 'Cannot go on with an upload: past its time');
    }
    const held = await locks.enter(id, signal);
    try {
      if (over.look(id) === 'thrown-away') throw notFound();
      if (!fitsOnePart(upload)) sweeper.note(upload);
      return await work(AbortSignal.any([signal, held.signal]));
    } finally {
      held.release();
    }
  }

  /** Where it stands by what the storage says: another gateway may have gone on with it. */
  async function look({ id, upload }: Named, signal: AbortSignal): Promise<Tail> {
    const stored = fitsOnePart(upload)
      ? []
      : await writer.listParts(upload.ref, upload.storageId, signal);
    const { parts, bytes: start } = landed(stored, upload);
    const tail = tails.look(id);
    return { parts, start, bytes: tail?.start === start ? tail.bytes : NO_BYTES };
  }

  return {
    append: createAppend({ ...options, finish, look, alone }),
    async begin(beginning, signal) {
      const { ref, length, contentType, onlyNew } = beginning;
      const partBytes = partBytesFor(length);
      const expires = Math.floor(wallClock() / 1000) + EXPIRES_SECONDS;
      if (onlyNew && (await options.exists(ref, signal))) {
        throw new GatewayError('precondition_failed', 'Cannot begin: there is such an object');
      }
      const storageId =
        length <= partBytes ? options.newName() : await writer.begin(ref, { contentType, signal });
      const upload = { ...beginning, storageId, partBytes, expires };
      if (length > partBytes) sweeper.note(upload);
      const id = encodeUpload(upload);
      if (id === undefined) {
        if (length > partBytes) await options.giveUp(ref, storageId);
        const detail = 'Key and metadata together are too long';
        throw new GatewayError('key_invalid', detail, { detail });
      }
      const named = { id, upload };
      const empty = { parts: [], start: 0, bytes: NO_BYTES };
      if (length === 0) await finish(named, empty);
      else tails.put(id, empty);
      return named;
    },
    offset(named, signal) {
      const { id, upload } = named;
      return alone(named, signal, async (stop) => {
        if (over.look(id) === 'finished') return upload.length;
        const tail = await look(named, stop);
        const offset = tail.start + tail.bytes.length;
        tails.put(id, tail);
        // Whoever hears that all is here takes it for done. (Nothing of an empty one shows whether it is.)
        if (offset === upload.length && offset > 0) await finish(named, tail);
        return offset;
      });
    },
    end(named, signal) {
      const { id, upload } = named;
      return alone(named, signal, async (stop) => {
        if (over.look(id) === 'finished') throw notFound();
        if (!fitsOnePart(upload)) await writer.abort(upload.ref, upload.storageId, stop);
        tails.take(id);
        over.note(id, 'thrown-away');
        sweeper.forget(upload);
      });
    },
  };
}

function notFound(): GatewayError {
  return new GatewayError('upload_not_found', 'Cannot find the upload: it is over');
}
