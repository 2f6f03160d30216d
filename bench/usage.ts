/**
 * Usage: what the system says of a process and of all that it has forked: CPU time and memory.
 * Only where there is a /proc.
 */
import { readdirSync, readFileSync } from 'node:fs';

export interface Usage {
  /** Since the process began, of its children that have ended too. */
  readonly cpuSeconds: number;
  /** Sum of what each of the living had at most. Pages that they share count for each. */
  readonly peakBytes: number;
  /** Resident now. */
  readonly residentBytes: number;
}

/** One line of /proc/PID/stat, as far as it matters. */
export interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
}

/** USER_HZ: what /proc counts CPU time in, 100 on every Linux that Node.js runs on. */
const TICKS_PER_SECOND = 100;

/** undefined where there is no /proc, and when the process has ended. */
export function usageOf(pid: number): Usage | undefined {
  const tree = treeOf(pid, allStats());
  if (tree.length === 0) return undefined;
  const memory = tree.map((one) => read(`/proc/${one.pid}/status`) ?? '');
  return {
    cpuSeconds: sum(tree.map(({ ticks }) => ticks)) / TICKS_PER_SECOND,
    peakBytes: sum(memory.map((status) => bytesOf(status, 'VmHWM'))),
    residentBytes: sum(memory.map((status) => bytesOf(status, 'VmRSS'))),
  };
}

/** `pid` and its descendants; empty when there is no such process. */
export function treeOf(pid: number, stats: readonly Stat[]): readonly Stat[] {
  const children = stats.filter(({ parent }) => parent === pid);
  const own = stats.filter((one) => one.pid === pid);
  return own.length === 0 ? [] : [...own, ...children.flatMap((child) => treeOf(child.pid, stats))];
}

/**
 * proc(5): after the name, which may hold spaces and brackets, the parent is field 4, CPU time
 * fields 14 and 15, that of children that have ended 16 and 17.
 */
export function parseStat(line: string): Stat {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const field = (number: number) => Number(fields[number - 3]);
  return {
    pid: Number.parseInt(line, 10),
    parent: field(4),
    ticks: field(14) + field(15) + field(16) + field(17),
  };
}

function allStats(): Stat[] {
  try {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return pids.flatMap((pid) => {
      const line = read(`/proc/${pid}/stat`);
      return line === undefined ? [] : [parseStat(line)];
    });
  } catch {
    return [];
  }
}

/** undefined when the process has ended in the meantime. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function bytesOf(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0) * 1024;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
