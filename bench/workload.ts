/**
 * A workload and how it is measured: origin and gateway started for it alone, a warm-up that is
 * discarded, then rounds in which the samples of all targets are shuffled into one another, so
 * that whatever else the machine does falls on all of them alike.
 */
import { Agent } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createFilms, type Films, filmKey } from './film.ts';
import { type Reading, readFilm } from './load.ts';
import { type Running, startNode, usageOf } from './processes.ts';

/** Reads a film that nobody has read before. */
export type ReadCold = (request: {
  /** Bytes in the film. */
  readonly size: number;
  readonly start: number;
  readonly take: number;
  readonly closed: boolean;
}) => Promise<Reading>;

/** Milliseconds by measure. */
export type Sample = Readonly<Record<string, number>>;

export interface Workload {
  readonly name: string;
  /** One sentence: what it shows, and what good looks like. */
  readonly shows: string;
  /** Of each target in each round. */
  readonly samples: number;
  sample(read: ReadCold): Promise<Sample>;
}

export type TargetName = 'direct' | 'gateway';

export interface Result {
  readonly samples: number;
  /** Samples of each target, round by round. */
  readonly rounds: readonly Readonly<Record<TargetName, readonly Sample[]>>[];
  /** Of the gateway, per sample, warm-up not counted. */
  readonly originRequests: number;
  readonly originBytes: number;
  readonly takenBytes: number;
  /** undefined where there is no /proc. */
  readonly cpuSeconds: number | undefined;
  readonly peakBytes: number | undefined;
}

export const SHAPE = { firstByteMs: 30, bytesPerSecond: 60_000_000 };
export const ROUNDS = 3;
const WARM_UP = 10;
const TARGETS: readonly TargetName[] = ['direct', 'gateway'];

/** A target with a bucket of its own at the origin, which counts by bucket. */
interface Target {
  readonly read: ReadCold;
  takenBytes(): number;
}

export async function measure(workload: Workload, samples: number): Promise<Result> {
  const origin = await startOrigin();
  let gateway: Running | undefined;
  const agent = new Agent({ keepAlive: true });
  try {
    gateway = await startGateway(origin.url);
    const films = createFilms();
    const targets = {
      direct: createTarget(films, agent, new URL('/direct/', origin.url)),
      gateway: createTarget(films, agent, new URL('/objects/gateway/', gateway.url)),
    };
    for (let index = 0; index < WARM_UP; index++) {
      for (const name of TARGETS) await workload.sample(targets[name].read);
    }
    const before = await snapshot(origin.url, gateway.pid, targets.gateway);
    const rounds: Record<TargetName, Sample[]>[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const taken: Record<TargetName, Sample[]> = { direct: [], gateway: [] };
      for (const name of shuffle(
        TARGETS.flatMap((name) => Array<TargetName>(samples).fill(name)),
      )) {
        taken[name].push(await workload.sample(targets[name].read));
      }
      rounds.push(taken);
    }
    const after = await snapshot(origin.url, gateway.pid, targets.gateway);
    const count = ROUNDS * samples;
    return {
      samples,
      rounds,
      originRequests: (after.requests - before.requests) / count,
      originBytes: (after.bytes - before.bytes) / count,
      takenBytes: (after.takenBytes - before.takenBytes) / count,
      cpuSeconds: after.usage && before.usage && after.usage.cpuSeconds - before.usage.cpuSeconds,
      peakBytes: after.usage?.peakBytes,
    };
  } finally {
    agent.destroy();
    await gateway?.stop();
    await origin.stop();
  }
}

function createTarget(films: Films, agent: Agent, base: URL): Target {
  let number = 0;
  let takenBytes = 0;
  return {
    async read({ size, start, take, closed }) {
      const key = filmKey(size, number++);
      const url = new URL(key, base);
      const reading = await readFilm(films, agent, { url, key, start, take, closed });
      takenBytes += take;
      return reading;
    },
    takenBytes: () => takenBytes,
  };
}

function startOrigin(): Promise<Running> {
  const { firstByteMs, bytesPerSecond } = SHAPE;
  const flags = [`--first-byte-ms=${firstByteMs}`, `--bytes-per-second=${bytesPerSecond}`];
  return startNode([pathOf('origin.js'), ...flags], {}, pathOf('.'));
}

/** In a folder without config.json and with no environment but this: as it comes. */
function startGateway(endpoint: string): Promise<Running> {
  const env = {
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'any-signature-is-accepted',
    FIRSTBYTE_BUCKETS: 'gateway',
    FIRSTBYTE_PORT: '0',
    FIRSTBYTE_LOG_LEVEL: 'silent',
  };
  return startNode([pathOf('../dist/server.js')], env, pathOf('.'));
}

async function snapshot(originUrl: string, gatewayPid: number, gateway: Target) {
  const answer = await fetch(new URL('/-/counts', originUrl));
  const counts = (await answer.json()) as { gateway?: { requests: number; bytes: number } };
  const { requests = 0, bytes = 0 } = counts.gateway ?? {};
  return { requests, bytes, takenBytes: gateway.takenBytes(), usage: usageOf(gatewayPid) };
}

/** Fisher and Yates. */
function shuffle<T>(items: readonly T[]): T[] {
  const left = [...items];
  return items.flatMap(() => left.splice(Math.floor(Math.random() * left.length), 1));
}

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
