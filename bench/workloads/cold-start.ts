/**
 * Cold start: how long a viewer waits for the first byte of a film that nobody has read yet. One
 * origin round trip is the floor; good is at most 1.05 times the direct read.
 */
import { KIB, MIB } from '../film.ts';
import { FIRST_BYTE, type Workload } from '../workload.ts';

const MOST_TIMES_DIRECT = 1.3;

export const coldStart: Workload = {
  name: 'cold-start',
  shows: 'the wait for the first byte of a film nobody has read; good is at most 1.05 x direct',
  samples: 340,
  short: 40,
  chart: { kind: 'dots', title: 'First byte of a cold film', measure: FIRST_BYTE },
  async sample(target) {
    const reading = await target.read({
      key: target.newFilm(8 * MIB),
      start: 0,
      take: 64 * KIB,
      closed: false,
    });
    return { [FIRST_BYTE]: reading.firstByteMs, 'first 64 KiB, ms': reading.totalMs };
  },
  bound({ targets }) {
    const gateway = targets.find(({ name }) => name === 'gateway');
    const times = gateway?.latencies[FIRST_BYTE]?.ratio?.median;
    if (times === undefined || times <= MOST_TIMES_DIRECT) return undefined;
    return `the first byte took ${times.toFixed(2)} x direct; the bound is ${MOST_TIMES_DIRECT}`;
  },
};
