/** A result and its workload, as small as they can be, for the tests of what is made of them. */
import { addSample, createRound, type Result, type Series } from '../../bench/result.ts';
import { summarize } from '../../bench/summarize.ts';
import type { Run } from '../../bench/summary.ts';
import { FIRST_BYTE, type Sample, type Workload } from '../../bench/workload.ts';

export function workload(more: Partial<Workload> = {}): Workload {
  return {
    name: 'some-load',
    shows: 'what is <shown> | here',
    samples: 2,
    sample: async () => ({}),
    ...more,
  };
}

export function series(
  name: string,
  rounds: readonly (readonly Sample[])[],
  more: Partial<Series> = {},
): Series {
  return {
    name,
    rounds: rounds.map((samples) => {
      const round = createRound();
      for (const sample of samples) addSample(round, sample);
      return round;
    }),
    attempts: rounds.flat().length,
    failures: [],
    asked: { requests: 4, bytes: 4000, repeated: 0 },
    takenBytes: 2_000_000,
    busySeconds: 0.5,
    cpuSeconds: undefined,
    peakBytes: undefined,
    ...more,
  };
}

/** Direct at 10, 20 and 30 ms in three rounds, the gateway at twice that. */
export function result(gateway: Partial<Series> = {}): Result {
  const rounds = (factor: number) =>
    [10, 20, 30].map((ms) => [
      { [FIRST_BYTE]: ms * factor, 'rate, MB/s': 5 * factor },
      { [FIRST_BYTE]: ms * factor, 'rate, MB/s': 5 * factor },
    ]);
  const cost = { cpuSeconds: 0.02, peakBytes: 50e6 };
  return {
    samples: 2,
    series: [series('direct', rounds(1)), series('gateway', rounds(2), { ...cost, ...gateway })],
  };
}

export function run(...workloads: readonly Workload[]): Run {
  return {
    version: 1,
    date: '2026-01-02T03:04:05.678Z',
    machine: {
      node: 'v20.0.0',
      platform: 'linux x64',
      cpu: 'A <fast> CPU',
      cores: 2,
      memoryBytes: 2 ** 33,
      load: 0.25,
    },
    options: {},
    origin: { firstByteMs: 30, bytesPerSecond: 60e6 },
    workloads: workloads.map((one) => summarize(one, result())),
  };
}
