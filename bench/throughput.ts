/**
 * Throughput of many connections that each ask for one range after the other. wrk where it is
 * installed, since it costs little itself; it does not look at bytes, so the same ranges are read
 * and checked before and after it. Otherwise our own load, which checks all and is the slower end.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { MIB } from './film.ts';
import { randomStart } from './hot-film.ts';
import type { Target } from './workload.ts';

/** Resolves with MB/s of body bytes. */
export async function throughput(
  target: Target,
  key: string,
  length: number,
  connections: number,
  seconds: number,
): Promise<number> {
  const read = () => target.read({ key, start: randomStart(length), take: length, closed: true });
  await read();
  const bytes = await withWrk(target, key, length, connections, seconds);
  await read();
  if (bytes !== undefined) {
    target.took(bytes.bytes);
    return bytes.bytes / bytes.seconds / 1e6;
  }
  const began = performance.now();
  let taken = 0;
  const viewer = async (): Promise<void> => {
    while (performance.now() - began < 1000 * seconds) {
      await read();
      taken += length;
    }
  };
  await Promise.all(Array.from({ length: connections }, viewer));
  return taken / 1000 / (performance.now() - began);
}

/** undefined when there is no wrk. */
async function withWrk(
  target: Target,
  key: string,
  length: number,
  connections: number,
  seconds: number,
): Promise<{ readonly bytes: number; readonly seconds: number } | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-wrk-'));
  const script = join(folder, 'ranges.lua');
  writeFileSync(script, ranges(length, 64));
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '-s', script];
  try {
    const { stdout } = await promisify(execFile)('wrk', [...args, target.urlOf(key).href]);
    const [, requests, bytes, micros, errors] =
      /^RESULT (\d+) (\d+) (\d+) (\d+)$/m.exec(stdout) ?? [];
    if (requests === undefined) throw new Error(`wrk said: ${stdout}`);
    // wrk counts heads too; less than the bodies of what it calls whole means they were not.
    const bodies = Number(requests) * length;
    if (Number(errors) > 0 || Number(bytes) < bodies) throw new Error(`wrk said: ${stdout}`);
    return { bytes: bodies, seconds: Number(micros) / 1e6 };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Lua: ranges of `length` bytes from whole MiB of a film of `size` MiB, every time the same row. */
function ranges(length: number, size: number): string {
  return `
math.randomseed(1)
request = function()
  local start = math.random(0, ${size - length / MIB}) * ${MIB}
  wrk.headers["Range"] = "bytes=" .. start .. "-" .. (start + ${length} - 1)
  return wrk.format("GET")
end
done = function(summary)
  local e = summary.errors
  local errors = e.connect + e.read + e.write + e.status + e.timeout
  print(string.format("RESULT %d %d %d %d", summary.requests, summary.bytes, summary.duration, errors))
end
`;
}
