/** Result: what a workload's targets did, as it was recorded. summarize.ts makes figures of it. */
import { createHistogram } from 'node:perf_hooks';
import { type RecordableHistogram, recordMs } from './latency.ts';
import type { Count } from './ledger.ts';
import type { Sample } from './workload.ts';

/** Samples of one target in one round, by measure. */
export interface Round {
  readonly latencies: Map<string, RecordableHistogram>;
  readonly figures: Map<string, number[]>;
}

/** What one target did, warm-up not counted. */
export interface Series {
  readonly name: string;
  readonly rounds: readonly Round[];
  /** Samples that were tried: not all of them when it was given up. */
  readonly attempts: number;
  readonly failures: readonly string[];
  /** What it asked of the origin. */
  readonly asked: Count;
  readonly takenBytes: number;
  /** While it was being sampled. */
  readonly busySeconds: number;
  /** Of its processes; undefined for the origin and where there is no /proc. */
  readonly cpuSeconds: number | undefined;
  readonly peakBytes: number | undefined;
}

export interface Result {
  /** Of each target in each round. */
  readonly samples: number;
  /** The direct read first, where there is one. */
  readonly series: readonly Series[];
}

export function createRound(): Round {
  return { latencies: new Map(), figures: new Map() };
}

export function addSample(round: Round, sample: Sample): void {
  for (const [measure, given] of Object.entries(sample)) {
    const values = typeof given === 'number' ? [given] : given;
    if (measure.endsWith(', ms')) {
      const histogram = round.latencies.get(measure) ?? createHistogram();
      round.latencies.set(measure, histogram);
      for (const ms of values) recordMs(histogram, ms);
    } else {
      round.figures.set(measure, [...(round.figures.get(measure) ?? []), ...values]);
    }
  }
}
