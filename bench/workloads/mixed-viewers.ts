/**
 * Mixed viewers: players at 4 Mbit/s as they come, jump about and go, over films of which few are
 * watched by many. More and more of them, until a hundredth of the playing time is spent standing
 * still: how many one process carries before viewers notice. A start or seek that takes longer
 * than two seconds counts as standing still from then on.
 *
 * Good is as many as the direct read carries. Origin, load and what is measured share the cores
 * of one machine, so the numbers are ratios between targets and no promise.
 */
import { type AudienceShape, type Seen, seatAudience } from '../audience.ts';
import { MIB } from '../film.ts';
import type { Told } from '../player.ts';
import { quantile } from '../quantile.ts';
import { nextTry } from '../search.ts';
import type { Sample, Target, Workload } from '../workload.ts';

const BYTES_PER_MS = 500;
const FIRST = 200;
const MOST = 1600;
/** A second chance: a moment in which the machine did something else is no limit. */
const TIMES = 2;
const STILL_BELOW = 0.01;
const PATIENCE_MS = 2000;
const FILMS = 100;
const FILM = 64 * MIB;

const AUDIENCE = {
  // Half a second before the picture moves; ten seconds ahead.
  player: {
    bytesPerMs: BYTES_PER_MS,
    startBytes: 500 * BYTES_PER_MS,
    aheadBytes: 10_000 * BYTES_PER_MS,
  },
  filmBytes: FILM,
  // As measured for films on demand again and again: somewhat below 1.
  zipfExponent: 0.9,
  // A try is short, so viewers are restless: half of them jump or leave within it.
  rampMs: 3000,
  totalMs: 10_000,
  seekMs: 15_000,
  leaveMs: 30_000,
  emptyMs: 500,
} satisfies Partial<AudienceShape>;

export const mixedViewers: Workload = {
  name: 'mixed-viewers',
  shows: `players at 4 Mbit/s over ${FILMS} films, starting, seeking and leaving by chance; good is as many as the direct read before 1 % of the playing time is spent standing still`,
  samples: 1,
  rounds: 1,
  warmUp: 0,
  peers: true,
  // Real stores answer now sooner, now later: 15 to 60 ms for nineteen in twenty.
  origin: ['--first-byte-sigma=0.35'],
  aboutDirect: 'what origin and load can carry by themselves; more than that cannot be seen here',
  sample,
};

async function sample(target: Target): Promise<Sample> {
  const keys = Array.from({ length: FILMS }, () => target.newFilm(FILM));
  let carried = 0;
  let failed: number | undefined;
  const failures: string[] = [];
  let figures: Sample = {};
  for (;;) {
    const viewers = nextTry(carried, failed, FIRST, MOST);
    if (viewers === undefined) break;
    let good = false;
    for (let time = 0; time < TIMES && !good; time++) {
      const seen = await seatAudience(target, { ...AUDIENCE, keys }, viewers);
      failures.push(...seen.failures);
      good = seen.failures.length === 0 && stillShare(seen) < STILL_BELOW;
      if (good) figures = figuresOf(seen);
    }
    if (good) carried = viewers;
    else failed = viewers;
  }
  if (failures.length > 0) console.log(`${target.name}: a failed viewer: ${failures[0]}`);
  return { 'viewers carried': carried, ...figures, 'failed viewers of all tries': failures.length };
}

function stillShare({ starts, seeks }: Seen): number {
  const all = [...starts, ...seeks];
  const sum = (of: (told: Told) => number): number =>
    all.reduce((total, told) => total + of(told), 0);
  const still = sum(({ stalledMs, openingMs }) => {
    return stalledMs + Math.max(0, openingMs - PATIENCE_MS);
  });
  return still / (still + sum(({ playedMs }) => playedMs));
}

function figuresOf(seen: Seen): Sample {
  const waits = (all: readonly Told[]): number[] =>
    all.filter(({ opened }) => opened).map(({ openingMs }) => openingMs);
  const [starts, seeks] = [waits(seen.starts), waits(seen.seeks)];
  return {
    'standing still with so many, %': 100 * stillShare(seen),
    'start with so many, p50, ms': quantile(starts, 0.5),
    'start with so many, p99, ms': quantile(starts, 0.99),
    'seek with so many, p50, ms': quantile(seeks, 0.5),
    'seek with so many, p99, ms': quantile(seeks, 0.99),
  };
}
