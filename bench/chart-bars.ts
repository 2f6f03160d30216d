/**
 * Bars: one panel a figure, one bar a target, its value at its end. The stroke across the end of
 * a bar spans the rounds; the dotted line is the floor, where there is one. Pure.
 */
import { clip, isOurs, line, MARGIN, place, sheet, TOP, text, WIDTH } from './chart.ts';
import { figure } from './figure.ts';
import type { Spread } from './summary.ts';

export interface Bar {
  readonly label: string;
  readonly value: Spread;
}

export interface Panel {
  readonly title: string;
  readonly subtitle: string;
  readonly bars: readonly Bar[];
}

const ROW = 26;
const THICKNESS = 14;
const HEAD = 48;
const GAP = 32;
const LABEL = 70;
/** For the figure behind the longest bar. */
const FIGURE = 52;

export function barChart(title: string, subtitle: string, panels: readonly Panel[]): string {
  const columns = panels.length === 1 ? 1 : panels.length === 3 ? 3 : 2;
  const width = (WIDTH - 2 * MARGIN - (columns - 1) * GAP) / columns;
  const body: string[] = [];
  let top = TOP;
  for (let start = 0; start < panels.length; start += columns) {
    const row = panels.slice(start, start + columns);
    body.push(...row.map((panel, i) => drawPanel(panel, MARGIN + i * (width + GAP), top, width)));
    top += HEAD + Math.max(...row.map(({ bars }) => bars.length)) * ROW + 18;
  }
  return sheet(title, subtitle, top, body.join('\n'));
}

function drawPanel({ title, subtitle, bars }: Panel, x: number, top: number, width: number) {
  const most = Math.max(0, ...bars.map(({ value }) => value.greatest));
  const left = x + LABEL;
  const scale = (value: number) => left + ((width - LABEL - FIGURE) * value) / (most || 1);
  const first = top + HEAD;
  const floor = bars.find(({ label }) => label === 'direct')?.value.median;
  return [
    text(x, top + 14, title, 'panel'),
    text(x, top + 30, subtitle, 'soft'),
    ...bars.map((bar, index) => drawBar(bar, first + index * ROW, x, scale)),
    line('grid', left, first - 4, left, first + bars.length * ROW - 6),
    floor === undefined || bars.length < 2
      ? ''
      : line('floor', scale(floor), first + THICKNESS, scale(floor), first + bars.length * ROW - 6),
  ].join('');
}

function drawBar({ label, value }: Bar, y: number, x: number, scale: (value: number) => number) {
  const ours = isOurs(label);
  const { median, least, greatest } = value;
  const middle = y + THICKNESS / 2;
  const whisker =
    scale(greatest) - scale(least) < 2
      ? ''
      : line('range', scale(least), middle, scale(greatest), middle);
  const length = Math.max(1, scale(median) - scale(0));
  return [
    text(x, middle + 4, clip(label, 10), ours ? 'ours strong' : ''),
    `<rect class="${ours ? 'ours' : 'other'}" x="${place(scale(0))}" y="${place(y)}" width="${place(length)}" height="${THICKNESS}" rx="2"/>`,
    whisker,
    text(Math.max(scale(median), scale(greatest)) + 7, middle + 4, figure(median), 'strong'),
  ].join('');
}
