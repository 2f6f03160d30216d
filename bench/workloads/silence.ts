/**
 * Silence: spans from anywhere in cold films, from an origin of which every fiftieth body stands
 * still in its middle for good, with its connection open: nothing says that it is over. Good is a
 * viewer who sees a pause of the origin's timeout, here half a second, and no failure.
 */
import { KIB, MIB } from '../film.ts';
import type { Workload } from '../workload.ts';

const SIZE = 32 * MIB;
const LEAST = 64 * KIB;
const MOST = 4 * MIB;
const TIMEOUT_MS = 500;

export const silence: Workload = {
  name: 'silence',
  shows: `2 % of the bodies fall silent for good, spans of 64 KiB to 4 MiB; good is no failure that a viewer sees and a pause of about ${TIMEOUT_MS} ms`,
  samples: 200,
  rounds: 1,
  warmUp: 0,
  faults: { silence: 0.02 },
  failuresCounted: true,
  noDirect: 'it would wait until the load gives up',
  gateway: { FIRSTBYTE_ORIGIN_TIMEOUT_MS: String(TIMEOUT_MS) },
  async sample(target) {
    const take = LEAST + Math.floor(Math.random() * (MOST - LEAST));
    const start = 1 + Math.floor(Math.random() * (SIZE - take));
    const reading = await target.read({ key: target.newFilm(SIZE), start, take, closed: true });
    return { 'first body byte, ms': reading.firstByteMs, 'all of the span, ms': reading.totalMs };
  },
};
