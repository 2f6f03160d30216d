/** Puts a run into the checkout: bench/RESULTS.md, bench/results/*.svg, README.md. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chartOf, summaryChart } from './charts.ts';
import { intoReadme, readmeBlock } from './readme-block.ts';
import { resultsPage } from './results-page.ts';
import type { Run } from './summary.ts';

export function writeResults(root: string, run: Run): void {
  const readme = join(root, 'README.md');
  const folder = join(root, 'bench/results');
  // Before anything is written: without its place in the README there are no results.
  const text = intoReadme(readFileSync(readme, 'utf8'), readmeBlock(run));
  // Charts of workloads that are gone go too.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const chart of [summaryChart(run), ...run.workloads.map(chartOf)]) {
    if (chart !== undefined) writeFileSync(join(folder, `${chart.name}.svg`), chart.svg);
  }
  writeFileSync(join(root, 'bench/RESULTS.md'), resultsPage(run));
  writeFileSync(readme, text);
}
