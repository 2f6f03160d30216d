/** The end of a resumable upload, when all of its bytes are here: it becomes an object. */
import { GatewayError } from '../errors.ts';
import type { ObjectRef } from '../object/origin.ts';
import type { Over } from './over.ts';
import type { Sweeper } from './sweeper.ts';
import type { Tail, Tails } from './tails.ts';
import type { Upload } from './upload-id.ts';
import type { StoredPart, Writer } from './writer.ts';

/** An upload and the id that says so. */
export interface Named {
  readonly id: string;
  readonly upload: Upload;
}

export interface FinishOptions {
  readonly writer: Pick<Writer, 'put' | 'putPart' | 'complete'>;
  readonly tails: Tails;
  readonly over: Over;
  readonly sweeper: Pick<Sweeper, 'forget'>;
  /** Throws away, now or later; never rejects. */
  readonly giveUp: (ref: ObjectRef, storageId: string) => Promise<void>;
  /** Told of every object that is there now, or may be. */
  readonly forget: (ref: ObjectRef) => void;
  readonly timeLimit: (ms: number) => AbortSignal;
}

/** Makes the object; `all` reaches to the end. What fails is kept, to be tried again. @throws what a Writer throws */
export type Finish = (named: Named, all: Tail) => Promise<void>;

/** Long: storages take minutes to put thousands of parts together. */
const FINISH_MS = 120_000;

/** Whether it is stored in one request, of which the storage hears nothing before. */
export function fitsOnePart({ length, partBytes }: Upload): boolean {
  return length <= partBytes;
}

export function createFinish(options: FinishOptions): Finish {
  const { writer, tails, over, sweeper, giveUp, forget, timeLimit } = options;
  return async ({ id, upload }, all) => {
    const { ref, storageId, contentType } = upload;
    const condition = upload.onlyNew ? ({ ifNoneMatch: '*' } as const) : undefined;
    // Not the viewer's own signal: who leaves now has sent everything and expects it to be there.
    const signal = timeLimit(FINISH_MS);
    try {
      if (fitsOnePart(upload)) {
        await writer.put(ref, all.bytes, { signal, contentType, condition });
      } else {
        const last = await lastPart(upload, all, signal);
        await writer.complete(ref, storageId, [...all.parts, ...last], { signal, condition });
      }
    } catch (thrown) {
      // An answer that was lost may have been a yes.
      forget(ref);
      if (thrown instanceof GatewayError && thrown.code === 'precondition_failed') {
        tails.take(id);
        over.note(id, 'thrown-away');
        if (!fitsOnePart(upload)) await giveUp(ref, storageId);
      } else {
        tails.put(id, { ...all, bytes: new Uint8Array(all.bytes) });
      }
      throw thrown;
    }
    tails.take(id);
    over.note(id, 'finished');
    sweeper.forget(upload);
    forget(ref);
  };

  async function lastPart(
    { ref, storageId }: Upload,
    { parts, bytes }: Tail,
    signal: AbortSignal,
  ): Promise<readonly StoredPart[]> {
    if (bytes.length === 0) return [];
    return [await writer.putPart(ref, storageId, parts.length + 1, bytes, signal)];
  }
}
