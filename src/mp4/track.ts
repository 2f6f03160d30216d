/** Track: the one that a film is measured by, and its tables at hand. */
import { typeAt } from './box.ts';
import { find, type Movie, type Node } from './movie.ts';
import { type OffsetTable, offsetTables } from './offset-table.ts';
import { durationOf } from './sample-tables.ts';

export interface Track {
  readonly stbl: Node;
  readonly chunks: OffsetTable;
  readonly kind: 'video' | 'other';
  /** Units a second; at least 1. */
  readonly timescale: number;
  /** Seconds that its samples last; more than 0. */
  readonly seconds: number;
}

/** The longest video track; without any, the longest of all. A cover picture is short. */
export function mainTrack(movie: Movie): Track | undefined {
  const tracks = tracksOf(movie).toSorted((a, b) => b.seconds - a.seconds);
  return tracks.find((track) => track.kind === 'video') ?? tracks[0];
}

/** The tracks of `movie` that can be measured. */
function tracksOf(movie: Movie): Track[] {
  const tables = offsetTables(movie);
  if (typeof tables === 'string') return [];
  return movie.tracks.flatMap((node) => {
    const stbl = find(node, 'mdia', 'minf', 'stbl');
    const chunks = tables.find(({ box }) => box.type !== 'saio' && stbl?.children.includes(box));
    const timescale = timescaleOf(movie.data, node);
    if (stbl === undefined || chunks === undefined || timescale === 0) return [];
    const seconds = durationOf(movie.data, stbl) / timescale;
    return seconds > 0
      ? [{ stbl, chunks, kind: kindOf(movie.data, node), timescale, seconds }]
      : [];
  });
}

/** From `mdhd` (ISO/IEC 14496-12, 8.4.2), whose version 1 has longer dates before it; 0 when there is none. */
function timescaleOf(data: DataView, track: Node): number {
  const mdhd = find(track, 'mdia', 'mdhd');
  if (mdhd === undefined || mdhd.body + 24 > mdhd.end) return 0;
  return data.getUint32(mdhd.body + (data.getUint8(mdhd.body) === 1 ? 20 : 12));
}

/** From `hdlr` (8.4.3). */
function kindOf(data: DataView, track: Node): Track['kind'] {
  const hdlr = find(track, 'mdia', 'hdlr');
  const isLongEnough = hdlr !== undefined && hdlr.body + 12 <= hdlr.end;
  return isLongEnough && typeAt(data, hdlr.body + 8) === 'vide' ? 'video' : 'other';
}
