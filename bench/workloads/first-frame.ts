/**
 * First frame: how long a viewer 25 ms away waits for a picture, in headless Chromium, of a film
 * that nobody has read; and then for one from far behind. The film has its index at its end, as
 * most have, which a browser finds out about by reading head, tail and head again. Directly it is
 * read in both orders: with the index in front, which is the floor, and as it is.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cinema, openCinema } from '../cinema.ts';
import { realKey } from '../film.ts';
import { findProgram } from '../peers/find-program.ts';
import { makeFilms, SECONDS } from '../real-films.ts';
import { type Relay, startRelay } from '../relay.ts';
import type { Target, Workload } from '../workload.ts';

const AWAY_MS = 25;
const SEEK_TO = SECONDS * 0.75;
const FIRST_FRAME = 'first frame, ms';

/** What is there while it is measured. */
interface House {
  readonly folder: string;
  readonly cinema: Cinema;
  readonly relays: Map<string, Relay>;
  number: number;
}

export function createFirstFrame(): Workload {
  let house: House | undefined;

  async function show(target: Target, name: string) {
    if (house === undefined) throw new Error('first-frame has not begun');
    const url = target.urlOf(realKey(name, house.number++));
    const relay = house.relays.get(url.host) ?? (await startRelay(url, AWAY_MS));
    house.relays.set(url.host, relay);
    const away = new URL(url);
    away.host = `127.0.0.1:${relay.port}`;
    return await house.cinema.show(away, SEEK_TO);
  }

  return {
    name: 'first-frame',
    shows: `the wait of a Chromium ${AWAY_MS} ms away for the first frame of a film with its index at its end; good is at most 1.15 x direct`,
    aboutDirect: `${FIRST_FRAME}: of the same film with its index in front`,
    samples: 20,
    warmUp: 5,
    peers: true,
    // The cinema's page is of no site: to the gateway it is a stranger's.
    gateway: { FIRSTBYTE_CORS_ORIGINS: '*' },
    chart: { kind: 'dots', title: 'First frame of a cold film in Chromium', measure: FIRST_FRAME },
    missing() {
      const programs = ['chromium', 'ffmpeg'].filter((name) => findProgram(name) === undefined);
      return programs.length === 0 ? undefined : `needs ${programs.join(' and ')} on the PATH`;
    },
    async begin() {
      const folder = mkdtempSync(join(tmpdir(), 'bench-films-'));
      try {
        await makeFilms(findProgram('ffmpeg') ?? 'ffmpeg', folder);
        const cinema = await openCinema(findProgram('chromium') ?? 'chromium');
        // A target that outlives a run must not have met the films of the next one.
        house = { folder, cinema, relays: new Map(), number: Date.now() };
      } catch (error) {
        rmSync(folder, { recursive: true });
        throw error;
      }
    },
    async end() {
      if (house === undefined) return;
      const { folder, cinema, relays } = house;
      house = undefined;
      await cinema.close();
      for (const relay of relays.values()) await relay.close();
      rmSync(folder, { recursive: true });
    },
    get origin() {
      return house === undefined ? [] : [`--real-films=${house.folder}`];
    },
    async sample(target) {
      const behind = await show(target, 'behind');
      const floor = target.name === 'direct' ? await show(target, 'front') : behind;
      return {
        [FIRST_FRAME]: floor.firstFrameMs,
        'first frame with the index at the end, ms': behind.firstFrameMs,
        'frame after a cold seek, ms': behind.seekMs,
      };
    },
  };
}
