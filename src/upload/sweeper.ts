/**
 * Sweeper: throws away at the storage what this process knows of and nobody finished in time. What
 * it cannot know, because the process that began it is gone, is for a rule of the bucket.
 */
import type { ObjectRef } from '../object/origin.ts';

/** An unfinished upload at the storage. */
export interface Unfinished {
  readonly ref: ObjectRef;
  readonly storageId: string;
  /** UNIX seconds. */
  readonly expires: number;
}

export interface Sweeper {
  /** Known from now on, or still. */
  note(upload: Unfinished): void;
  /** Finished, or thrown away. */
  forget(upload: Pick<Unfinished, 'ref' | 'storageId'>): void;
  /** Throws away what is past its time; what fails is tried again the next time. Never rejects. */
  sweep(): Promise<void>;
}

export interface SweeperOptions {
  /** Bounded in time. */
  readonly abort: (upload: Unfinished) => Promise<void>;
  /** Milliseconds since the epoch. */
  readonly wallClock: () => number;
  /** Uploads that are known at most; the oldest are forgotten. */
  readonly most?: number;
}

const MOST = 10_000;

export function createSweeper({ abort, wallClock, most = MOST }: SweeperOptions): Sweeper {
  const known = new Map<string, Unfinished>();
  let sweeping: Promise<void> | undefined;

  async function sweepAll(): Promise<void> {
    for (const [name, upload] of known) {
      if (upload.expires * 1000 > wallClock()) continue;
      // One after the other: it is no hurry, and the storage has others to serve.
      await abort(upload).then(
        () => known.delete(name),
        () => {},
      );
    }
  }

  return {
    note(upload) {
      const name = nameOf(upload);
      known.delete(name);
      known.set(name, upload);
      const [oldest] = known.keys();
      if (known.size > most && oldest !== undefined) known.delete(oldest);
    },
    forget(upload) {
      known.delete(nameOf(upload));
    },
    sweep() {
      sweeping ??= sweepAll().finally(() => {
        sweeping = undefined;
      });
      return sweeping;
    },
  };
}

function nameOf({ ref, storageId }: Pick<Unfinished, 'ref' | 'storageId'>): string {
  return JSON.stringify([ref.bucket, ref.key, storageId]);
}
