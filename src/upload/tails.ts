/**
 * Tails: where resumable uploads stand between two requests: the parts that are stored, and the
 * bytes behind them that do not fill a part yet. Only this process has them. One that was dropped
 * for want of memory costs its client nothing but sending it again.
 */
import type { Memory, Release } from './memory.ts';
import type { StoredPart } from './writer.ts';

export interface Tail {
  /** In order, from the first on. */
  readonly parts: readonly StoredPart[];
  /** Bytes of the parts together: where `bytes` begin. */
  readonly start: number;
  readonly bytes: Uint8Array;
}

export interface Tails {
  look(id: string): Tail | undefined;
  /** Takes it out. */
  take(id: string): Tail | undefined;
  /** In place of the one before; nothing when there is no room. The bytes are not to be written to. */
  put(id: string, tail: Tail): void;
}

/** What a part and an entry cost beside their bytes and their name, about. */
const OVERHEAD_BYTES = 256;

export function createTails(memory: Pick<Memory, 'keep'>): Tails {
  const kept = new Map<string, { readonly tail: Tail; readonly release: Release }>();
  const take = (id: string): Tail | undefined => {
    const one = kept.get(id);
    kept.delete(id);
    one?.release();
    return one?.tail;
  };
  return {
    look: (id) => kept.get(id)?.tail,
    take,
    put(id, tail) {
      take(id);
      const cost = id.length + tail.bytes.length + (tail.parts.length + 1) * OVERHEAD_BYTES;
      const release = memory.keep(cost, () => kept.delete(id));
      if (release !== undefined) kept.set(id, { tail, release });
    },
  };
}
