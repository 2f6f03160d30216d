/**
 * Faults: spans from anywhere in cold films, from an origin of which every ninth answer is broken
 * in some way. What the direct reader sees is what was done to it; good is a viewer who sees none
 * of it.
 */
import { KIB, MIB } from '../film.ts';
import { COST } from '../summary.ts';
import { FIRST_BYTE, type Workload } from '../workload.ts';

const SIZE = 32 * MIB;
const LEAST = 64 * KIB;
const MOST = 4 * MIB;

export const faults: Workload = {
  name: 'faults',
  shows:
    '5 % of the answers reset, 3 % short, 3 % 503, spans of 64 KiB to 4 MiB; good is no failure that a viewer sees',
  samples: 100,
  short: 20,
  warmUp: 0,
  faults: { stall: 0, reset: 0.05, short: 0.03, unavailable: 0.03 },
  failuresCounted: true,
  chart: {
    kind: 'bars',
    title: 'An origin of which every ninth answer breaks',
    panels: [
      { title: 'Answers that failed for the viewer, %', measure: COST.errors, better: 'less' },
    ],
  },
  async sample(target) {
    const take = LEAST + Math.floor(Math.random() * (MOST - LEAST));
    const start = 1 + Math.floor(Math.random() * (SIZE - take));
    const { firstByteMs, totalMs } = await target.read({
      key: target.newFilm(SIZE),
      start,
      take,
      closed: true,
    });
    return { [FIRST_BYTE]: firstByteMs, 'all of it, ms': totalMs };
  },
};
