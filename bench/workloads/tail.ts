/**
 * Tail: first bytes of cold films from an origin that now and then takes a second longer. Good is
 * a p99 of at most three times the p50, bought with at most 1.05 origin requests a sample: what is
 * asked for fits into one.
 */
import { KIB, MIB } from '../film.ts';
import { FIRST_BYTE, type Workload } from '../workload.ts';

export const tail: Workload = {
  name: 'tail',
  shows:
    '2 % of the answers stall 1 s; good is p99 / p50 of at most 3 with at most 1.05 origin requests a sample',
  samples: 340,
  chart: { kind: 'dots', title: 'First byte from an origin that stalls', measure: FIRST_BYTE },
  // Until the gateway knows what its origin is like.
  warmUp: 50,
  faults: { stall: 0.02, reset: 0, short: 0, unavailable: 0 },
  async sample(target) {
    const key = target.newFilm(8 * MIB);
    const reading = await target.read({ key, start: 0, take: 64 * KIB, closed: true });
    return { [FIRST_BYTE]: reading.firstByteMs, 'first 64 KiB, ms': reading.totalMs };
  },
};
