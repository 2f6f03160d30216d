import t from 'tap';
import { summarize } from '../../bench/summarize.ts';
import { COST } from '../../bench/summary.ts';
import { FIRST_BYTE } from '../../bench/workload.ts';
import { result, series, workload } from './samples.ts';

function gatewayOf(...given: Parameters<typeof summarize>) {
  return summarize(...given).targets.find(({ name }) => name === 'gateway');
}

t.test('summarize() takes the median of the rounds, and their spread', async (t) => {
  const latency = gatewayOf(workload(), result())?.latencies[FIRST_BYTE];
  const rounded = (ms = 0) => Math.round(ms);
  t.equal(latency?.count, 6);
  t.equal(rounded(latency?.p50.median), 40);
  t.equal(rounded(latency?.p50.least), 20);
  t.equal(rounded(latency?.p50.greatest), 60);
  t.equal(rounded(latency?.max), 60);
});

t.test('summarize() sets a ratio against the same round of the first target', async (t) => {
  const gateway = gatewayOf(workload(), result());
  t.match(gateway?.latencies[FIRST_BYTE]?.ratio?.median.toFixed(2), '2.00');
  t.equal(gateway?.figures['rate, MB/s']?.median, 10);
  t.equal(gateway?.figures['rate, MB/s']?.ratio?.median, 2);
});

t.test('summarize() claims no quantile that too few samples cannot tell', async (t) => {
  const few = gatewayOf(workload(), result())?.latencies[FIRST_BYTE];
  t.same([few?.p90, few?.p99, few?.p999], [null, null, null]);
  const thousand = Array.from({ length: 1000 }, (_, index) => index + 1);
  const many = { samples: 1, series: [series('gateway', [[{ [FIRST_BYTE]: thousand }]])] };
  const latency = gatewayOf(workload(), many)?.latencies[FIRST_BYTE];
  t.equal(Math.round(latency?.p999 ?? 0), 999);
  t.equal(Math.round(latency?.p90 ?? 0), 900);
});

t.test('summarize() counts costs by sample, by byte delivered and by time sampled', async (t) => {
  const costs = gatewayOf(workload({ filmBytes: 500 }), result())?.costs;
  t.equal(costs?.[COST.throughput], 4);
  t.equal(costs?.[COST.requests]?.toFixed(3), '0.667');
  t.equal(costs?.[COST.originBytes]?.toFixed(3), '1.333');
  t.equal(costs?.[COST.cpu], 10);
  t.equal(costs?.[COST.memory], 50);
  t.equal(costs?.[COST.errors], 0);
});

t.test('summarize() says null of what was not measured', async (t) => {
  const summary = summarize(workload(), result({ takenBytes: 0, cpuSeconds: undefined }));
  t.equal(summary.targets[0]?.costs[COST.memory], null);
  t.equal(summary.targets[1]?.costs[COST.cpu], null);
  t.equal(summary.targets[1]?.costs[COST.originBytes], null);
});

t.test('summarize() gives failures as a share of what was tried', async (t) => {
  const failed = gatewayOf(workload(), result({ failures: ['broke off', 'silent', 'x'] }));
  t.equal(failed?.costs[COST.errors], 50);
  t.equal(failed?.failure, 'broke off');
  const never = gatewayOf(workload(), result({ attempts: 0, failures: ['no answer'] }));
  t.equal(never?.costs[COST.errors], 100);
});

t.test('summarize() asks the workload for its bound', async (t) => {
  const bound = () => 'too slow';
  t.equal(summarize(workload({ bound }), result()).exceeded, 'too slow');
  t.equal(summarize(workload(), result()).exceeded, null);
});

t.test('a target that failed throughout has no ratio and upsets nobody', async (t) => {
  const broken = { samples: 1, series: [series('direct', [[], []]), series('gateway', [[], []])] };
  t.same(gatewayOf(workload(), broken)?.latencies, {});
  const half = {
    samples: 1,
    series: [
      series('direct', [[], [{ [FIRST_BYTE]: 10 }]]),
      series('gateway', [[{ [FIRST_BYTE]: 10 }], []]),
    ],
  };
  t.equal(gatewayOf(workload(), half)?.latencies[FIRST_BYTE]?.ratio, null);
});
