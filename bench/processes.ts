/**
 * The processes that are measured, started and ended one by one, and what the system says of
 * them: peak memory and CPU time, where there is a /proc.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

export interface Running {
  readonly pid: number;
  /** As its line on stdout said. */
  readonly url: string;
  stop(): Promise<void>;
}

export interface Usage {
  /** Since the process began. */
  readonly cpuSeconds: number;
  readonly peakBytes: number;
  /** Resident now. */
  readonly residentBytes: number;
}

/** USER_HZ: what /proc counts CPU time in, 100 on every Linux that Node.js runs on. */
const TICKS_PER_SECOND = 100;
const START_MS = 10_000;
const STOP_MS = 5_000;

/**
 * Starts `node ARGS` with `env` and nothing else of ours, in `cwd`, and waits until it says its
 * address on stdout. stderr is shared.
 */
export async function startNode(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: string,
): Promise<Running> {
  return start(process.execPath, args, env, cwd, async (child) => {
    for await (const line of createInterface(child.stdout)) {
      const [found] = /http:\/\/\S+/.exec(line) ?? [];
      if (found !== undefined) return found;
    }
    // Its end is told by start().
    return new Promise(() => {});
  });
}

/** Starts `command` and waits until `ready` gives the address where it answers. */
export async function start(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: string,
  ready: (child: ChildProcessByStdio<null, Readable, null>) => Promise<string>,
): Promise<Running> {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] });
  // However the runner ends, short of SIGKILL, nothing that it started outlives it.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    const timer = setTimeout(kill, STOP_MS);
    await gone;
    clearTimeout(timer);
  };
  const timer = setTimeout(kill, START_MS);
  const failed = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`${args[0] ?? command} does not start (code ${code})`)),
    );
  });
  failed.catch(() => {});
  const url = await Promise.race([ready(child), failed]).finally(() => clearTimeout(timer));
  return { pid: child.pid ?? 0, url, stop };
}

/** undefined where there is no /proc. */
export function usageOf(pid: number): Usage | undefined {
  try {
    // proc(5): after the name, which may hold spaces and brackets, utime is field 14, stime 15.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const bytes = (name: string) =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * 1024;
    return {
      cpuSeconds: ticks / TICKS_PER_SECOND,
      peakBytes: bytes('VmHWM'),
      residentBytes: bytes('VmRSS'),
    };
  } catch {
    return undefined;
  }
}
