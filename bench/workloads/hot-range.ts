/**
 * Hot range: how long a viewer waits for 1 MiB that somebody has read before. It begins at a
 * whole MiB, where peers with slices are at their best. Good is level with nginx.
 */
import { MIB } from '../film.ts';
import { HOT_FILM, heat, randomStart } from '../hot-film.ts';
import { FIRST_BYTE, type Workload } from '../workload.ts';

export const hotRange: Workload = {
  name: 'hot-range',
  shows: 'the wait for the first byte of 1 MiB that is cached; good is level with nginx (--peers)',
  samples: 500,
  short: 100,
  chart: { kind: 'dots', title: 'First byte of 1 MiB that is cached', measure: FIRST_BYTE },
  peers: true,
  noDirect: 'the origin has no cache and waits every time',
  prepare: heat,
  async sample(target) {
    const start = randomStart(MIB);
    const reading = await target.read({ key: HOT_FILM, start, take: MIB, closed: true });
    return { [FIRST_BYTE]: reading.firstByteMs, 'all of 1 MiB, ms': reading.totalMs };
  },
};
