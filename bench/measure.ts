/**
 * How a workload is measured: origin, gateway and peers started for it alone, a warm-up that is
 * discarded, then rounds in which the samples of all targets are shuffled into one another, so
 * that whatever else the machine does falls on all of them alike.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CREDENTIALS } from './credentials.ts';
import { type FaultShares, NO_FAULTS } from './faults.ts';
import { createFilms } from './film.ts';
import type { Count } from './ledger.ts';
import { WrongByte } from './load.ts';
import { PEERS } from './peers/index.ts';
import { type Running, startNode } from './processes.ts';
import { createSubject, difference, type Subject, snapshots } from './subject.ts';
import type { Sample, TargetName, Workload } from './workload.ts';

export interface MeasureOptions {
  /** Overrules the workload's. */
  readonly samples: number | undefined;
  readonly peers: boolean;
  /** Folder for the gateway's CPU profile. */
  readonly profile: string | undefined;
}

/** What one target did, warm-up not counted. */
export interface Series {
  readonly name: TargetName;
  /** Round by round. */
  readonly rounds: readonly (readonly Sample[])[];
  readonly failures: readonly string[];
  /** What it asked of the origin. */
  readonly asked: Count;
  readonly takenBytes: number;
  /** Of its process; undefined for the origin and where there is no /proc. */
  readonly cpuSeconds: number | undefined;
  readonly peakBytes: number | undefined;
}

export interface Result {
  readonly workload: Workload;
  /** Of each target in each round. */
  readonly samples: number;
  /** The direct read first, where there is one. */
  readonly series: readonly Series[];
}

export const SHAPE = { firstByteMs: 30, bytesPerSecond: 60_000_000 };
const ROUNDS = 3;
const WARM_UP = 10;
const SEED = 1;

export async function measure(workload: Workload, options: MeasureOptions): Promise<Result> {
  const origin = await startOrigin(workload.faults ?? NO_FAULTS, workload.origin ?? []);
  const running = [origin];
  const agent = new Agent({ keepAlive: true });
  const films = createFilms();
  const subjects: Subject[] = [];
  const folders: string[] = [];
  const folderFor = (name: string): string => {
    folders.push(mkdtempSync(join(tmpdir(), `bench-${name}-`)));
    return folders.at(-1) ?? '';
  };
  const add = (name: TargetName, process: Running, path: string): void => {
    if (process !== origin) running.push(process);
    const pid = process === origin ? undefined : process.pid;
    subjects.push(createSubject(name, films, agent, new URL(path, process.url), pid));
  };
  try {
    if (workload.noDirect === undefined) add('direct', origin, '/direct/');
    const gateway = await startGateway(origin.url, workload.gateway ?? {}, options.profile);
    add('gateway', gateway, '/objects/gateway/');
    for (const peer of options.peers && workload.peers ? PEERS : []) {
      const missing = peer.missing();
      if (missing !== undefined) console.log(`${peer.name}: not measured, ${missing}`);
      else add(peer.name, await peer.start(origin.url, folderFor(peer.name)), `/${peer.name}/`);
    }

    const samples = options.samples ?? workload.samples;
    for (const subject of subjects) await workload.prepare?.(subject);
    const warmUp = Array<readonly Subject[]>(workload.warmUp ?? WARM_UP).fill(subjects);
    for (const subject of warmUp.flat()) await attempt(workload, subject, [], []);
    const before = await snapshots(origin.url, subjects);
    for (let round = 0; round < (workload.rounds ?? ROUNDS); round++) {
      for (const subject of subjects) subject.rounds.push([]);
      for (const subject of shuffle(Array<readonly Subject[]>(samples).fill(subjects).flat())) {
        await attempt(workload, subject, subject.rounds[round] ?? [], subject.failures);
      }
    }
    const after = await snapshots(origin.url, subjects);
    const series = subjects.map(({ name, rounds, failures }, index) => ({
      name,
      rounds,
      failures,
      ...difference(before[index], after[index]),
    }));
    return { workload, samples, series };
  } finally {
    agent.destroy();
    for (const process of running.reverse()) await process.stop();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
}

async function attempt(
  workload: Workload,
  subject: Subject,
  samples: Sample[],
  failures: string[],
): Promise<void> {
  try {
    samples.push(await workload.sample(subject));
  } catch (error) {
    if (!workload.failuresCounted || error instanceof WrongByte) throw error;
    failures.push(error instanceof Error ? error.message : String(error));
  }
}

function startOrigin(faults: FaultShares, flags: readonly string[]): Promise<Running> {
  const { firstByteMs, bytesPerSecond } = SHAPE;
  const shares = Object.entries(faults).map(([kind, share]) => `--${kind}-share=${share}`);
  const shape = [
    `--first-byte-ms=${firstByteMs}`,
    `--bytes-per-second=${bytesPerSecond}`,
    '--signed-bucket=gateway',
  ];
  const args = [...shape, `--seed=${SEED}`, ...shares, ...flags];
  return startNode([pathOf('origin.js'), ...args], {}, pathOf('.'));
}

/** In a folder without config.json and with no environment but this: as it comes. */
function startGateway(
  endpoint: string,
  options: Readonly<Record<string, string>>,
  profile: string | undefined,
): Promise<Running> {
  const env = {
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    FIRSTBYTE_BUCKETS: 'gateway',
    FIRSTBYTE_PORT: '0',
    FIRSTBYTE_LOG_LEVEL: 'silent',
    ...options,
  };
  const flags = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  return startNode([...flags, pathOf('../dist/server.js')], env, pathOf('.'));
}

/** Fisher and Yates. */
function shuffle<T>(items: readonly T[]): T[] {
  const left = [...items];
  return items.flatMap(() => left.splice(Math.floor(Math.random() * left.length), 1));
}

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
