/** Chart: draws the timeline of a film from the sample tables of its main track, in one pass. */
import type { Span } from '../span.ts';
import type { Movie } from './movie.ts';
import {
  chunksOf,
  firstKeySample,
  type SampleSizes,
  sampleClock,
  sampleSizes,
} from './sample-tables.ts';
import { MAX_POINTS, type Timeline } from './timeline.ts';
import { mainTrack, type Track } from './track.ts';

/** Closer points would tell key frames from others, not busy scenes from quiet ones. */
const MIN_STEP_SECONDS = 1;

/** A few samples share a step through the tables: a fraction of a second of any moving picture. */
const RUN_SAMPLES = 8;

/**
 * The timeline of the film that `movie` is the index of. Its positions are those of that index:
 * of the stored object for the stored index, of the view for the moved one.
 * @param size bytes of the file; what is said to lie beyond is left out
 * @returns undefined when the tables do not say enough
 */
export function chart(movie: Movie, size: number): Timeline | undefined {
  const track = mainTrack(movie);
  const sizes = track && sampleSizes(movie.data, track.stbl);
  if (track === undefined || sizes === undefined) return undefined;
  const plot = plotter(Math.max(MIN_STEP_SECONDS, track.seconds / (MAX_POINTS - 2)));
  const clock = sampleClock(movie.data, track.stbl);
  let mediaEnd = 0;
  for (const { start, end, samples } of runsOf(movie, track, sizes)) {
    if (end > size) break;
    plot.add(start, clock.elapsed / track.timescale);
    clock.advance(samples);
    mediaEnd = Math.max(mediaEnd, end);
  }
  const points = plot.finish(mediaEnd, clock.elapsed / track.timescale);
  const firstFrame = firstFrameOf(movie, track, sizes);
  const isThere = firstFrame !== undefined && firstFrame.end <= size;
  return points && { ...points, firstFrame: isThere ? firstFrame : undefined };
}

/** Samples one behind the other in the file. */
interface Run extends Span {
  readonly samples: number;
}

/**
 * The samples of a track, a few at a time where their sizes are in the table, and by chunks where
 * one number stands for all of them and nothing but that number bounds how many there are.
 */
function* runsOf({ data }: Movie, track: Track, sizes: SampleSizes): Generator<Run> {
  let first = 0;
  for (const chunk of chunksOf(data, track.stbl, track.chunks)) {
    const last = Math.min(first + chunk.samples, sizes.count);
    const most = sizes.uniform === undefined ? RUN_SAMPLES : last - first;
    for (let start = chunk.offset; first < last; ) {
      const next = Math.min(first + most, last);
      const end = start + sizes.sum(first, next);
      yield { start, end, samples: next - first };
      start = end;
      first = next;
    }
    if (first === sizes.count) return;
  }
}

/** The bytes of the first key sample; undefined when it is empty or not there. */
function firstFrameOf({ data }: Movie, track: Track, sizes: SampleSizes): Span | undefined {
  const key = firstKeySample(data, track.stbl);
  let first = 0;
  if (key >= sizes.count) return undefined;
  for (const { offset, samples } of chunksOf(data, track.stbl, track.chunks)) {
    if (key < first + samples) {
      const start = offset + sizes.sum(first, key);
      const end = start + sizes.sum(key, key + 1);
      return start < end ? { start, end } : undefined;
    }
    first += samples;
  }
  return undefined;
}

/** Collects points that ascend on both axes, `step` seconds apart or more; others are left out. */
function plotter(step: number) {
  const positions: number[] = [];
  const seconds: number[] = [];
  let lastPosition = -1;
  let lastSecond = Number.NEGATIVE_INFINITY;
  const put = (position: number, second: number): void => {
    positions.push(position);
    seconds.push(second);
    lastPosition = position;
    lastSecond = second;
  };
  return {
    add(position: number, second: number): void {
      if (second < lastSecond + step || position <= lastPosition) return;
      if (positions.length < MAX_POINTS - 1) put(position, second);
    },
    /** The end of the media is a point however close it is to the last one. */
    finish(position: number, second: number): Omit<Timeline, 'firstFrame'> | undefined {
      if (position > lastPosition && second > lastSecond) put(position, second);
      if (positions.length < 2) return undefined;
      return { positions: Float64Array.from(positions), seconds: Float64Array.from(seconds) };
    },
  };
}
