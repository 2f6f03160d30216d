/**
 * `npm run bench [-- NAME…] [--list] [--samples N] [--peers] [--profile DIR]`: runs the workloads
 * against a shaped origin, read directly, through the gateway and through peers that are
 * installed, and prints what they took. Ends with 1 when a workload
 * fails, which a single wrong byte is enough for.
 */
import { availableParallelism, loadavg } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { measure, SHAPE } from './measure.ts';
import { tablesOf } from './report.ts';
import type { Workload } from './workload.ts';
import { coldSeek } from './workloads/cold-seek.ts';
import { coldSequential } from './workloads/cold-sequential.ts';
import { coldStart } from './workloads/cold-start.ts';
import { faults } from './workloads/faults.ts';
import { herd } from './workloads/herd.ts';
import { hotRange } from './workloads/hot-range.ts';
import { hotThroughput } from './workloads/hot-throughput.ts';
import { mixedViewers } from './workloads/mixed-viewers.ts';
import { signing } from './workloads/signing.ts';
import { silence } from './workloads/silence.ts';
import { slowViewers, slowViewersShort } from './workloads/slow-viewers.ts';
import { tail } from './workloads/tail.ts';

const WORKLOADS: readonly Workload[] = [
  coldStart,
  coldSeek,
  coldSequential,
  herd,
  hotRange,
  hotThroughput,
  faults,
  tail,
  slowViewers,
  slowViewersShort,
  mixedViewers,
  signing,
  silence,
];

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      list: { type: 'boolean' },
      samples: { type: 'string' },
      peers: { type: 'boolean', default: false },
      profile: { type: 'string' },
    },
  });
  if (values.list) {
    for (const { name, shows } of WORKLOADS) console.log(`${name}: ${shows}`);
    return;
  }
  const chosen = choose(positionals);
  const samples = values.samples === undefined ? undefined : countOf(values.samples);
  console.log(
    `Node.js ${process.version}, ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)}; the origin waits ${SHAPE.firstByteMs} ms and sends ${SHAPE.bytesPerSecond / 1e6} MB/s an answer`,
  );
  for (const workload of chosen) {
    console.log(`\n${workload.name}: ${workload.shows}`);
    const result = await measure(workload, {
      samples,
      peers: values.peers,
      profile: values.profile === undefined ? undefined : resolve(values.profile),
    });
    console.log(
      `Median of ${result.series[0]?.rounds.length} rounds of ${result.samples} samples each, by nearest rank (least-greatest round); max of all`,
    );
    console.log(tablesOf(result));
  }
}

function choose(names: readonly string[]): readonly Workload[] {
  const unknown = names.filter((name) => !WORKLOADS.some((workload) => workload.name === name));
  if (unknown.length > 0) {
    throw new Error(`there is no workload ${unknown.join(', ')}; --list names them`);
  }
  return names.length === 0 ? WORKLOADS : WORKLOADS.filter(({ name }) => names.includes(name));
}

function countOf(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new Error('--samples wants a number from 1 to 999999');
  return Number(text);
}

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
main().catch((error: unknown) => {
  console.error(`bench: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
});
