/**
 * Herd: sixty viewers open the same film at the same moment, and nobody has read it. Each takes
 * 4 MiB as fast as it comes and leaves. Good is a first byte after at most 80 ms, and an origin
 * that was asked for every byte at most once.
 */
import { MIB } from '../film.ts';
import { quantile } from '../quantile.ts';
import type { Workload } from '../workload.ts';

const VIEWERS = 60;
const TAKE = 4 * MIB;

export const herd: Workload = {
  name: 'herd',
  shows: `${VIEWERS} viewers at once of one cold film, 4 MiB each; good is a first byte within 80 ms, no byte from the origin twice, at most 4 MiB + window`,
  samples: 5,
  warmUp: 2,
  peers: true,
  filmBytes: TAKE,
  aboutDirect: `${VIEWERS} answers, each at the full rate: a floor for the first byte, not for the total`,
  async sample(target) {
    const key = target.newFilm(32 * MIB);
    const readings = await Promise.all(
      Array.from({ length: VIEWERS }, () =>
        target.read({ key, start: 0, take: TAKE, closed: false }),
      ),
    );
    const firstBytes = readings.map(({ firstByteMs }) => firstByteMs);
    const totals = readings.map(({ totalMs }) => totalMs);
    return {
      'median first body byte, ms': quantile(firstBytes, 0.5),
      'last first body byte, ms': Math.max(...firstBytes),
      'median of all 4 MiB, ms': quantile(totals, 0.5),
      'last of all 4 MiB, ms': Math.max(...totals),
    };
  },
};
