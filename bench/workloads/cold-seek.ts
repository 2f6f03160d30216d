/**
 * Cold seek: how long a viewer waits who jumps into the middle of a film that nobody has read,
 * to a byte that no block or chunk begins at. Good is at most 1.08 times the direct read.
 */
import { KIB, MIB } from '../film.ts';
import { FIRST_BYTE, type Workload } from '../workload.ts';

export const coldSeek: Workload = {
  name: 'cold-seek',
  shows: 'the wait after a jump to byte 5,767,001 of such a film; good is at most 1.08 x direct',
  samples: 340,
  short: 20,
  chart: { kind: 'dots', title: 'First byte after a jump into a cold film', measure: FIRST_BYTE },
  async sample(target) {
    const reading = await target.read({
      key: target.newFilm(32 * MIB),
      start: 5_767_001,
      take: 64 * KIB,
      closed: false,
    });
    return {
      [FIRST_BYTE]: reading.firstByteMs,
      'first 64 KiB, ms': reading.totalMs,
    };
  },
};
