/** bench/RESULTS.md of a run: a chart and a table a workload, every figure from the run. Pure. */
import type { Chart } from './chart.ts';
import { chartOf, summaryChart } from './charts.ts';
import { figure, ratio, spread } from './figure.ts';
import { circumstances } from './machine.ts';
import { costsOf, namesOf } from './report.ts';
import type { Run, Spread, TargetSummary, WorkloadSummary } from './summary.ts';
import { markdownTable, type Table } from './table.ts';

export function resultsPage(run: Run): string {
  const parts = [
    '<!-- Written by `npm run bench -- --results`; what is changed here is lost with the next run. -->',
    '# Results',
    `${run.date.slice(0, 10)}, ${circumstances(run)}.`,
    `Each target is sampled in turn, shuffled into the others, after a warm-up that is discarded, and every byte is checked. p50 and figures are the median of the rounds, with least and greatest of them in brackets; p90 to max are of all rounds together, a dash where there are too few samples for them. × is the ratio to the first target, median of the rounds. CPU time and memory are of all processes of a target; its origin bytes are those that it asked for.`,
    image(summaryChart(run)),
    ...run.workloads.map(section),
  ];
  return `${parts.join('\n\n')}\n`;
}

function section(workload: WorkloadSummary): string {
  const { name, shows, notes, rounds, samples } = workload;
  const chart = chartOf(workload);
  const failures = workload.exceeded === null ? [] : [`**Bound exceeded**: ${workload.exceeded}.`];
  return [
    `## ${name}`,
    `${capital(shows)}. ${rounds} rounds of ${samples} samples.`,
    ...notes.map((note) => `${capital(note)}.`),
    ...failures,
    ...(chart === undefined ? [] : [image(chart)]),
    markdownTable(tableOf(workload)),
  ].join('\n\n');
}

/** A target a column, so that the table is as long as it needs to be and not as wide. */
export function tableOf({ targets }: WorkloadSummary): Table {
  const row = (label: string, cell: (target: TargetSummary) => string) => [
    label,
    ...targets.map(cell),
  ];
  const latencies = namesOf(targets, ({ latencies }) => latencies).flatMap((measure) => [
    row(`${measure}: p50`, ({ latencies }) =>
      withRatio(latencies[measure]?.p50, latencies[measure]?.ratio),
    ),
    row('p90', ({ latencies }) => figure(latencies[measure]?.p90)),
    row('p99', ({ latencies }) => figure(latencies[measure]?.p99)),
    row('p99.9', ({ latencies }) => figure(latencies[measure]?.p999)),
    row('max', ({ latencies }) => figure(latencies[measure]?.max)),
  ]);
  const figures = namesOf(targets, ({ figures }) => figures).map((measure) =>
    row(measure, ({ figures }) => withRatio(figures[measure], figures[measure]?.ratio)),
  );
  const costs = costsOf(targets).map((cost) => row(cost, ({ costs }) => figure(costs[cost])));
  return [['', ...targets.map(({ name }) => name)], ...latencies, ...figures, ...costs];
}

function withRatio(values: Spread | undefined, to: Spread | null | undefined): string {
  return to == null ? spread(values) : `${spread(values)} ${ratio(to.median)}`;
}

function image({ name, alt }: Chart): string {
  return `![${alt.replaceAll(/[[\]]/g, '')}](results/${name}.svg)`;
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
