/**
 * Cold start: how long a viewer waits for the first byte of a film that nobody has read yet. One
 * origin round trip is the floor; good is at most 1.05 times the direct read.
 */
import { KIB, MIB } from '../film.ts';
import type { Workload } from '../workload.ts';

export const coldStart: Workload = {
  name: 'cold-start',
  shows: 'the wait for the first byte of a film nobody has read; good is at most 1.05 x direct',
  samples: 100,
  async sample(target) {
    const reading = await target.read({
      key: target.newFilm(8 * MIB),
      start: 0,
      take: 64 * KIB,
      closed: false,
    });
    return { 'first body byte, ms': reading.firstByteMs };
  },
};
