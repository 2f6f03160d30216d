/** Uploading: the upload room and its routes, as configured; nothing of it is there without `uploads`. */
import { randomUUID } from 'node:crypto';
import { delay } from '../delay.ts';
import { GatewayError } from '../errors.ts';
import type { Handler } from '../http/exchange.ts';
import type { RouteRule } from '../http/router.ts';
import type { ObjectRef, Origin } from '../object/origin.ts';
import { tusRoutes } from '../routes/tus.ts';
import type { TusOptions } from '../routes/tus-create.ts';
import { SETTLE_MS } from '../upload/append.ts';
import { createLocks } from '../upload/locks.ts';
import { createMemory } from '../upload/memory.ts';
import { createOver } from '../upload/over.ts';
import { createResumables } from '../upload/resumable.ts';
import { createSweeper } from '../upload/sweeper.ts';
import { createTails } from '../upload/tails.ts';
import { createUploads, type Uploads } from '../upload/uploads.ts';
import type { Writer } from '../upload/writer.ts';

export interface UploadingOptions extends Pick<TusOptions, 'permit' | 'buckets'> {
  readonly writer: Writer;
  readonly origin: Pick<Origin, 'head'>;
  /** Bytes; `upload_memory_bytes`. */
  readonly memoryBytes: number;
  /** Told of every object that was made here. */
  readonly forget: (ref: ObjectRef) => void;
  /** Milliseconds since the epoch. */
  readonly wallClock: () => number;
  /** Calls `run` again and again. @returns what ends that */
  readonly every: (ms: number, run: () => void) => () => void;
}

export interface Uploading {
  /** For bodies that come in one request. */
  readonly uploads: Uploads;
  readonly routes: readonly RouteRule<Handler>[];
  /** Bodies that are being received now. */
  readonly running: number;
  close(): void;
}

/** Uploads expire after days; minutes more are no matter. */
const SWEEP_MS = 10 * 60 * 1000;
/** For throwing an upload away, which nobody waits for with pleasure. */
const GIVE_UP_MS = 10_000;

export function createUploading(options: UploadingOptions): Uploading {
  const { writer, origin, wallClock, forget } = options;
  const timeLimit = (ms: number) => AbortSignal.timeout(ms);
  const memory = createMemory(options.memoryBytes);
  const throwAway = (ref: ObjectRef, storageId: string): Promise<void> =>
    writer.abort(ref, storageId, timeLimit(GIVE_UP_MS));
  const sweeper = createSweeper({
    abort: ({ ref, storageId }) => throwAway(ref, storageId),
    wallClock,
  });
  const giveUp = (ref: ObjectRef, storageId: string): Promise<void> =>
    throwAway(ref, storageId).then(
      () => sweeper.forget({ ref, storageId }),
      () => sweeper.note({ ref, storageId, expires: 0 }),
    );
  const resumables = createResumables({
    writer,
    memory,
    tails: createTails(memory),
    locks: createLocks({ delay, waitMs: 2 * SETTLE_MS }),
    over: createOver(),
    sweeper,
    giveUp,
    forget,
    timeLimit,
    wallClock,
    delay,
    newName: randomUUID,
    exists: (ref, signal) => exists(origin, ref, signal),
  });
  return {
    uploads: createUploads({ writer, memory, giveUp }),
    routes: tusRoutes({ ...options, resumables, memory, timeLimit }),
    get running() {
      return memory.running;
    },
    close: options.every(SWEEP_MS, () => void sweeper.sweep()),
  };
}

async function exists(
  origin: Pick<Origin, 'head'>,
  ref: ObjectRef,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await origin.head(ref, signal);
    return true;
  } catch (thrown) {
    if (thrown instanceof GatewayError && thrown.code === 'object_not_found') return false;
    throw thrown;
  }
}
