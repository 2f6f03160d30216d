/**
 * Parts writer: fills one part while the one before it is on its way, so that no more than two are
 * in memory, and whoever writes waits for the storage. A part leaves when a byte behind it comes:
 * the last one is for the caller to decide about.
 */
import { untilAborted } from '../until-aborted.ts';
import type { StoredPart } from './writer.ts';

export interface PartsWriterOptions {
  readonly partBytes: number;
  /** Parts that are stored already, in order. */
  readonly parts: readonly StoredPart[];
  /** Bytes that will be written at most; a part that will not be full needs no room for more. */
  readonly mostBytes: number;
  /** Stores a part; its bytes are written over once that has settled. */
  send(number: number, bytes: Uint8Array, signal: AbortSignal): Promise<StoredPart>;
}

export interface PartsWriter {
  /** Aborted, with what was thrown, when a part could not be stored. */
  readonly failed: AbortSignal;
  /** Takes a copy. @throws what `send` threw; `signal.reason` when aborted while the storage is slow */
  write(piece: Uint8Array, signal: AbortSignal): Promise<void>;
  /** What is written and has not left, a part at most. Good until the next `write`. */
  rest(): Uint8Array;
  /** Sends the rest, unless it is empty. */
  flush(): Promise<void>;
  /** Resolves to all parts when none is on its way. @throws what `send` threw */
  settled(): Promise<readonly StoredPart[]>;
  /** Ends what is on its way and resolves when it is over. */
  stop(): Promise<void>;
}

export function createPartsWriter(options: PartsWriterOptions): PartsWriter {
  const { partBytes, mostBytes, send } = options;
  const parts = [...options.parts];
  const failure = new AbortController();
  const ending = new AbortController();
  let filling: Uint8Array = new Uint8Array();
  let filled = 0;
  let spare: Uint8Array | undefined;
  /** Never rejects. */
  let sending: Promise<void> = Promise.resolve();
  const number = (): number => parts.length + 1;

  async function sendFull(signal?: AbortSignal): Promise<void> {
    await (signal === undefined ? sending : untilAborted(sending, signal));
    failure.signal.throwIfAborted();
    const bytes = filling;
    const full = bytes.subarray(0, filled);
    // Uninitialised, and not from the pool: pages that are never written to cost nothing.
    filling = spare ?? Buffer.allocUnsafeSlow(Math.min(partBytes, mostBytes));
    spare = undefined;
    filled = 0;
    sending = send(number(), full, ending.signal).then(
      (part) => {
        parts.push(part);
        spare = bytes;
      },
      (thrown: unknown) => failure.abort(thrown),
    );
  }

  return {
    failed: failure.signal,
    async write(piece, signal) {
      failure.signal.throwIfAborted();
      if (filling.length === 0) filling = Buffer.allocUnsafeSlow(Math.min(partBytes, mostBytes));
      for (let from = 0; from < piece.length; ) {
        if (filled === partBytes) await sendFull(signal);
        const some = piece.subarray(from, from + filling.length - filled);
        // Nobody may write more than was announced; it would never end.
        if (some.length === 0) throw new RangeError('More was written than there is room for');
        filling.set(some, filled);
        filled += some.length;
        from += some.length;
      }
    },
    rest: () => filling.subarray(0, filled),
    async flush() {
      if (filled > 0) await sendFull();
    },
    async settled() {
      await sending;
      failure.signal.throwIfAborted();
      return parts;
    },
    async stop() {
      ending.abort(new DOMException('The upload was given up', 'AbortError'));
      await sending;
    },
  };
}
