/**
 * Sample tables of one track (ISO/IEC 14496-12, 8.6 and 8.7): which samples a chunk has, how long
 * they last, how many bytes they have. Counts are clipped to what their boxes hold, and runs are
 * never unrolled, so that reading them is bounded by the length of the index whatever it claims.
 */
import { find, type Node } from './movie.ts';
import { type OffsetTable, offsetAt } from './offset-table.ts';

/** A table of entries of a fixed width within a box. */
interface Rows {
  readonly at: number;
  readonly count: number;
}

/** Version and flags are skipped, then a count, then the rows: as many as are counted and there. */
function rowsOf(data: DataView, box: Node | undefined, width: number): Rows {
  if (box === undefined || box.body + 8 > box.end) return { at: 0, count: 0 };
  const room = Math.floor((box.end - box.body - 8) / width);
  return { at: box.body + 8, count: Math.min(data.getUint32(box.body + 4), room) };
}

export interface Chunk {
  /** First byte in the file. */
  readonly offset: number;
  /** How many samples it has, as claimed. */
  readonly samples: number;
}

/** The chunks of a track in their order, until the tables end or contradict themselves. */
export function* chunksOf(data: DataView, stbl: Node, table: OffsetTable): Generator<Chunk> {
  // Each row: the first chunk that it is for, samples in a chunk, which description they have.
  const rows = rowsOf(data, find(stbl, 'stsc'), 12);
  let row = 0;
  for (let index = 0; index < table.count; index++) {
    while (row + 1 < rows.count && data.getUint32(rows.at + 12 * (row + 1)) <= index + 1) row++;
    if (row >= rows.count) return;
    const samples = data.getUint32(rows.at + 12 * row + 4);
    yield { offset: offsetAt(data, table, index), samples };
  }
}

/** Goes through the durations of a track's samples. */
export interface SampleClock {
  /** Units of the track's timescale that have passed. */
  readonly elapsed: number;
  /** Goes on by `samples`, or to the last one. */
  advance(samples: number): void;
}

/** A clock at the first sample of a track. */
export function sampleClock(data: DataView, stbl: Node): SampleClock {
  const rows = rowsOf(data, find(stbl, 'stts'), 8);
  let row = 0;
  let used = 0;
  let elapsed = 0;
  return {
    get elapsed() {
      return elapsed;
    },
    advance(samples) {
      for (let left = samples; left > 0 && row < rows.count; ) {
        const run = data.getUint32(rows.at + 8 * row) - used;
        const step = Math.min(run, left);
        elapsed += step * data.getUint32(rows.at + 8 * row + 4);
        left -= step;
        used += step;
        if (step === run) {
          row++;
          used = 0;
        }
      }
    },
  };
}

/** Units of the track's timescale that all of its samples last. */
export function durationOf(data: DataView, stbl: Node): number {
  const clock = sampleClock(data, stbl);
  clock.advance(Number.POSITIVE_INFINITY);
  return clock.elapsed;
}

export interface SampleSizes {
  /** Bytes of every sample; undefined when they differ. */
  readonly uniform: number | undefined;
  /** How many samples: only where they differ are that many really in the table. */
  readonly count: number;
  /** Bytes of the samples from `from` up to, not including, `to`, which is at most `count`. */
  sum(from: number, to: number): number;
}

/** Sizes from `stsz`, or from the compact `stz2` with 4, 8 or 16 bits a sample (8.7.3). */
export function sampleSizes(data: DataView, stbl: Node): SampleSizes | undefined {
  const box = stbl.children.find(({ type }) => type === 'stsz' || type === 'stz2');
  if (box === undefined || box.body + 12 > box.end) return undefined;
  const field = data.getUint32(box.body + 4);
  const claimed = data.getUint32(box.body + 8);
  if (box.type === 'stsz' && field !== 0) {
    return { uniform: field, count: claimed, sum: (from, to) => field * (to - from) };
  }
  const bits = box.type === 'stsz' ? 32 : field & 0xff;
  if (![4, 8, 16, 32].includes(bits)) return undefined;
  const first = box.body + 12;
  const count = Math.min(claimed, Math.floor(((box.end - first) * 8) / bits));
  return {
    uniform: undefined,
    count,
    sum(from, to) {
      let sum = 0;
      for (let index = from; index < to; index++) sum += sizeAt(data, first, bits, index);
      return sum;
    },
  };
}

function sizeAt(data: DataView, first: number, bits: number, index: number): number {
  if (bits === 32) return data.getUint32(first + 4 * index);
  if (bits === 16) return data.getUint16(first + 2 * index);
  if (bits === 8) return data.getUint8(first + index);
  // Two samples a byte, the first of them in the upper half.
  const byte = data.getUint8(first + Math.floor(index / 2));
  return index % 2 === 0 ? byte >>> 4 : byte & 15;
}

/** The sample, counted from 0, that decoding can begin with: the first that `stss` names, else the first. */
export function firstKeySample(data: DataView, stbl: Node): number {
  const rows = rowsOf(data, find(stbl, 'stss'), 4);
  return rows.count === 0 ? 0 : Math.max(0, data.getUint32(rows.at) - 1);
}
