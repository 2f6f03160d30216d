/**
 * Slow viewers: many at once, each with a film of its own and at the pace of its bitrate, more
 * than the cache can hold a chunk for. Good is memory bounded by the cache and a little for each
 * viewer, and none of them starved.
 *
 * Socket buffers hold megabytes for each viewer, more than they take in the window. To see what
 * happens behind full ones at once, run it in a network namespace with small ones:
 * `unshare -n sh -c 'ip link set lo up; echo 4096 65536 131072 >/proc/sys/net/ipv4/tcp_wmem; npm run bench -- slow-viewers'`
 */
import { MIB } from '../film.ts';
import { playSlowly } from '../slow-play.ts';
import type { Target, Workload } from '../workload.ts';

const RATE = 64_000;
const STARVED_BELOW = 0.9;
const SECONDS = 20;
const CACHE = 128 * MIB;
const FILM = 32 * MIB;
const MEMORY = 'memory above idle, MB';

export const slowViewers = play('slow-viewers', 1000);
/** For a quick look. */
export const slowViewersShort: Workload = { ...play('slow-viewers-short', 200), onDemand: true };

function play(name: string, viewers: number): Workload {
  const most = (CACHE + viewers * 200_000) / 1e6;
  return {
    name,
    shows: `${viewers} viewers at ${RATE / 1000} KB/s of ${viewers} films, cache 128 MiB; good is at most ${most.toFixed(0)} MB above idle, none starved`,
    samples: 1,
    chart: {
      kind: 'bars',
      title: `${viewers} viewers at the pace of their films`,
      panels: [{ title: 'Memory above idle, MB', measure: MEMORY, better: 'less' }],
    },
    warmUp: 0,
    aboutDirect: 'tells whether origin and load keep up by themselves',
    gateway: { FIRSTBYTE_CACHE_MEMORY_BYTES: String(CACHE) },
    sample: (target) => sample(target, viewers),
  };
}

async function sample(target: Target, viewers: number): Promise<Record<string, number>> {
  const idle = target.idleBytes;
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, target.memory() ?? 0);
  }, 250);
  try {
    const keys = Array.from({ length: viewers }, () => target.newFilm(FILM));
    const { shares, failures } = await playSlowly(target, keys, RATE, SECONDS);
    const starved = shares.filter((share) => share < STARVED_BELOW).length;
    if (failures.length > 0) console.log(`${target.name}: a failed viewer: ${failures[0]}`);
    return {
      'failed viewers': failures.length,
      'starved viewers': starved,
      'least share of what was asked, %': 100 * Math.min(...shares),
      ...(idle === undefined ? {} : { [MEMORY]: (most - idle) / 1e6 }),
    };
  } finally {
    clearInterval(watch);
  }
}
