/**
 * Move: where every byte of a stored film is once its index (moov) has gone to the front, and
 * which offset tables have to grow for that. Growing one lengthens the index, which pushes every
 * offset up, which may make another table grow; so the move is sought until it holds.
 */
import type { Behind } from './layout.ts';
import type { Movie } from './movie.ts';
import type { NoView } from './no-view.ts';
import { MAX_NARROW, type OffsetTable, offsetAt } from './offset-table.ts';

export interface Move {
  readonly layout: Behind;
  /** Tables whose entries grow from 4 bytes to 8, in the order they are in. */
  readonly widened: readonly OffsetTable[];
  /** Bytes of the moved index. */
  readonly length: number;
}

/**
 * The move that leaves no offset of `tables` without room, with the fewest tables widened.
 * @returns `malformed` or `pinned` when the tables hold offsets that no move can be right for
 */
export function planMove(
  movie: Movie,
  tables: readonly OffsetTable[],
  layout: Behind,
): Move | NoView {
  const highest: number[] = [];
  for (const table of tables) {
    const offset = highestIn(movie.data, table, layout);
    if (typeof offset === 'string') return offset;
    highest.push(offset);
  }
  const isWide = tables.map((table) => table.width === 8);
  // Every round but the last widens a table, so there are at most as many rounds as tables.
  for (;;) {
    const widened = tables.filter((table, i) => isWide[i] && table.width === 4);
    const move = { layout, widened, length: movie.bytes.length + growthOf(widened) };
    const isFull = highest.map((offset, i) => !isWide[i] && movedTo(move, offset) > MAX_NARROW);
    if (!isFull.includes(true)) return move;
    for (const [i, full] of isFull.entries()) isWide[i] ||= full;
  }
}

/**
 * Where the byte at `offset`, which is not within the index, has gone. Of two offsets the higher
 * stays the higher, so the highest decides for all of a table.
 */
export function movedTo(
  { layout, length }: Pick<Move, 'layout' | 'length'>,
  offset: number,
): number {
  const { moov, front } = layout;
  if (offset < front) return offset;
  // No media begins where the index does: this is the end of what is before it, and moves with that.
  if (offset <= moov.start) return offset + length;
  return offset + length - (moov.end - moov.start);
}

/** Bytes that the widened `tables` take more than before. */
export function growthOf(tables: readonly OffsetTable[]): number {
  return tables.reduce((sum, { count }) => sum + 4 * count, 0);
}

function highestIn(data: DataView, table: OffsetTable, { moov, size }: Behind): number | NoView {
  let highest = 0;
  for (let i = 0; i < table.count; i++) {
    const offset = offsetAt(data, table, i);
    // A chunk of nothing may be at the very end.
    if (offset > size) return 'malformed';
    // What is inside the index moves with its parts, not with the media.
    if (offset > moov.start && offset < moov.end) return 'pinned';
    highest = Math.max(highest, offset);
  }
  return highest;
}
