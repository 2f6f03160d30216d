/**
 * Source: bytes for one answer, pulled by whoever sends them. What is here already comes without
 * a promise in between; what is not comes as a promise of when to pull again.
 */

import { untilAborted } from '../until-aborted.ts';

/** Pieces that are here now, in order and never none; `undefined` at the end; or when to pull again. */
export type Pulled = readonly Uint8Array[] | undefined | Promise<void>;

export interface Source {
  /** @throws GatewayError, also from the promise, when the bytes cannot be had */
  pull(): Pulled;
  /** Lets go of everything; harmless when repeated. */
  close(): void;
}

/** Pulls from an async iterable, one piece at a time and none before it is asked for. */
export function sourceOf(bytes: AsyncIterable<Uint8Array>): Source {
  const iterator = bytes[Symbol.asyncIterator]();
  let next: { readonly piece: Uint8Array | undefined } | undefined;
  let closed = false;
  return {
    pull() {
      if (next !== undefined) {
        const { piece } = next;
        if (piece === undefined) return undefined;
        next = undefined;
        return [piece];
      }
      return iterator.next().then(({ done, value }) => {
        next = { piece: done ? undefined : value };
      });
    },
    close() {
      if (closed) return;
      closed = true;
      // A failure while giving up has nobody left to be told.
      iterator.return?.().then(undefined, () => {});
    },
  };
}

/** One source after the other; each is made when its turn comes. */
export function sequence(parts: readonly (() => Source)[]): Source {
  let index = 0;
  let current: Source | undefined;
  return {
    pull() {
      for (;;) {
        current ??= parts[index++]?.();
        if (current === undefined) return undefined;
        const pulled = current.pull();
        if (pulled !== undefined) return pulled;
        current.close();
        current = undefined;
      }
    },
    close() {
      index = parts.length;
      current?.close();
      current = undefined;
    },
  };
}

/** `source`, telling of every run how many bytes it has. */
export function counted(source: Source, tell: (bytes: number) => void): Source {
  return {
    pull() {
      const pulled = source.pull();
      if (Array.isArray(pulled)) tell(pulled.reduce((sum, piece) => sum + piece.length, 0));
      return pulled;
    },
    close: () => source.close(),
  };
}

/** Bytes that are in memory. */
export function literal(bytes: Uint8Array): Source {
  let left: Uint8Array | undefined = bytes;
  return {
    pull() {
      const piece = left;
      left = undefined;
      return piece && [piece];
    },
    close() {
      left = undefined;
    },
  };
}

/** `source` with its first bytes here, so that a status can be promised for them. @throws as `pull` does */
export async function primed(source: Source, signal: AbortSignal): Promise<Source> {
  let first: Pulled;
  try {
    first = source.pull();
    while (first instanceof Promise) {
      await untilAborted(first, signal);
      first = source.pull();
    }
  } catch (error) {
    source.close();
    throw error;
  }
  return {
    pull() {
      if (first === undefined) return source.pull();
      const run = first;
      first = undefined;
      return run;
    },
    close: () => source.close(),
  };
}
