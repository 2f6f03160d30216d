/** Charts: which there are of a run, one a workload and the one that sums it up. Pure. */
import { type Chart, clip } from './chart.ts';
import { type Bar, barChart, type Panel } from './chart-bars.ts';
import { dotChart } from './chart-dots.ts';
import { figure } from './figure.ts';
import {
  figureOf,
  type LatencySummary,
  type PanelSpec,
  type Run,
  type WorkloadSummary,
} from './summary.ts';
import { FIRST_BYTE } from './workload.ts';

/** What the README shows: the wait, the rate, the crowd, the cache. */
const SUMMARY: readonly (PanelSpec & { readonly workload: string })[] = [
  {
    workload: 'cold-start',
    title: 'First byte of a cold film, ms',
    measure: FIRST_BYTE,
    better: 'less',
  },
  {
    workload: 'cold-sequential',
    title: 'Its first 8 MiB, ms',
    measure: 'all 8 MiB, ms',
    better: 'less',
  },
  {
    workload: 'herd',
    title: 'First byte of a herd, ms',
    measure: FIRST_BYTE,
    better: 'less',
  },
  {
    workload: 'hot-throughput',
    title: 'Cached, ranges of 1 MiB, MB/s',
    measure: '1 MiB ranges, MB/s',
    better: 'more',
  },
];

export function summaryChart(run: Run): Chart {
  const panels = SUMMARY.flatMap((spec) => {
    const workload = run.workloads.find(({ name }) => name === spec.workload);
    return workload === undefined ? [] : [panelOf(workload, spec)];
  });
  const { origin, machine, date } = run;
  const shape = `Origin: ${origin.firstByteMs} ms, then ${origin.bytesPerSecond / 1e6} MB/s an answer`;
  const subtitle = `${shape} · Node.js ${machine.node} · ${machine.cores} cores (${machine.cpu}) · ${date.slice(0, 10)}`;
  return {
    name: 'summary',
    alt: panels.map(describe).join('. '),
    svg: barChart('firstbyte in front of an S3 origin', clip(subtitle, 108), panels),
  };
}

/** undefined of a workload without anything to draw. */
export function chartOf(workload: WorkloadSummary): Chart | undefined {
  const { name, targets, chart } = workload;
  const [measure] = targets.flatMap(({ latencies }) => Object.keys(latencies));
  const fallback = measure && ({ kind: 'dots', title: `${name}: ${measure}`, measure } as const);
  const spec = chart ?? fallback;
  if (!spec) return undefined;
  if (spec.kind === 'bars') {
    const panels = spec.panels.map((panel) => panelOf(workload, panel));
    const svg = barChart(spec.title, 'Median of the rounds; the stroke spans them', panels);
    return { name, alt: panels.map(describe).join('. '), svg };
  }
  const rows = targets.flatMap(({ name, latencies }) => {
    const latency = latencies[spec.measure];
    return latency === undefined || latency.count === 0 ? [] : [{ label: name, latency }];
  });
  const subtitle = 'A dot for each percentile up to p99, the stroke is the p50; less is better';
  return {
    name,
    alt: `${spec.title}: ${rows.map(({ label, latency }) => `${label} ${middleOf(latency)}`).join(', ')}`,
    svg: dotChart(spec.title, subtitle, rows),
  };
}

function panelOf({ targets }: WorkloadSummary, spec: PanelSpec): Panel {
  const bars = targets.flatMap((target): Bar[] => {
    const value = figureOf(target, spec.measure);
    const left = spec.without?.includes(target.name) === true;
    if (left || value === undefined || !Number.isFinite(value.median)) return [];
    return [{ label: target.name, value }];
  });
  return { title: spec.title, subtitle: `${spec.better} is better`, bars };
}

function describe({ title, bars }: Panel): string {
  return `${title}: ${bars.map(({ label, value }) => `${label} ${figure(value.median)}`).join(', ')}`;
}

function middleOf({ p50 }: LatencySummary): string {
  return `${figure(p50.median)} ms`;
}
