/**
 * Herd: sixty viewers open the same film of 4 MiB at the same moment, and nobody has read it.
 * Each takes it as fast as it comes. Good is a first byte after at most 80 ms, and an origin that
 * was asked for every byte once.
 */
import { MIB } from '../film.ts';
import { COST, figureOf } from '../summary.ts';
import { FIRST_BYTE, type Workload } from '../workload.ts';

const VIEWERS = 60;
const SIZE = 4 * MIB;
/** Sixty is what it would be without sharing. */
const MOST_ORIGIN_BYTES = 2;
const LAST_BYTE = 'all 4 MiB, ms';

export const herd: Workload = {
  name: 'herd',
  shows: `${VIEWERS} viewers at once of one cold film of 4 MiB; good is a first byte within 80 ms and no byte from the origin twice`,
  // A thousand first bytes in three rounds: enough for a p99.9.
  samples: 6,
  short: 2,
  warmUp: 2,
  peers: true,
  filmBytes: SIZE,
  aboutDirect: `${VIEWERS} answers, each at the full rate: a floor for the first byte, not for the total`,
  chart: {
    kind: 'bars',
    title: `${VIEWERS} viewers open one cold film at once`,
    panels: [
      { title: 'First byte, ms', measure: FIRST_BYTE, better: 'less' },
      { title: 'Whole film, ms', measure: LAST_BYTE, better: 'less' },
      {
        title: 'Reads of the origin',
        measure: COST.originBytes,
        better: 'less',
      },
    ],
  },
  async sample(target) {
    const key = target.newFilm(SIZE);
    const readings = await Promise.all(
      Array.from({ length: VIEWERS }, () =>
        target.read({ key, start: 0, take: SIZE, closed: false }),
      ),
    );
    return {
      [FIRST_BYTE]: readings.map(({ firstByteMs }) => firstByteMs),
      [LAST_BYTE]: readings.map(({ totalMs }) => totalMs),
    };
  },
  bound({ targets }) {
    const gateway = targets.find(({ name }) => name === 'gateway');
    const times = figureOf(gateway, COST.originBytes)?.median;
    if (times === undefined || times <= MOST_ORIGIN_BYTES) return undefined;
    return `the gateway read ${times.toFixed(2)} bytes from the origin for a byte of the film; the bound is ${MOST_ORIGIN_BYTES}`;
  },
};
