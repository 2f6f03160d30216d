/** What `--help` and `--list` print. */
import { CREDENTIALS } from './credentials.ts';
import type { Workload } from './workload.ts';

export const HELP = `npm run bench [-- NAME… OPTIONS]

Measures firstbyte before an origin whose delay and rate are known, beside a direct read of that
origin, every byte checked. Without names all workloads run.

  --list               name the workloads
  --short              a few of them with few samples, under 90 s; ends with 1 when a generous
                       bound is exceeded
  --samples N          samples of each target in each round, instead of the workload's own;
                       a workload of one sample keeps it
  --peers              also measure nginx and whatever else is installed and does the same
  --target NAME=URL    also measure what runs already; {key} and {bucket} in the URL are replaced,
                       its bucket is NAME. May be given several times. It has to read our origin:
                       give that a port with --origin-port, and it
                         endpoint    http://127.0.0.1:N, bucket in the path
                         access key  ${CREDENTIALS.accessKeyId}
                         secret key  ${CREDENTIALS.secretAccessKey}
                       NAME=URL,pid=N lets CPU time and memory be measured too.
                       For example: --origin-port 9000
                         --target 'original=http://127.0.0.1:8000/watch?v={key}&bucket={bucket}'
  --origin-port N      the port of the origin; it listens only while a workload runs
  --json FILE          write all figures to FILE
  --results            write bench/RESULTS.md, its charts and README's figures
  --from FILE          with --results: from a FILE of --json, without measuring; may be repeated
  --profile            write the gateway's CPU profile of each workload to NAME.cpuprofile
  --help
`;

export function listOf(workloads: readonly Workload[]): string {
  const width = Math.max(...workloads.map(({ name }) => name.length));
  return workloads.map(({ name, shows }) => `${name.padEnd(width)}  ${shows}`).join('\n');
}
