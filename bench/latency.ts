/**
 * Latencies in an HDR histogram: microseconds, three significant figures, so a minute costs as
 * little as a millisecond and no sample is averaged away.
 */
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';

export type { RecordableHistogram };

const MICROS_PER_MS = 1000;

export function recordMs(histogram: RecordableHistogram, ms: number): void {
  // Nothing smaller than 1 can be recorded.
  histogram.record(Math.max(1, Math.round(ms * MICROS_PER_MS)));
}

/** @param q 0 to 1, 0 excluded. NaN of an empty histogram */
export function quantileMs(histogram: RecordableHistogram, q: number): number {
  return histogram.count === 0 ? Number.NaN : histogram.percentile(100 * q) / MICROS_PER_MS;
}

export function maxMs(histogram: RecordableHistogram): number {
  return histogram.count === 0 ? Number.NaN : histogram.max / MICROS_PER_MS;
}

/** What all of them have recorded. */
export function merge(histograms: readonly RecordableHistogram[]): RecordableHistogram {
  const all = createHistogram();
  for (const histogram of histograms) all.add(histogram);
  return all;
}
