/** Catalogue: all workloads, in the order in which they run and are shown. */
import type { Workload } from './workload.ts';
import { coldSeek } from './workloads/cold-seek.ts';
import { coldSequential } from './workloads/cold-sequential.ts';
import { coldStart } from './workloads/cold-start.ts';
import { faults } from './workloads/faults.ts';
import { createFirstFrame } from './workloads/first-frame.ts';
import { guessing } from './workloads/guessing.ts';
import { herd } from './workloads/herd.ts';
import { hotRange } from './workloads/hot-range.ts';
import { hotThroughput } from './workloads/hot-throughput.ts';
import { mixedViewers } from './workloads/mixed-viewers.ts';
import { overhead } from './workloads/overhead.ts';
import { signing } from './workloads/signing.ts';
import { silence } from './workloads/silence.ts';
import { slowViewers, slowViewersShort } from './workloads/slow-viewers.ts';
import { tail } from './workloads/tail.ts';

export const WORKLOADS: readonly Workload[] = [
  coldStart,
  coldSeek,
  coldSequential,
  createFirstFrame(),
  herd,
  hotRange,
  hotThroughput,
  faults,
  tail,
  slowViewers,
  slowViewersShort,
  silence,
  signing,
  guessing,
  mixedViewers,
  overhead,
];

/**
 * Those that are named; without names all, or those of the short form with as many samples as it
 * takes.
 *
 * @throws Error when there is no such workload
 */
export function choose(
  workloads: readonly Workload[],
  { names, short }: { readonly names: readonly string[]; readonly short: boolean },
): readonly Workload[] {
  const unknown = names.filter((name) => !workloads.some((workload) => workload.name === name));
  if (unknown.length > 0) {
    throw new Error(`there is no workload ${unknown.join(', ')}; --list names them`);
  }
  const named = workloads.filter(({ name, onDemand }) =>
    names.length === 0 ? !onDemand : names.includes(name),
  );
  if (!short) return named;
  return named.flatMap((one) => (one.short === undefined ? [] : [{ ...one, samples: one.short }]));
}
