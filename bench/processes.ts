/**
 * The processes that are measured, started and ended one by one. usage.ts says what they cost.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

export interface Running {
  readonly pid: number;
  /** As its line on stdout said. */
  readonly url: string;
  stop(): Promise<void>;
}

const START_MS = 10_000;
/** Long enough to write a CPU profile of minutes. */
const STOP_MS = 20_000;

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
