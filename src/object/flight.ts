/**
 * Flight: one origin request in the air. It belongs to nobody: whoever wants its bytes joins it,
 * reads them while it grows, and leaves; when the last reader leaves, it is abandoned. It fills
 * whole blocks and hands each over to the cache the moment it is complete.
 */
import type { Span } from '../span.ts';
import { BLOCK_BYTES, blockAt, blockSpan, cutPieces, type Pieces } from './block.ts';
import type { Meta } from './meta.ts';

/** A block that has just become complete. */
export interface CompleteBlock {
  readonly index: number;
  readonly block: Pieces;
}

/** Finishing this much is cheaper than opening another connection, and leaves a whole block behind. */
const WORTH_FINISHING = BLOCK_BYTES;

/** Made once: a DOMException for every flight would be a stack trace for every flight. */
const ABANDONED = new DOMException('Nobody wants these bytes any more', 'AbortError');

export class Flight {
  /** Aborted when the flight is abandoned; the origin request listens to it. */
  readonly signal: AbortSignal;
  readonly #abandonment = new AbortController();
  #span: Span;
  #meta: Meta | undefined;
  /** Position up to which bytes have arrived. */
  #received: number;
  /** What is here of the block that is being filled: the one that holds `#received`. */
  #growing: Uint8Array[] = [];
  #readers = 0;
  #over: { readonly failure: unknown } | undefined;
  /** What `changed()` has promised; undefined while nobody waits. */
  #change: Change | undefined;

  /** @param span what is asked for, from the beginning of a block; exact only once it has opened */
  constructor(span: Span) {
    this.#span = span;
    this.#received = span.start;
    this.signal = this.#abandonment.signal;
  }

  /** Half-open; clipped to the object once the flight has opened. */
  get span(): Span {
    return this.#span;
  }

  /** Of the version it brings; undefined until it has opened. */
  get meta(): Meta | undefined {
    return this.#meta;
  }

  get over(): boolean {
    return this.#over !== undefined;
  }

  /** Why it ended before its time; undefined while it flies and after a good landing. */
  get failure(): unknown {
    return this.#over?.failure;
  }

  /** The head is here: `span` is what will come, from the beginning of a block. */
  open(meta: Meta, span: Span): void {
    this.#meta = meta;
    this.#span = span;
    this.#received = span.start;
    this.#tell();
  }

  /**
   * Takes bytes as they arrive, for keeps: nobody may write to them any more. Returns the blocks
   * that they complete. Once it is over it takes none: the beginning of the growing block is gone.
   */
  push(piece: Uint8Array): CompleteBlock[] {
    if (this.#over !== undefined) return [];
    const size = this.#meta?.size ?? 0;
    const complete: CompleteBlock[] = [];
    const kept = ownMemory(piece);
    for (let taken = 0; taken < kept.length; ) {
      const index = blockAt(this.#received);
      const { end } = blockSpan(index, size);
      const part = kept.subarray(taken, taken + end - this.#received);
      this.#growing.push(part);
      taken += part.length;
      this.#received += part.length;
      if (this.#received === end) {
        complete.push({ index, block: this.#growing });
        this.#growing = [];
      }
    }
    this.#tell();
    return complete;
  }

  /** Nothing more comes: all is here, or `failure` says why not. */
  end(failure?: unknown): void {
    if (this.#over !== undefined) return;
    this.#over = { failure };
    this.#growing = [];
    this.#tell();
  }

  /** What is here from `position` to the end of what is here, if `position` is in the growing block. */
  at(position: number): Pieces | undefined {
    const start = Math.max(blockAt(this.#received) * BLOCK_BYTES, this.#span.start);
    if (position < start || position >= this.#received || this.over) return undefined;
    return cutPieces(this.#growing, position - start, this.#received - start);
  }

  /** Bytes that have arrived from `position` on. */
  receivedAfter(position: number): number {
    return Math.max(0, this.#received - Math.max(position, this.#span.start));
  }

  /** Settles at the next change: it opens, bytes arrive, it ends. Never rejects. */
  changed(): Promise<void> {
    if (this.#over !== undefined) return Promise.resolve();
    this.#change ??= createChange();
    return this.#change.promise;
  }

  join(): void {
    this.#readers++;
  }

  /** The last one out abandons the flight, unless it is about to land anyway. */
  leave(): void {
    this.#readers--;
    if (this.#readers > 0 || this.#over !== undefined) return;
    const opened = this.#meta !== undefined;
    if (opened && this.#span.end - this.#received <= WORTH_FINISHING) return;
    // First the end, so that whoever comes now starts afresh instead of joining what is dying.
    this.end(ABANDONED);
    this.#abandonment.abort(ABANDONED);
  }

  #tell(): void {
    const change = this.#change;
    this.#change = undefined;
    change?.settle();
  }
}

/**
 * `piece`, which is kept as it came: nothing is copied on the way. Only where it is a small part
 * of the memory that it lies in, that must not be kept alive for it.
 */
function ownMemory(piece: Uint8Array): Uint8Array {
  return piece.length * 2 < piece.buffer.byteLength ? new Uint8Array(piece) : piece;
}

interface Change {
  readonly promise: Promise<void>;
  readonly settle: () => void;
}

function createChange(): Change {
  let settle = (): void => {};
  const promise = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return { promise, settle };
}
