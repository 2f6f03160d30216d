/** From what was recorded to figures: quantiles, medians of rounds, ratios, costs. Pure. */
import { maxMs, merge, quantileMs } from './latency.ts';
import { quantile } from './quantile.ts';
import type { Result, Round, Series } from './result.ts';
import {
  COST,
  type FigureSummary,
  type LatencySummary,
  type Spread,
  type TargetSummary,
  type WorkloadSummary,
} from './summary.ts';
import type { Workload } from './workload.ts';

const MB = 1e6;
const GB = 1e9;

export function summarize(workload: Workload, result: Result): WorkloadSummary {
  const { series, samples } = result;
  const [reference] = series;
  const summary: WorkloadSummary = {
    name: workload.name,
    shows: workload.shows,
    notes: notesOf(workload),
    samples,
    rounds: reference?.rounds.length ?? 0,
    reference: reference?.name ?? '',
    targets: series.map((one) => summarizeTarget(workload, one, reference?.rounds ?? [])),
    chart: workload.chart ?? null,
    exceeded: null,
  };
  return { ...summary, exceeded: workload.bound?.(summary) ?? null };
}

function notesOf({ noDirect, aboutDirect }: Workload): string[] {
  return [
    ...(noDirect === undefined ? [] : [`direct: not measured, ${noDirect}`]),
    ...(aboutDirect === undefined ? [] : [`direct: ${aboutDirect}`]),
  ];
}

function summarizeTarget(
  workload: Workload,
  series: Series,
  reference: readonly Round[],
): TargetSummary {
  const { rounds } = series;
  const measures = (of: (round: Round) => Iterable<string>) =>
    new Set(rounds.flatMap((r) => [...of(r)]));
  return {
    name: series.name,
    latencies: Object.fromEntries(
      [...measures((round) => round.latencies.keys())].map((measure) => [
        measure,
        latency(measure, rounds, reference),
      ]),
    ),
    figures: Object.fromEntries(
      [...measures((round) => round.figures.keys())].map((measure) => [
        measure,
        figure(measure, rounds, reference),
      ]),
    ),
    costs: costsOf(workload, series),
    failure: series.failures[0] ?? null,
  };
}

function latency(
  measure: string,
  rounds: readonly Round[],
  reference: readonly Round[],
): LatencySummary {
  const middle = (round: Round | undefined): number => {
    const histogram = round?.latencies.get(measure);
    return histogram === undefined ? Number.NaN : quantileMs(histogram, 0.5);
  };
  const all = merge(rounds.flatMap((round) => round.latencies.get(measure) ?? []));
  // Of fewer samples a quantile would be nothing but the greatest of them.
  const tail = (q: number, least: number) => (all.count < least ? null : quantileMs(all, q));
  return {
    count: all.count,
    p50: spreadOf(rounds.map(middle)),
    p90: tail(0.9, 10),
    p99: tail(0.99, 100),
    p999: tail(0.999, 1000),
    max: maxMs(all),
    ratio: ratioOf(rounds.map(middle), reference.map(middle)),
    percentiles: Array.from({ length: 100 }, (_, index) => quantileMs(all, (index + 1) / 100)),
  };
}

function figure(
  measure: string,
  rounds: readonly Round[],
  reference: readonly Round[],
): FigureSummary {
  const middle = (round: Round) => quantile(round.figures.get(measure) ?? [], 0.5);
  const values = rounds.map(middle);
  return { ...spreadOf(values), ratio: ratioOf(values, reference.map(middle)) };
}

function costsOf(workload: Workload, series: Series): TargetSummary['costs'] {
  const { asked, takenBytes, busySeconds, cpuSeconds, peakBytes, failures } = series;
  // One that could not even be prepared has failed without an attempt.
  const attempts = Math.max(series.attempts, failures.length, 1);
  const each = (value: number) => value / attempts;
  const { filmBytes } = workload;
  return {
    [COST.throughput]: orNull(takenBytes / MB / busySeconds),
    [COST.errors]: 100 * each(failures.length),
    [COST.requests]: each(asked.requests),
    [COST.originBytes]: filmBytes === undefined ? null : each(asked.bytes) / filmBytes,
    [COST.repeated]: each(asked.repeated) / MB,
    [COST.cpu]: cpuSeconds === undefined ? null : orNull(cpuSeconds / (takenBytes / GB)),
    [COST.memory]: peakBytes === undefined ? null : peakBytes / MB,
  };
}

/** Rounds without a value do not count; NaN when none has one. */
function spreadOf(values: readonly number[]): Spread {
  const measured = values.filter(Number.isFinite);
  return {
    median: quantile(measured, 0.5),
    least: quantile(measured, 0),
    greatest: quantile(measured, 1),
  };
}

function ratioOf(values: readonly number[], reference: readonly number[]): Spread | null {
  const ratios = spreadOf(values.map((value, round) => value / (reference[round] ?? Number.NaN)));
  return Number.isFinite(ratios.median) ? ratios : null;
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
