/**
 * `npm run bench`: runs the workloads and shows what they took; --help says all of it. Ends with
 * 1 when a workload fails, which a single wrong byte is enough for, or exceeds its bound.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { choose, WORKLOADS } from './catalogue.ts';
import { HELP, listOf } from './help.ts';
import { joinRuns } from './join-runs.ts';
import { circumstances, describeMachine } from './machine.ts';
import { measure } from './measure.ts';
import { type Options, parseOptions } from './options.ts';
import { PEERS } from './peers/index.ts';
import { createProgress } from './progress.ts';
import { report } from './report.ts';
import { SHAPE, type StageOptions } from './stage.ts';
import { summarize } from './summarize.ts';
import type { Run, WorkloadSummary } from './summary.ts';
import type { Workload } from './workload.ts';
import { writeResults } from './write-results.ts';

/** Of the checkout; this runs as .bench/run.js. */
const ROOT = fileURLToPath(new URL('..', import.meta.url));

async function main(): Promise<void> {
  const peerNames = PEERS.map(({ name }) => name);
  const options = parseOptions(process.argv.slice(2), peerNames);
  if (options.help) console.log(HELP);
  else if (options.list) console.log(listOf(WORKLOADS));
  else if (options.from.length > 0)
    writeResults(
      ROOT,
      joinRuns(
        options.from.map(readRun),
        WORKLOADS.map(({ name }) => name),
      ),
    );
  else await runAll(options, choose(WORKLOADS, options));
}

/** As --json wrote it. */
function readRun(path: string): Run {
  const run = JSON.parse(readFileSync(path, 'utf8')) as Partial<Run>;
  if (run.version !== 1) throw new Error(`${path} was not written by --json of this version`);
  return run as Run;
}

async function runAll(options: Options, chosen: readonly Workload[]): Promise<void> {
  const head = {
    version: 1 as const,
    date: new Date().toISOString(),
    machine: describeMachine(),
    options: recorded(options),
    origin: SHAPE,
  };
  console.log(circumstances(head));
  const peers = options.peers ? PEERS.filter((peer) => peer.missing() === undefined) : [];
  for (const peer of options.peers ? PEERS : []) {
    const missing = peer.missing();
    if (missing !== undefined) console.log(`${peer.name} is not measured: ${missing}`);
  }
  const workloads: WorkloadSummary[] = [];
  for (const workload of chosen) {
    console.log(`\n${workload.name}: ${workload.shows}`);
    const missing = workload.missing?.();
    if (missing !== undefined) {
      console.log(`${workload.name} is not measured: ${missing}`);
      continue;
    }
    const summary = await runOne(workload, options, peers);
    console.log(report(summary));
    workloads.push(summary);
  }
  const run: Run = { ...head, workloads };
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(run, null, 1)}\n`);
  if (options.results) writeResults(ROOT, run);
  const exceeded = workloads.flatMap(({ name, exceeded }) =>
    exceeded === null ? [] : [`${name}: ${exceeded}`],
  );
  if (exceeded.length > 0) throw new Error(exceeded.join('\n'));
}

/** What made the figures, without paths and addresses of this machine. */
function recorded({ names, samples, short, peers, targets }: Options): Run['options'] {
  return { names, samples, short, peers, targets: targets.map(({ name }) => name) };
}

async function runOne(
  workload: Workload,
  options: Options,
  peers: StageOptions['peers'],
): Promise<WorkloadSummary> {
  const { samples, targets, originPort } = options;
  const name = `${workload.name}.cpuprofile`;
  const profile = options.profile ? { folder: process.cwd(), name } : undefined;
  const progress = createProgress(process.stderr, workload.name);
  try {
    const given = { samples, targets, originPort, peers, profile };
    return summarize(workload, await measure(workload, given, progress));
  } finally {
    progress.end();
    if (profile !== undefined) {
      console.log(
        `The gateway's CPU profile is in ${name}: open it in Chrome DevTools, Performance, Load profile, or with npx speedscope ${name}`,
      );
    }
  }
}

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
main().catch((error: unknown) => {
  console.error(`bench: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
});
