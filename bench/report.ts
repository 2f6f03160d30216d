/**
 * Results as plain tables: for each measure the median of the rounds, with the spread between
 * them, and how it stands to the direct read of the same round. Pure.
 */
import type { Result, Sample, TargetName } from './workload.ts';

const QUANTILES = [0.5, 0.9, 0.99];
const MB = 1e6;
const GB = 1e9;
const TARGETS: readonly TargetName[] = ['direct', 'gateway'];

export function tablesOf(result: Result): string {
  const measures = Object.keys(result.rounds[0]?.direct[0] ?? {});
  return [...measures.map((measure) => tableOf(result, measure)), usage(result)].join('\n');
}

function tableOf({ rounds }: Result, measure: string): string {
  const of = (samples: readonly Sample[]) => samples.map((sample) => sample[measure] ?? Number.NaN);
  const rows = TARGETS.map((name) => {
    const series = rounds.map((round) => of(round[name]));
    const ratios = rounds.map(
      (round) => quantile(of(round[name]), 0.5) / quantile(of(round.direct), 0.5),
    );
    return [
      name,
      ...QUANTILES.map((q) =>
        spread(
          series.map((values) => quantile(values, q)),
          1,
        ),
      ),
      Math.max(...series.flat()).toFixed(1),
      spread(ratios, 2),
    ];
  });
  return align([[`${measure}, ms`, 'p50', 'p90', 'p99', 'max', 'p50 / direct'], ...rows]);
}

function usage({ samples, rounds, ...result }: Result): string {
  const count = samples * rounds.length;
  const { cpuSeconds, peakBytes } = result;
  const lines = [
    `${result.originRequests.toFixed(2)} origin requests a sample, ${inMb(result.originBytes, 2)} from the origin for ${inMb(result.takenBytes, 2)} taken`,
    cpuSeconds === undefined
      ? 'CPU and memory unknown without /proc'
      : `${((1000 * cpuSeconds) / count).toFixed(1)} CPU ms a sample, ${(cpuSeconds / ((result.takenBytes * count) / GB)).toFixed(2)} CPU s per GB taken`,
    ...(peakBytes === undefined ? [] : [`peak memory ${inMb(peakBytes, 0)}`]),
  ];
  return lines.map((line) => `gateway: ${line}`).join('\n');
}

function inMb(bytes: number, digits: number): string {
  return `${(bytes / MB).toFixed(digits)} MB`;
}

/** Median, and least to greatest behind it. */
function spread(values: readonly number[], digits: number): string {
  const [least, middle, most] = [0, 0.5, 1].map((q) => quantile(values, q).toFixed(digits));
  return `${middle} (${least}-${most})`;
}

/** Nearest rank: always a value that was measured. NaN of none. */
function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
}

/** First column to the left, the others to the right. */
function align(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths?.[column] ?? 0;
          return column === 0 ? cell.padEnd(width) : cell.padStart(width);
        })
        .join('   '),
    )
    .join('\n');
}
