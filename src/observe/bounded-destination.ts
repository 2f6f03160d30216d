/** Where log lines go, without ever holding many of them: a reader that has stalled loses lines. */

/** As much of a stream as is needed. */
export interface LineStream {
  /** Bytes that were written and not yet taken. */
  readonly writableLength: number;
  write(line: string): unknown;
}

/** A few thousand lines: any reader that is merely busy catches up with that. */
const MAX_BYTES = 1024 * 1024;
/** A system call for each line costs more than the line. */
const MOST_HELD_CHARACTERS = 64 * 1024;
const HELD_MS = 10;
/** May be the last that the program says. */
const URGENT = /^\{"level":"(?:error|fatal)"/;

export interface Destination {
  write(line: string): void;
  /** Writes what is held. To be called once more at the very end of the program. */
  flush(): void;
}

/**
 * Hands lines on together, a hundredth of a second after the first of them at the latest, and
 * errors at once. Drops them while the stream is full, and says how many once it takes them again.
 * @param later calls back after so many milliseconds, and keeps no program alive for it
 */
export function boundedDestination(
  stream: LineStream,
  later: (flush: () => void, ms: number) => void,
): Destination {
  let held = '';
  let dropped = 0;
  function flush(): void {
    if (held === '') return;
    stream.write(held);
    held = '';
  }
  return {
    write(line) {
      if (stream.writableLength > MAX_BYTES) {
        dropped++;
        return;
      }
      if (held === '') later(flush, HELD_MS);
      if (dropped > 0) {
        const lost = { level: 'warn', dropped, msg: 'log lines were dropped: nobody took them' };
        held += `${JSON.stringify(lost)}\n`;
        dropped = 0;
      }
      held += line;
      if (held.length > MOST_HELD_CHARACTERS || URGENT.test(line)) flush();
    },
    flush,
  };
}
