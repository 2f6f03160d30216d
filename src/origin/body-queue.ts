/**
 * Bytes between a socket that pushes and a reader that pulls: a short queue that says when it is
 * full. What arrived before a failure is still read; what is given up is gone at once.
 */

/** A stalled reader keeps about this much in memory; what socket and kernel hold comes on top. */
const HIGH_WATER = 64 * 1024;

export class BodyQueue {
  #chunks: Uint8Array[] = [];
  #bytes = 0;
  /** Set when nothing more comes; `failure` is undefined for a good end. */
  #end: { readonly failure: unknown } | undefined;
  #reader:
    | { resolve(chunk: Uint8Array | undefined): void; reject(reason: unknown): void }
    | undefined;

  get full(): boolean {
    return this.#bytes >= HIGH_WATER;
  }

  /** Whether nothing more will be taken in. */
  get ended(): boolean {
    return this.#end !== undefined;
  }

  push(chunk: Uint8Array): void {
    if (this.#end) return;
    if (this.#reader) {
      this.#reader.resolve(chunk);
      this.#reader = undefined;
      return;
    }
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
  }

  /** The next chunk, undefined at a good end. One call at a time. */
  shift(): Promise<Uint8Array | undefined> {
    const chunk = this.#chunks.shift();
    if (chunk) {
      this.#bytes -= chunk.length;
      return Promise.resolve(chunk);
    }
    if (this.#end?.failure !== undefined) return Promise.reject(this.#end.failure);
    if (this.#end) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject };
    });
  }

  /** Nothing more comes, because of `failure` or because that was all. The first end counts. */
  end(failure?: unknown): void {
    if (this.#end) return;
    this.#end = { failure };
    if (failure === undefined) this.#reader?.resolve(undefined);
    else this.#reader?.reject(failure);
    this.#reader = undefined;
  }

  /** Forgets what was not read; reading on fails with `failure`, unless all of it had been read. */
  abandon(failure: unknown): void {
    if (this.#end && this.#chunks.length > 0) this.#end = { failure };
    this.#chunks = [];
    this.#bytes = 0;
    this.end(failure);
  }
}
