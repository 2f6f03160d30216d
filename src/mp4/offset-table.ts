/**
 * Offset table: one of the boxes whose entries are positions in the file. `stco` and `co64` say
 * where chunks of samples begin (ISO/IEC 14496-12, 8.7.5), `saio` where what an encrypted sample
 * needs is (8.7.9).
 */
import { uint64 } from './box.ts';
import { childrenOf, MAX_TRACKS, type Movie, type Node } from './movie.ts';
import type { NoView } from './no-view.ts';

export interface OffsetTable {
  readonly box: Node;
  /** Bytes of an entry. */
  readonly width: 4 | 8;
  /** Position of the first entry in moov. */
  readonly at: number;
  /** All of them are within the box. */
  readonly count: number;
}

/** The largest position that an entry of 4 bytes can hold. */
export const MAX_NARROW = 2 ** 32 - 1;

/** Version and flags, or a count. */
const WORD = 4;

/** A track has one for its chunks, and an encrypted one another for each kind of help it needs. */
const MAX_TABLES = 4 * MAX_TRACKS;

/**
 * The offset tables of all tracks, in the order they are in. Every track has exactly one for its
 * chunks: with none or several, what is played depends on the player.
 */
export function offsetTables(movie: Movie): readonly OffsetTable[] | NoView {
  const tables: OffsetTable[] = [];
  for (const track of movie.tracks) {
    const boxes = tableBoxes(track);
    if (boxes.filter((box) => box.type !== 'saio').length !== 1) return 'malformed';
    if (tables.length + boxes.length > MAX_TABLES) return 'too-large';
    for (const box of boxes) {
      const table = tableIn(movie.data, box);
      if (table === undefined) return 'malformed';
      tables.push(table);
    }
  }
  return tables;
}

/** Entry `index` of `table`, below `table.count`. */
export function offsetAt(data: DataView, { at, width }: OffsetTable, index: number): number {
  return width === 4 ? data.getUint32(at + index * 4) : uint64(data, at + index * 8);
}

function tableBoxes(track: Node): readonly Node[] {
  return childrenOf(track, 'mdia')
    .flatMap((mdia) => childrenOf(mdia, 'minf'))
    .flatMap((minf) => childrenOf(minf, 'stbl'))
    .flatMap((stbl) => childrenOf(stbl, 'stco', 'co64', 'saio'));
}

function tableIn(data: DataView, box: Node): OffsetTable | undefined {
  const isAuxiliary = box.type === 'saio';
  if (box.body + 2 * WORD > box.end) return undefined;
  const versionAndFlags = data.getUint32(box.body);
  // Flag 1 of saio: a type and its parameter come before the count.
  const counted = box.body + (isAuxiliary && versionAndFlags & 1 ? 3 : 1) * WORD;
  const at = counted + WORD;
  if (at > box.end) return undefined;
  const isWide = isAuxiliary ? versionAndFlags >>> 24 !== 0 : box.type === 'co64';
  const width = isWide ? 8 : 4;
  const count = data.getUint32(counted);
  if (at + count * width > box.end) return undefined;
  return { box, width, at, count };
}
