/**
 * Results as plain tables: for each measure the median of the rounds, with the spread between
 * them, and how it stands to the first target of the same round. Pure.
 */
import type { Result, Series } from './measure.ts';
import { quantile } from './quantile.ts';
import type { Sample } from './workload.ts';

const QUANTILES = [0.5, 0.9, 0.99];
const MB = 1e6;
const GB = 1e9;

export function tablesOf(result: Result): string {
  const { workload, series } = result;
  const measures = new Set(series.flatMap(({ rounds }) => rounds.flat().flatMap(Object.keys)));
  const notes = [
    ...(workload.noDirect === undefined ? [] : [`direct: not measured, ${workload.noDirect}`]),
    ...(workload.aboutDirect === undefined ? [] : [`direct: ${workload.aboutDirect}`]),
  ];
  return [
    ...notes,
    ...[...measures].map((measure) => tableOf(result, measure)),
    ...series.flatMap((one) => usage(result, one)),
  ].join('\n');
}

function tableOf({ series, samples }: Result, measure: string): string {
  const of = (samples: readonly Sample[]) =>
    samples.map((sample) => sample[measure]).filter((value) => value !== undefined);
  const [first] = series;
  const quantiles = samples > 1 ? QUANTILES : [0.5];
  const rows = series.map(({ name, rounds }) => {
    const values = rounds.map(of);
    const ratios = values.map(
      (mine, round) => quantile(mine, 0.5) / quantile(of(first?.rounds[round] ?? []), 0.5),
    );
    const tails = values.map((mine) => quantile(mine, 0.99) / quantile(mine, 0.5));
    return [
      name,
      ...quantiles.map((q) =>
        spread(
          values.map((mine) => quantile(mine, q)),
          1,
        ),
      ),
      figure(Math.max(...values.flat()), 1),
      ...(samples > 1 ? [spread(tails, 2)] : []),
      spread(ratios, 2),
    ];
  });
  return align([
    [
      measure,
      ...quantiles.map((q) => `p${100 * q}`),
      'max',
      ...(samples > 1 ? ['p99 / p50'] : []),
      `p50 / ${first?.name}`,
    ],
    ...rows,
  ]);
}

function usage({ workload, samples }: Result, series: Series): string[] {
  const { name, asked, failures, cpuSeconds, peakBytes, takenBytes } = series;
  const count = samples * series.rounds.length;
  const each = (value: number) => value / count;
  const failed = workload.failuresCounted
    ? [
        `${failures.length} of ${count} failed for the viewer${failures.length > 0 ? `, for example: ${failures[0]}` : ''}`,
      ]
    : [];
  const share = workload.filmBytes && each(asked.bytes) / workload.filmBytes;
  const lines =
    name === 'direct'
      ? failed
      : [
          ...failed,
          `${each(asked.requests).toFixed(2)} origin requests a sample, ${inMb(each(asked.bytes), 2)} from the origin (${inMb(each(asked.repeated), 2)} not for the first time) for ${inMb(each(takenBytes), 2)} taken${share === undefined ? '' : `, ${share.toFixed(2)} origin bytes an object byte asked`}`,
          ...(cpuSeconds === undefined
            ? []
            : [
                `${(1000 * each(cpuSeconds)).toFixed(1)} CPU ms a sample, ${(cpuSeconds / (takenBytes / GB)).toFixed(2)} CPU s per GB taken`,
              ]),
          ...(peakBytes === undefined ? [] : [`peak memory ${inMb(peakBytes, 0)}`]),
        ];
  return lines.map((line) => `${name}: ${line}`);
}

function inMb(bytes: number, digits: number): string {
  return `${(bytes / MB).toFixed(digits)} MB`;
}

/** Median, and least to greatest behind it. */
function spread(values: readonly number[], digits: number): string {
  const [least, middle, most] = [0, 0.5, 1].map((q) => figure(quantile(values, q), digits));
  return least === most ? `${middle}` : `${middle} (${least}-${most})`;
}

/** A dash where nothing was measured or there is nothing to divide by. */
function figure(value: number, digits: number): string {
  return Number.isFinite(value) ? value.toFixed(digits) : '-';
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
