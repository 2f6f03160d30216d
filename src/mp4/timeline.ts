/**
 * Timeline: which second of a film a byte belongs to, so that read-ahead can be counted in
 * seconds of video. An approximation of at most `MAX_POINTS` points, linear in between, however
 * long the film is.
 */
import type { Span } from '../span.ts';

/** 64 KiB of memory; a point a second for the first hour, and every few seconds of longer films. */
export const MAX_POINTS = 4096;

export interface Timeline {
  /** Positions in the file, ascending without repetition; at least two. */
  readonly positions: Float64Array;
  /** The second at which the sample at each position is decoded; ascending without repetition. */
  readonly seconds: Float64Array;
  /** The bytes of the first frame that decoding can begin with. */
  readonly firstFrame: Span | undefined;
}

/** The second that the byte at `position` belongs to, from 0 to the length of the film. */
export function secondAt({ positions, seconds }: Timeline, position: number): number {
  return interpolate(positions, seconds, position);
}

/**
 * Where the film is `seconds` after `position`, which is clamped to the media. Never less than
 * `position`; at most the end of the media, unless `position` is beyond it.
 */
export function positionAfter(timeline: Timeline, position: number, seconds: number): number {
  const second = secondAt(timeline, position) + Math.max(0, seconds);
  return Math.max(position, interpolate(timeline.seconds, timeline.positions, second));
}

/** Bytes that a second of film takes around `position`: that of its two points; more than 0. */
export function bytesPerSecondAt({ positions, seconds }: Timeline, position: number): number {
  const i = segmentOf(positions, position);
  return (at(positions, i + 1) - at(positions, i)) / (at(seconds, i + 1) - at(seconds, i));
}

/** The value of the line through the points (`xs`, `ys`) at `x`; beyond its ends, that of the end. */
function interpolate(xs: Float64Array, ys: Float64Array, x: number): number {
  const i = segmentOf(xs, x);
  const share = (x - at(xs, i)) / (at(xs, i + 1) - at(xs, i));
  const clamped = Math.min(1, Math.max(0, share));
  return at(ys, i) + clamped * (at(ys, i + 1) - at(ys, i));
}

/** The last point that is not beyond `x` and has another one after it; the first when all are. */
function segmentOf(xs: Float64Array, x: number): number {
  let low = 0;
  let high = xs.length - 2;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (at(xs, middle) <= x) low = middle;
    else high = middle - 1;
  }
  return low;
}

function at(values: Float64Array, index: number): number {
  return values[index] ?? 0;
}
