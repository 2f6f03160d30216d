/** Moved moov: the bytes of the index as they have to be in front of the media. */
import { dataOf } from './box.ts';
import { growthOf, type Move, movedTo } from './move.ts';
import type { Movie, Node } from './movie.ts';
import { type OffsetTable, offsetAt } from './offset-table.ts';

const CO64 = [...'co64'].map((letter) => letter.charCodeAt(0));

/**
 * A copy of the index in which every offset is where `move` takes it.
 * @param tables all of them, in the order they are in
 * @returns `move.length` bytes
 */
export function movedMoov(movie: Movie, tables: readonly OffsetTable[], move: Move): Uint8Array {
  const moved = new Uint8Array(move.length);
  const data = dataOf(moved);
  copyAround(movie.bytes, moved, move.widened);
  const widened = new Set(move.widened);
  let growth = 0;
  for (const table of tables) {
    writeTable(movie, table, move, { data, growth, isWidened: widened.has(table) });
    if (widened.has(table)) growth += growthOf([table]);
  }
  fitLength(movie.root, move.widened, 0, data);
  return moved;
}

/** Copies all but the entries of widened tables, and leaves the room that those need. */
function copyAround(from: Uint8Array, to: Uint8Array, widened: readonly OffsetTable[]): void {
  let done = 0;
  let growth = 0;
  for (const { at, count } of widened) {
    to.set(from.subarray(done, at), done + growth);
    done = at + 4 * count;
    growth += 4 * count;
  }
  to.set(from.subarray(done), done + growth);
}

interface Target {
  readonly data: DataView;
  /** Bytes by which everything before the table has grown. */
  readonly growth: number;
  readonly isWidened: boolean;
}

function writeTable(movie: Movie, table: OffsetTable, move: Move, target: Target): void {
  const { data, growth, isWidened } = target;
  if (isWidened) declareWide(table, growth, data);
  const first = table.at + growth;
  const isNarrow = table.width === 4 && !isWidened;
  for (let i = 0; i < table.count; i++) {
    const offset = movedTo(move, offsetAt(movie.data, table, i));
    if (isNarrow) {
      data.setUint32(first + 4 * i, offset);
    } else {
      data.setUint32(first + 8 * i, Math.floor(offset / 2 ** 32));
      // Takes the lower half by itself.
      data.setUint32(first + 8 * i + 4, offset);
    }
  }
}

/** Chunk offsets say by their name that they have 8 bytes, those of saio by their version. */
function declareWide({ box }: OffsetTable, growth: number, data: DataView): void {
  if (box.type === 'saio') data.setUint8(box.body + growth, 1);
  else
    CO64.forEach((letter, i) => {
      data.setUint8(box.start + growth + 4 + i, letter);
    });
}

/**
 * Writes the length of `node` and of all in it that has grown. A moov that ran to the end of the
 * file (length 0) gets a real one too: it is not the last box any more.
 * @param growth bytes by which everything before `node` has grown
 */
function fitLength(
  node: Node,
  widened: readonly OffsetTable[],
  growth: number,
  data: DataView,
): void {
  const inside = widened.filter(({ box }) => box.start >= node.start && box.end <= node.end);
  const start = node.start + growth;
  const length = node.end - node.start + growthOf(inside);
  // A moved moov is at most twice MAX_MOOV_BYTES, so the upper half of a long length stays 0.
  data.setUint32(node.body - node.start === 8 ? start : start + 12, length);
  let before = growth;
  for (const child of node.children) {
    const grown = inside.filter(({ box }) => box.start >= child.start && box.end <= child.end);
    if (grown.length > 0) fitLength(child, grown, before, data);
    before += growthOf(grown);
  }
}
