/** Machine: what a reader has to know of where a run was made, and nothing that names it. */
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import type { Machine, Run } from './summary.ts';

export function describeMachine(): Machine {
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown CPU',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    load: loadavg()[0] ?? 0,
  };
}

/** One sentence, without its full stop. */
export function circumstances({ machine, origin }: Pick<Run, 'machine' | 'origin'>): string {
  const { node, platform, cpu, cores, memoryBytes, load } = machine;
  const memory = `${Math.round(memoryBytes / 2 ** 30)} GiB`;
  const rate = `${origin.bytesPerSecond / 1e6} MB/s`;
  return `Node.js ${node} on ${platform}, ${cores} cores (${cpu}), ${memory}, load ${load.toFixed(1)}; the origin waits ${origin.firstByteMs} ms before every answer and sends it at ${rate}`;
}
