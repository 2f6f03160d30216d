import { XMLValidator } from 'fast-xml-parser';
import t from 'tap';
import { clip, ticks } from '../../bench/chart.ts';
import { chartOf, summaryChart } from '../../bench/charts.ts';
import { summarize } from '../../bench/summarize.ts';
import { COST } from '../../bench/summary.ts';
import { FIRST_BYTE } from '../../bench/workload.ts';
import { result, run, series, workload } from './samples.ts';

const bars = {
  kind: 'bars',
  title: 'Bars & <more>',
  panels: [
    { title: 'First "byte", ms', measure: FIRST_BYTE, better: 'less' },
    { title: 'Peak', measure: COST.memory, better: 'less' },
    { title: 'Nothing', measure: 'no such measure', better: 'more' },
  ],
} as const;

t.test('chartOf() draws dots of the first latency when nothing else is wanted', async (t) => {
  const chart = chartOf(summarize(workload(), result()));
  t.equal(XMLValidator.validate(chart?.svg ?? ''), true);
  t.match(chart?.svg, /<title>some-load: first body byte, ms<\/title>/);
  t.match(chart?.alt, /direct 20\.\d ms, gateway 40\.\d ms/);
});

t.test('chartOf() draws bars of what was measured, whatever is in a title', async (t) => {
  const chart = chartOf(summarize(workload({ chart: bars }), result()));
  t.equal(XMLValidator.validate(chart?.svg ?? ''), true);
  t.equal(chart?.svg.match(/class="ours" x/g)?.length, 2, 'the gateway in two panels');
  t.equal(chart?.svg.match(/class="other" x/g)?.length, 1, 'the origin has no memory');
});

t.test('a chart is readable in light and dark, and has no figure that is none', async (t) => {
  const failed = { samples: 1, series: [series('direct', [[]]), series('gateway', [[]])] };
  const charts = [
    chartOf(summarize(workload({ chart: bars }), failed)),
    chartOf(summarize(workload({ chart: bars }), result())),
    chartOf(summarize(workload(), result())),
    summaryChart(run()),
    summaryChart(run(workload({ name: 'cold-start' }), workload({ name: 'herd' }))),
  ];
  for (const chart of charts) {
    t.equal(XMLValidator.validate(chart?.svg ?? ''), true);
    t.match(chart?.svg, /@media \(prefers-color-scheme: dark\)/);
    t.notMatch(chart?.svg, /NaN|undefined|Infinity/);
  }
});

t.test('chartOf() draws nothing of a workload without latencies', async (t) => {
  t.equal(
    chartOf(summarize(workload(), { samples: 1, series: [series('gateway', [[]])] })),
    undefined,
  );
});

t.test('ticks() are round and reach as far as the scale', async (t) => {
  t.same(ticks(34, 5), [0, 10, 20, 30]);
  t.same(ticks(1, 5), [0, 0.2, 0.4, 0.6000000000000001, 0.8, 1]);
  t.same(ticks(0, 5), [0]);
});

t.test('clip() shortens what has no room', async (t) => {
  t.equal(clip('trafficserver', 10), 'trafficse…');
  t.equal(clip('nginx', 10), 'nginx');
});
