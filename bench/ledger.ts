/**
 * Ledger: what each bucket of the shaped origin was asked and gave, and how much of that it had
 * given before.
 */
export interface Count {
  requests: number;
  /** Body bytes handed to the socket: a reader who leaves has not taken all of them. */
  bytes: number;
  /** Of these, the bytes of pages whose beginning had been given before. */
  repeated: number;
}

export interface Ledger {
  asked(bucket: string): void;
  /** @param size bytes in the whole film */
  gave(bucket: string, key: string, size: number, position: number, length: number): void;
  counts(): Readonly<Record<string, Count>>;
}

/** Requests to an S3 origin begin at far larger steps, or somewhere once. */
const PAGE = 4096;

export function createLedger(): Ledger {
  const counts = new Map<string, Count>();
  const given = new Map<string, Uint8Array>();
  const countOf = (bucket: string): Count => {
    const count = counts.get(bucket) ?? { requests: 0, bytes: 0, repeated: 0 };
    counts.set(bucket, count);
    return count;
  };
  return {
    asked(bucket) {
      countOf(bucket).requests++;
    },
    gave(bucket, key, size, position, length) {
      const count = countOf(bucket);
      count.bytes += length;
      const name = `${bucket}/${key}`;
      const pages = given.get(name) ?? new Uint8Array(Math.ceil(size / PAGE));
      given.set(name, pages);
      const end = position + length;
      for (let page = Math.ceil(position / PAGE); page * PAGE < end; page++) {
        if (pages[page] === 1) count.repeated += Math.min(PAGE, end - page * PAGE);
        pages[page] = 1;
      }
    },
    counts: () => Object.fromEntries(counts),
  };
}
