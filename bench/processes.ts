/**
 * The processes that are measured, started and ended one by one, and what the system says of
 * them: peak memory and CPU time, where there is a /proc.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

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
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const name = args[0] ?? 'node';
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
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      const [found] = /http:\/\/\S+/.exec(line) ?? [];
      if (found !== undefined) resolve(found);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${name} does not start (code ${code})`)));
  }).finally(() => clearTimeout(timer));
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
    const peakKib = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]);
    return { cpuSeconds: ticks / TICKS_PER_SECOND, peakBytes: peakKib * 1024 };
  } catch {
    return undefined;
  }
}
