/** Where log lines go, without ever holding many of them: a reader that has stalled loses lines. */

/** As much of a stream as is needed. */
export interface LineStream {
  /** Bytes that were written and not yet taken. */
  readonly writableLength: number;
  write(line: string): unknown;
}

/** A few thousand lines: any reader that is merely busy catches up with that. */
const MAX_BYTES = 1024 * 1024;

/** Drops lines while the stream is full, and says how many once it takes them again. */
export function boundedDestination(stream: LineStream): { write(line: string): void } {
  let dropped = 0;
  return {
    write(line) {
      if (stream.writableLength > MAX_BYTES) {
        dropped++;
        return;
      }
      if (dropped > 0) {
        const lost = { level: 'warn', dropped, msg: 'log lines were dropped: nobody took them' };
        stream.write(`${JSON.stringify(lost)}\n`);
        dropped = 0;
      }
      stream.write(line);
    },
  };
}
