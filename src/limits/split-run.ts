/** Split run: the beginning of a run of pieces and what follows it, as views: no byte is copied. */

export interface SplitRun {
  /** All of the run, or exactly as many bytes as were asked for. */
  readonly first: readonly Uint8Array[];
  /** Undefined when nothing is left. */
  readonly rest: readonly Uint8Array[] | undefined;
}

/** @param most bytes of the beginning, at least 1 */
export function splitRun(run: readonly Uint8Array[], most: number): SplitRun {
  let room = most;
  for (const [index, piece] of run.entries()) {
    if (piece.length > room) {
      const first = run.slice(0, index);
      if (room > 0) first.push(piece.subarray(0, room));
      return { first, rest: [piece.subarray(room), ...run.slice(index + 1)] };
    }
    room -= piece.length;
  }
  return { first: run, rest: undefined };
}

/** Bytes of all pieces. */
export function bytesIn(run: readonly Uint8Array[]): number {
  return run.reduce((sum, piece) => sum + piece.length, 0);
}
