/**
 * Chart: the sheet that all charts are drawn on, readable in light and dark by itself, since an
 * image on a page cannot ask the page for its colours. One colour speaks, the gateway's; all
 * others are grey. Pure text, no script, no font of its own.
 */

export interface Chart {
  /** File name without extension. */
  readonly name: string;
  /** What it shows, for those who cannot see it. */
  readonly alt: string;
  readonly svg: string;
}

/** READMEs are about as wide. */
export const WIDTH = 720;
export const MARGIN = 24;
/** Where the drawing begins below title and subtitle. */
export const TOP = 74;

const FONT = "ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, Arial, sans-serif";

const STYLE = `
text { font-family: ${FONT}; font-size: 12px; fill: #1f2328; font-variant-numeric: tabular-nums }
.sheet { fill: #ffffff; stroke: #d1d9e0 }
.title { font-size: 16px; font-weight: 600 }
.panel { font-size: 13px; font-weight: 600 }
.soft { fill: #59636e }
.strong { font-weight: 600 }
.end { text-anchor: end }
.middle { text-anchor: middle }
.grid { stroke: #e6eaef }
.floor { stroke: #818b98; stroke-dasharray: 2 3 }
.other { fill: #afb8c1 }
.ours { fill: #0969da }
.range { stroke: #1f2328; stroke-width: 1.5 }
text.ours { fill: #0969da }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 }
.sheet { fill: #0d1117; stroke: #3d444d }
.soft { fill: #9198a1 }
.grid { stroke: #262c36 }
.floor { stroke: #9198a1 }
.other { fill: #656c76 }
.ours { fill: #4493f8 }
.range { stroke: #e6edf3 }
text.ours { fill: #58a6ff }
}`;

export function sheet(title: string, subtitle: string, height: number, body: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">
<title>${escapeXml(title)}</title>
<style>${STYLE}
</style>
<rect class="sheet" x=".5" y=".5" width="${WIDTH - 1}" height="${height - 1}" rx="8"/>
${text(MARGIN, 34, title, 'title')}
${text(MARGIN, 54, subtitle, 'soft')}
${body}
</svg>
`;
}

/** @param kind class names of STYLE */
export function text(x: number, y: number, words: string, kind = ''): string {
  const name = kind === '' ? '' : ` class="${kind}"`;
  return `<text${name} x="${place(x)}" y="${place(y)}">${escapeXml(words)}</text>`;
}

export function line(kind: string, x1: number, y1: number, x2: number, y2: number): string {
  return `<line class="${kind}" x1="${place(x1)}" y1="${place(y1)}" x2="${place(x2)}" y2="${place(y2)}"/>`;
}

/** A tenth of a pixel is all that can be seen. */
export function place(value: number): string {
  return String(Math.round(value * 10) / 10);
}

export function clip(words: string, most: number): string {
  return words.length <= most ? words : `${words.slice(0, most - 1)}…`;
}

export function isOurs(target: string): boolean {
  return target === 'gateway';
}

/** Round steps from 0 that reach `most` in about `count` steps. */
export function ticks(most: number, count: number): readonly number[] {
  if (!(most > 0)) return [0];
  const rough = most / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  return Array.from({ length: Math.floor(most / step + 1e-9) + 1 }, (_, index) => index * step);
}

function escapeXml(words: string): string {
  const names: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot' };
  return words.replace(/[&<>"]/g, (character) => `&${names[character]};`);
}
