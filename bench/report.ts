/** A workload's summary as plain tables for the terminal: latencies, figures, costs. Pure. */
import { figure, spread } from './figure.ts';
import type { TargetSummary, WorkloadSummary } from './summary.ts';
import { alignTable, type Table } from './table.ts';

export function report(summary: WorkloadSummary): string {
  const { targets, notes, samples, rounds } = summary;
  const latencies = namesOf(targets, ({ latencies }) => latencies);
  const figures = namesOf(targets, ({ figures }) => figures);
  const failures = targets.flatMap(({ name, failure }) =>
    failure === null ? [] : [`${name}, a failure: ${failure}`],
  );
  return [
    `${rounds} rounds of ${samples} samples of each; p50 and figures: median of the rounds (least–greatest), p90 to max: of all`,
    ...notes,
    ...latencies.map((measure) => alignTable(latencyTable(summary, measure))),
    ...figures.map((measure) => alignTable(figureTable(summary, measure))),
    alignTable(costTable(targets)),
    ...failures,
  ].join('\n');
}

/** Keys of what `of` gives for any of the targets, in the order in which they appear. */
export function namesOf(
  targets: readonly TargetSummary[],
  of: (target: TargetSummary) => object,
): string[] {
  return [...new Set(targets.flatMap((target) => Object.keys(of(target))))];
}

function latencyTable({ targets, reference }: WorkloadSummary, measure: string): Table {
  const rows = targets.map(({ name, latencies }) => {
    const it = latencies[measure];
    const tail = [it?.p90, it?.p99, it?.p999, it?.max].map(figure);
    return [name, spread(it?.p50), ...tail, spread(it?.ratio)];
  });
  return [[measure, 'p50', 'p90', 'p99', 'p99.9', 'max', `p50 / ${reference}`], ...rows];
}

function figureTable({ targets, reference }: WorkloadSummary, measure: string): Table {
  const rows = targets.map(({ name, figures }) => [
    name,
    spread(figures[measure]),
    spread(figures[measure]?.ratio),
  ]);
  return [[measure, 'median', `/ ${reference}`], ...rows];
}

/** Only costs that one of them has. */
function costTable(targets: readonly TargetSummary[]): Table {
  const names = costsOf(targets);
  const rows = targets.map(({ name, costs }) => [
    name,
    ...names.map((cost) => figure(costs[cost])),
  ]);
  return [['', ...names], ...rows];
}

export function costsOf(targets: readonly TargetSummary[]): (keyof TargetSummary['costs'])[] {
  const names = namesOf(targets, ({ costs }) => costs) as (keyof TargetSummary['costs'])[];
  return names.filter((cost) => targets.some(({ costs }) => costs[cost] !== null));
}
