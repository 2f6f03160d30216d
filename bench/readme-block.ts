/** The README's figures of a run: the chart that sums it up and three ratios. Pure. */
import { summaryChart } from './charts.ts';
import { ratio } from './figure.ts';
import { COST, figureOf, type Run, type TargetSummary } from './summary.ts';
import { FIRST_BYTE } from './workload.ts';

const BEGIN = '<!-- bench:begin -->';
const END = '<!-- bench:end -->';

export function readmeBlock(run: Run): string {
  const { date, machine } = run;
  const gateway = (workload: string): TargetSummary | undefined =>
    run.workloads
      .find(({ name }) => name === workload)
      ?.targets.find(({ name }) => name === 'gateway');
  const sentence = (value: number | undefined, words: (times: string) => string): string[] =>
    value === undefined ? [] : [`- ${words(`**${ratio(value)}**`)}`];
  const chart = summaryChart(run);
  return [
    `![${chart.alt}](bench/results/${chart.name}.svg)`,
    '',
    `${date.slice(0, 10)}, Node.js ${machine.node}, ${machine.cores} cores (${machine.cpu}):`,
    '',
    ...sentence(
      gateway('cold-start')?.latencies[FIRST_BYTE]?.ratio?.median,
      (times) => `the first byte of a film nobody has read takes ${times} a direct read's time;`,
    ),
    ...sentence(
      gateway('cold-sequential')?.latencies['all 8 MiB, ms']?.ratio?.median,
      (times) => `its first 8 MiB take ${times} a direct read's time;`,
    ),
    ...sentence(
      figureOf(gateway('herd'), COST.originBytes)?.median,
      (times) => `a crowd that opens it at once costs the origin ${times} the film.`,
    ),
    '',
    'All of it is in [bench/RESULTS.md](bench/RESULTS.md).',
  ].join('\n');
}

/** @throws Error when the README has no place for it */
export function intoReadme(readme: string, block: string): string {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END, begin);
  if (begin < 0 || end < 0) throw new Error(`README.md has no ${BEGIN} and ${END}`);
  return `${readme.slice(0, begin + BEGIN.length)}\n${block}\n${readme.slice(end)}`;
}
