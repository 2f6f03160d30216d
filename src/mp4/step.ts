/** Step: what a walk through a film wants to read next, and what it is sure of already. */
import type { Span } from '../span.ts';

export interface Step extends Span {
  /** The header of a box, or all of the index (moov). */
  readonly of: 'header' | 'index';
  /** Whether the film is certain to be shown as it is stored, so that only why, and its timeline, are open. */
  readonly settled: boolean;
}
