/** Join runs: a long measurement made in parts is one run. Pure. */
import { circumstances } from './machine.ts';
import type { Run } from './summary.ts';

/**
 * The workloads of `runs`, as `order` names them; of one that was run twice the last counts.
 * @throws Error when they are not of one machine, Node.js and origin
 */
export function joinRuns(runs: readonly Run[], order: readonly string[]): Run {
  const [first, ...others] = runs;
  if (first === undefined) throw new Error('there is no run to join');
  if (others.some((run) => conditions(run) !== conditions(first))) {
    throw new Error('these runs are not of one machine');
  }
  const all = new Map(runs.flatMap(({ workloads }) => workloads).map((one) => [one.name, one]));
  return { ...first, workloads: order.flatMap((name) => all.get(name) ?? []) };
}

/** But for the load, which is another at any moment. */
function conditions(run: Run): string {
  return circumstances({ ...run, machine: { ...run.machine, load: 0 } });
}
