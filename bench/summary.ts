/**
 * Summary: the figures of a run as plain data. Tables, charts, RESULTS.md and `--json` all show
 * this and nothing else; null is what could not be measured.
 */

/** Over the rounds. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly greatest: number;
}

/** Milliseconds. Quantiles but the p50 are of all rounds together, null of too few samples. */
export interface LatencySummary {
  readonly count: number;
  readonly p50: Spread;
  readonly p90: number | null;
  readonly p99: number | null;
  readonly p999: number | null;
  readonly max: number;
  /** Of the p50 to that of the reference in the same round. */
  readonly ratio: Spread | null;
  /** p1 to p100 of all rounds. */
  readonly percentiles: readonly number[];
}

export interface FigureSummary extends Spread {
  readonly ratio: Spread | null;
}

/** What a target cost, by name with unit. */
export const COST = {
  throughput: 'MB/s',
  errors: 'errors, %',
  requests: 'origin requests / sample',
  originBytes: 'origin bytes / object byte',
  repeated: 'MB read twice / sample',
  cpu: 'CPU s / GB',
  memory: 'peak MB',
} as const;

export type Cost = (typeof COST)[keyof typeof COST];

export interface TargetSummary {
  readonly name: string;
  readonly latencies: Readonly<Record<string, LatencySummary>>;
  readonly figures: Readonly<Record<string, FigureSummary>>;
  readonly costs: Readonly<Record<Cost, number | null>>;
  /** One of the failures that its viewers saw. */
  readonly failure: string | null;
}

/** The distribution of a latency, or bars of one figure a panel. */
export type ChartSpec =
  | { readonly kind: 'dots'; readonly title: string; readonly measure: string }
  | { readonly kind: 'bars'; readonly title: string; readonly panels: readonly PanelSpec[] };

export interface PanelSpec {
  readonly title: string;
  /** A latency, of which the p50 is drawn, a figure or a cost. */
  readonly measure: string;
  readonly better: 'less' | 'more';
  /** Targets whose figure would say nothing. */
  readonly without?: readonly string[];
}

export interface WorkloadSummary {
  readonly name: string;
  readonly shows: string;
  readonly notes: readonly string[];
  /** Of each target in each round. */
  readonly samples: number;
  readonly rounds: number;
  /** The target that stands for 1. */
  readonly reference: string;
  readonly targets: readonly TargetSummary[];
  readonly chart: ChartSpec | null;
  /** Sentence on the bound that was exceeded. */
  readonly exceeded: string | null;
}

export interface Machine {
  readonly node: string;
  readonly platform: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  /** Of the last minute, when the run began. */
  readonly load: number;
}

export interface Run {
  readonly version: 1;
  /** ISO 8601. */
  readonly date: string;
  readonly machine: Machine;
  readonly options: Readonly<Record<string, unknown>>;
  readonly origin: { readonly firstByteMs: number; readonly bytesPerSecond: number };
  readonly workloads: readonly WorkloadSummary[];
}

/** The figure of a measure that a bar stands for: a latency's p50, a figure or a cost. */
export function figureOf(target: TargetSummary | undefined, measure: string): Spread | undefined {
  const spread = target?.latencies[measure]?.p50 ?? target?.figures[measure];
  if (spread !== undefined) return spread;
  const cost = (target?.costs as Readonly<Record<string, number | null>> | undefined)?.[measure];
  return cost == null ? undefined : { median: cost, least: cost, greatest: cost };
}
