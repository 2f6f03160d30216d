/** Chart: draws the timeline of a film from the sample tables of its main track, in one pass. */
import type { Span } from '../span.ts';
import type { Movie } from './movie.ts';
import { chunksOf, firstKeySample, sampleClock, sampleSizes } from './sample-tables.ts';
import { MAX_POINTS, type Timeline } from './timeline.ts';
import { mainTrack, type Track } from './track.ts';

/** Closer points would tell key frames from others, not busy scenes from quiet ones. */
const MIN_STEP_SECONDS = 1;

/**
 * The timeline of the film that `movie` is the index of. Its positions are those of that index:
 * of the stored object for the stored index, of the view for the moved one.
 * @param size bytes of the file; what is said to lie beyond is left out
 * @returns undefined when the tables do not say enough
 */
export function chart(movie: Movie, size: number): Timeline | undefined {
  const track = mainTrack(movie);
  if (track === undefined) return undefined;
  const plot = plotter(Math.max(MIN_STEP_SECONDS, track.seconds / (MAX_POINTS - 2)));
  const clock = sampleClock(movie.data, track.stbl);
  const key = firstKeySample(movie.data, track.stbl);
  let firstFrame: Span | undefined;
  let mediaEnd = 0;
  for (const run of runsOf(movie, track)) {
    const end = run.offset + run.samples * run.sampleBytes;
    if (end > size) break;
    plot.add(run.offset, clock.elapsed / track.timescale);
    if (run.first <= key && key < run.first + run.samples && run.sampleBytes > 0) {
      const start = run.offset + (key - run.first) * run.sampleBytes;
      firstFrame = { start, end: start + run.sampleBytes };
    }
    clock.advance(run.samples);
    mediaEnd = Math.max(mediaEnd, end);
  }
  const points = plot.finish(mediaEnd, clock.elapsed / track.timescale);
  return points && { ...points, firstFrame };
}

/** Samples of one size, one behind the other in the file. */
interface Run {
  readonly offset: number;
  /** Index of the first of them in the track, counted from 0. */
  readonly first: number;
  readonly samples: number;
  readonly sampleBytes: number;
}

/**
 * The samples of a track: each for itself where their sizes are in the table, and by chunks where
 * one number stands for all of them and nothing but that number bounds how many there are.
 */
function* runsOf({ data }: Movie, { stbl, chunks }: Track): Generator<Run> {
  const sizes = sampleSizes(data, stbl);
  if (sizes === undefined) return;
  let first = 0;
  for (const chunk of chunksOf(data, stbl, chunks)) {
    const end = Math.min(first + chunk.samples, sizes.count);
    if (sizes.uniform !== undefined && first < end) {
      yield { offset: chunk.offset, first, samples: end - first, sampleBytes: sizes.uniform };
      first = end;
    }
    for (let { offset } = chunk; first < end; first++) {
      const sampleBytes = sizes.at(first);
      yield { offset, first, samples: 1, sampleBytes };
      offset += sampleBytes;
    }
    if (first === sizes.count) return;
  }
}

/** Collects points that ascend on both axes, `step` seconds apart or more; others are left out. */
function plotter(step: number) {
  const positions: number[] = [];
  const seconds: number[] = [];
  const put = (position: number, second: number): void => {
    positions.push(position);
    seconds.push(second);
  };
  return {
    add(position: number, second: number): void {
      const isNext = second >= (seconds.at(-1) ?? -step) + step;
      if (isNext && position > (positions.at(-1) ?? -1) && positions.length < MAX_POINTS - 1) {
        put(position, second);
      }
    },
    /** The end of the media is a point however close it is to the last one. */
    finish(position: number, second: number): Omit<Timeline, 'firstFrame'> | undefined {
      if (position > (positions.at(-1) ?? position) && second > (seconds.at(-1) ?? second)) {
        put(position, second);
      }
      if (positions.length < 2) return undefined;
      return { positions: Float64Array.from(positions), seconds: Float64Array.from(seconds) };
    },
  };
}
