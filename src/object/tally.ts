/** Tally: what this room tells of the bytes that it brings. Who listens decides what becomes of it. */

/**
 * Where bytes for a viewer came from: they were in memory already, a request that somebody else had
 * begun brought them, one of the viewer's own did, or no storage holds them (the head of a view).
 */
export type ByteSource = 'memory' | 'joined' | 'origin' | 'literal';

export interface Tally {
  /** Bytes were handed on to a viewer. */
  served(source: ByteSource, bytes: number): void;
  /** Of bytes that were read ahead: the viewer came to them (`used`), or never will (`wasted`). */
  readAhead(fate: 'used' | 'wasted', bytes: number): void;
}

/** For whoever counts nothing. */
export const UNCOUNTED: Tally = { served() {}, readAhead() {} };
