/**
 * View: what a viewer is shown of a film whose index is behind its media: the same bytes in a
 * better order. `ftyp`, the moved index as literal bytes, then everything else as it is stored;
 * the reader fetches the spans like any others.
 */
import { lengthOf, type Span } from '../span.ts';
import type { Behind } from './layout.ts';
import { planMove } from './move.ts';
import { movedMoov } from './moved-moov.ts';
import type { Movie } from './movie.ts';
import type { NoView } from './no-view.ts';
import { offsetTables } from './offset-table.ts';
import { isPinned } from './pinned.ts';

/** Literal bytes, or a span of the stored object; never empty. */
export type Piece = Uint8Array | Span;

export interface View {
  /** Bytes of all pieces: as many as the object has, and what widened tables have grown by. */
  readonly size: number;
  /** In order, without gaps; four at most, one of them literal. */
  readonly pieces: readonly Piece[];
}

/**
 * Names the way in which views are made. An entity tag of a view has to contain it: it is raised
 * whenever the same object gets a view of other bytes than before.
 */
export const VIEW_VERSION = 1;

/** The view of a film, made of its layout and its index: the same for the same bytes, always. */
export function viewOf(layout: Behind, movie: Movie): View | NoView {
  if (isPinned(movie)) return 'pinned';
  const tables = offsetTables(movie);
  if (typeof tables === 'string') return tables;
  const move = planMove(movie, tables, layout);
  if (typeof move === 'string') return move;
  const { front, moov, size } = layout;
  const pieces: Piece[] = [
    { start: 0, end: front },
    movedMoov(movie, tables, move),
    { start: front, end: moov.start },
    { start: moov.end, end: size },
  ];
  return {
    size: size - lengthOf(moov) + move.length,
    pieces: pieces.filter((piece) => pieceBytes(piece) > 0),
  };
}

/**
 * The pieces of `span` of a view, in order. What lies beyond the view is left out. Literal bytes
 * are not copied.
 */
export function slice(view: View, span: Span): Piece[] {
  const cut: Piece[] = [];
  let start = 0;
  for (const piece of view.pieces) {
    const length = pieceBytes(piece);
    const from = Math.max(span.start - start, 0);
    const to = Math.min(span.end - start, length);
    if (from < to) cut.push(part(piece, from, to));
    start += length;
  }
  return cut;
}

/** Bytes of a piece. */
export function pieceBytes(piece: Piece): number {
  return piece instanceof Uint8Array ? piece.length : lengthOf(piece);
}

/** The bytes of `piece` from `from` up to, not including, `to`; both count from its beginning. */
function part(piece: Piece, from: number, to: number): Piece {
  return piece instanceof Uint8Array
    ? piece.subarray(from, to)
    : { start: piece.start + from, end: piece.start + to };
}
