import t from 'tap';
import { joinRuns } from '../../bench/join-runs.ts';
import type { Run, WorkloadSummary } from '../../bench/summary.ts';

const workload = (name: string, samples: number) => ({ name, samples }) as WorkloadSummary;

const run = (
  workloads: readonly WorkloadSummary[],
  machine: Partial<Run['machine']> = {},
): Run => ({
  version: 1,
  date: '2026-11-24T12:00:00.000Z',
  machine: {
    node: 'v20.20.2',
    platform: 'linux x64',
    cpu: 'a CPU',
    cores: 2,
    memoryBytes: 2 ** 34,
    load: 0,
    ...machine,
  },
  options: {},
  origin: { firstByteMs: 30, bytesPerSecond: 60_000_000 },
  workloads,
});

t.test('joinRuns() takes each workload once, in order, the last of each', async (t) => {
  const joined = joinRuns(
    [
      run([workload('c', 1), workload('a', 1)]),
      run([workload('b', 1), workload('c', 2)], { load: 3 }),
    ],
    ['a', 'b', 'c', 'd'],
  );
  t.strictSame(joined.workloads, [workload('a', 1), workload('b', 1), workload('c', 2)]);
});

t.test('joinRuns() joins no runs of different machines, and not none', async (t) => {
  t.throws(() => joinRuns([run([]), run([], { node: 'v24.0.0' })], []), /not of one machine/);
  t.throws(() => joinRuns([], []), /no run/);
});
