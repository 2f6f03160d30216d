/**
 * Cold sequential: how long the first 8 MiB of a film that nobody has read take, by a viewer who
 * takes them as fast as they come. One answer's rate is the floor for whoever makes one request
 * at a time; good is at most half of the direct read.
 */
import { MIB } from '../film.ts';
import { FIRST_BYTE, type Workload } from '../workload.ts';

const TOTAL = 'all 8 MiB, ms';

export const coldSequential: Workload = {
  name: 'cold-sequential',
  shows: 'the first 8 MiB of such a film, taken at full speed; good is at most 0.5 x direct',
  samples: 34,
  chart: {
    kind: 'bars',
    title: 'A cold film, taken at full speed',
    panels: [{ title: 'First 8 MiB, ms', measure: TOTAL, better: 'less' }],
  },
  async sample(target) {
    const reading = await target.read({
      key: target.newFilm(32 * MIB),
      start: 0,
      take: 8 * MIB,
      closed: true,
    });
    return { [FIRST_BYTE]: reading.firstByteMs, [TOTAL]: reading.totalMs };
  },
};
