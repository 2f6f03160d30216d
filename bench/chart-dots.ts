/**
 * Dots: a distribution as a hundred dots a row, one for each percentile, so that where they crowd
 * is where most samples are. The figures stand beside it. Pure.
 */
import { clip, isOurs, line, MARGIN, place, sheet, TOP, text, ticks } from './chart.ts';
import { figure } from './figure.ts';
import type { LatencySummary } from './summary.ts';

export interface DotRow {
  readonly label: string;
  readonly latency: LatencySummary;
}

const ROW = 38;
const PLOT = { left: 118, right: 474 };
const COLUMNS = [
  { head: 'p50', x: 538 },
  { head: 'p99', x: 592 },
  { head: 'p99.9', x: 646 },
  { head: 'max', x: 696 },
] as const;

export function dotChart(title: string, subtitle: string, rows: readonly DotRow[]): string {
  // A single outlier must not press all others together: what lies beyond is in the figures.
  const most = 1.06 * Math.max(0, ...rows.map(({ latency }) => latency.percentiles[98] ?? 0));
  const scale = (ms: number) => PLOT.left + ((PLOT.right - PLOT.left) * ms) / (most || 1);
  const bottom = TOP + 14 + rows.length * ROW;
  const grid = ticks(most, 5).map(
    (ms) =>
      line('grid', scale(ms), TOP + 6, scale(ms), bottom) +
      text(scale(ms), bottom + 18, figure(ms), 'soft middle'),
  );
  const body = [
    ...grid,
    text(PLOT.right + 8, bottom + 18, 'ms', 'soft'),
    ...COLUMNS.map(({ head, x }) => text(x, TOP + 4, head, 'soft end')),
    ...rows.map((row, index) => drawRow(row, TOP + 14 + (index + 0.5) * ROW, scale)),
  ];
  return sheet(title, subtitle, bottom + 18 + MARGIN, body.join('\n'));
}

function drawRow({ label, latency }: DotRow, y: number, scale: (ms: number) => number): string {
  const kind = isOurs(label) ? 'ours' : 'other';
  const dots = latency.percentiles
    .filter((ms) => ms !== null && scale(ms) <= PLOT.right)
    .map((ms) => `<circle cx="${place(scale(ms))}" cy="${place(y)}" r="4.5"/>`);
  const middle = scale(latency.p50.median);
  const figures = [latency.p50.median, latency.p99, latency.p999, latency.max].map(figure);
  return [
    text(MARGIN, y + 4, clip(label, 13), isOurs(label) ? 'ours strong' : ''),
    `<g class="${kind}" fill-opacity=".28">${dots.join('')}</g>`,
    line('range', middle, y - 9, middle, y + 9),
    ...COLUMNS.map(({ x }, index) =>
      text(x, y + 4, figures[index] ?? '', index === 0 ? 'strong end' : 'end'),
    ),
  ].join('');
}
