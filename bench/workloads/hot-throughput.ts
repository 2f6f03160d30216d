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
const SMALL = '1 MiB ranges, MB/s';
const LARGE = '8 MiB ranges, MB/s';

export const hotThroughput: Workload = {
  name: 'hot-throughput',
  shows: `${CONNECTIONS} connections that read what is cached; good is 1.2 x nginx in ranges of 1 MiB, 1.5 x in ranges of 8 MiB (--peers)`,
  samples: 1,
  chart: {
    kind: 'bars',
    title: `What is cached, by ${CONNECTIONS} connections`,
    panels: [SMALL, LARGE].map((measure) => ({ title: measure, measure, better: 'more' })),
  },
  warmUp: 0,
  peers: true,
  noDirect: 'the origin is held to its rate',
  prepare: heat,
  async sample(target) {
    const run = (length: number) => throughput(target, HOT_FILM, length, CONNECTIONS, SECONDS);
    return { [SMALL]: await run(MIB), [LARGE]: await run(8 * MIB) };
  },
};
