/**
 * Hot throughput: how many bytes a second sixteen connections get out of what is cached, in
 * ranges of 1 and of 8 MiB. Good is 1.2 and 1.5 times nginx.
 */
import { MIB } from '../film.ts';
import { HOT_FILM, heat } from '../hot-film.ts';
import { throughput } from '../throughput.ts';
import type { Workload } from '../workload.ts';

const CONNECTIONS = 16;
const SECONDS = 4;

export const hotThroughput: Workload = {
  name: 'hot-throughput',
  shows: `${CONNECTIONS} connections that read what is cached; good is 1.2 x nginx in ranges of 1 MiB, 1.5 x in ranges of 8 MiB (--peers)`,
  samples: 1,
  warmUp: 0,
  peers: true,
  noDirect: 'the origin is held to its rate',
  prepare: heat,
  async sample(target) {
    const run = (length: number) => throughput(target, HOT_FILM, length, CONNECTIONS, SECONDS);
    return { '1 MiB ranges, MB/s': await run(MIB), '8 MiB ranges, MB/s': await run(8 * MIB) };
  },
};
