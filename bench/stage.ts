/**
 * Stage: origin, gateway and peers started for one workload alone, in processes of their own, and
 * the subjects that answer for films there. Nothing of it outlives `close`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import type { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CREDENTIALS } from './credentials.ts';
import { NO_FAULTS } from './faults.ts';
import type { Films } from './film.ts';
import type { TargetOption } from './options.ts';
import type { Peer } from './peer.ts';
import { type Running, startNode } from './processes.ts';
import { createSubject, type Subject } from './subject.ts';
import type { Workload } from './workload.ts';

export interface StageOptions {
  /** Those that can run here. */
  readonly peers: readonly Peer[];
  /** Running already, and not ended here. */
  readonly targets: readonly TargetOption[];
  /** undefined: any that is free. */
  readonly originPort: number | undefined;
  /** Path of the gateway's CPU profile. */
  readonly profile: { readonly folder: string; readonly name: string } | undefined;
}

export interface Stage {
  readonly originUrl: string;
  readonly subjects: readonly Subject[];
  close(): Promise<void>;
}

export const SHAPE = { firstByteMs: 30, bytesPerSecond: 60_000_000 };
const SEED = 1;

export async function setStage(
  workload: Workload,
  options: StageOptions,
  films: Films,
  agent: Agent,
): Promise<Stage> {
  const started: Running[] = [];
  const folders: string[] = [];
  const subjects: Subject[] = [];
  const sweep = (): void => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  };
  // A run that is interrupted leaves nothing behind either.
  process.once('exit', sweep);
  const close = async (): Promise<void> => {
    for (const running of started.toReversed()) await running.stop();
    process.off('exit', sweep);
    sweep();
  };
  const add = (name: string, template: string, pid: number | undefined, foreign: boolean): void => {
    subjects.push(createSubject({ name, template, pid, foreign }, films, agent));
  };
  try {
    const origin = await startOrigin(workload, options.originPort);
    started.push(origin);
    if (workload.noDirect === undefined) {
      add('direct', `${origin.url}/{bucket}/{key}`, undefined, false);
    }
    const gateway = await startGateway(origin.url, workload.gateway ?? {}, options.profile);
    started.push(gateway);
    add('gateway', `${gateway.url}/objects/{bucket}/{key}`, gateway.pid, false);
    const { beside = [], peers = false } = workload;
    for (const peer of [...beside, ...(peers ? options.peers : [])]) {
      const folder = mkdtempSync(join(tmpdir(), `bench-${peer.name}-`));
      folders.push(folder);
      const running = await peer.start(origin.url, folder);
      started.push(running);
      const { path = '/{bucket}/{key}' } = peer;
      add(peer.name, running.url + path, running.pid, !beside.includes(peer));
    }
    for (const { name, template, pid } of options.targets) add(name, template, pid, true);
    return { originUrl: origin.url, subjects, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function startOrigin(workload: Workload, port: number | undefined): Promise<Running> {
  const { firstByteMs, bytesPerSecond } = SHAPE;
  const { faults = NO_FAULTS, origin = [] } = workload;
  const flags = [
    `--first-byte-ms=${firstByteMs}`,
    `--bytes-per-second=${bytesPerSecond}`,
    `--seed=${SEED}`,
    '--signed-bucket=gateway',
    ...(port === undefined ? [] : [`--port=${port}`]),
    ...Object.entries(faults).map(([kind, share]) => `--${kind}-share=${share}`),
    ...origin,
  ];
  return startNode([pathOf('origin.js'), ...flags], {}, pathOf('.'));
}

/** In a folder without config.json and with no environment but this: as it comes. */
function startGateway(
  endpoint: string,
  options: Readonly<Record<string, string>>,
  profile: StageOptions['profile'],
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
  const flags =
    profile === undefined
      ? []
      : ['--cpu-prof', `--cpu-prof-dir=${profile.folder}`, `--cpu-prof-name=${profile.name}`];
  return startNode([...flags, pathOf('../dist/server.js')], env, pathOf('.'));
}

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
