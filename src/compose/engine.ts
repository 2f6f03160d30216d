/** The engine: what brings bytes of objects, as they are stored and as they are shown. */
import type { Config } from '../config/config.ts';
import { delay } from '../delay.ts';
import { createAttentiveOrigin } from '../object/attentive-origin.ts';
import { type BlockCache, type BlockCacheStats, createBlockCache } from '../object/block-cache.ts';
import { createCrowd } from '../object/crowd.ts';
import { createDirectory } from '../object/directory.ts';
import { createFlights } from '../object/flights.ts';
import { createObjects, type Objects } from '../object/objects.ts';
import type { Origin } from '../object/origin.ts';
import { createPrefetch, type Prefetch } from '../object/prefetch.ts';
import { inScope, type PurgeScope } from '../object/purge-scope.ts';
import { createSlots } from '../object/slots.ts';
import { createTurnstile } from '../object/turnstile.ts';
import type { Log } from '../observe/log.ts';
import { createBrokenFilms } from '../view/broken-films.ts';
import { createDiagnose, type Diagnose } from '../view/diagnosis.ts';
import { createEnoughAhead } from '../view/enough-ahead.ts';
import { createFilms } from '../view/films.ts';
import { createLearner } from '../view/learner.ts';
import { createStudy } from '../view/study.ts';
import { createTails } from '../view/tails.ts';
import { createViews, type Views } from '../view/views.ts';

export interface EngineStats {
  readonly cache: BlockCacheStats & Pick<BlockCache, 'capacity'>;
  readonly flights: number;
}

/** What a purge has thrown away. */
export interface Purged {
  /** Of the directory: what was known, cached or not. */
  readonly objects: number;
  readonly blocks: number;
  readonly bytes: number;
}

export interface Engine {
  readonly stored: Objects;
  readonly shown: Views;
  readonly diagnose: Diagnose;
  readonly prefetch: Prefetch;
  /** As of now. */
  readonly stats: () => EngineStats;
  /**
   * Forgets what is cached and known within `scope`, and believes nothing that is on its way about
   * which version is there: who comes from now on is told what is there now. Answers that run are
   * unhurt: what they have taken is theirs, and what they still want they read anew.
   */
  readonly purge: (scope: PurgeScope) => Purged;
}

/** Guesses at what is asked for next, at once. */
const MOST_GUESSES = 8;

export interface EngineOptions {
  readonly config: Config;
  readonly origin: Origin;
  readonly log: Log;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

export function createEngine({ config, origin, log, now }: EngineOptions): Engine {
  const cache = createBlockCache(config.cache_memory_bytes);
  const directory = createDirectory(config.object_ttl_ms, now);
  const attentive = createAttentiveOrigin(origin, directory);
  const flights = createFlights({
    origin: attentive,
    cache,
    slots: createSlots(config.origin_connections),
  });
  const films = createFilms(cache);
  const objects = createObjects({
    origin: attentive,
    directory,
    cache,
    flights,
    crowd: createCrowd(config.cache_memory_bytes, now),
    chunkBytes: config.chunk_bytes,
    windowBytes: config.window_bytes,
    enoughAhead: createEnoughAhead(films, config.read_ahead_ms),
    now,
    random: Math.random,
    delay,
    after(ms, run) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    alone: createTurnstile(Math.ceil(config.origin_connections / 2)),
  });
  const prefetch = createPrefetch({
    directory,
    flights,
    cache,
    chunkBytes: config.chunk_bytes,
    most: MOST_GUESSES,
  });
  const noteBroken = createBrokenFilms(log.warn);
  const learner = createLearner({
    objects,
    films,
    cache,
    study: createStudy(cache),
    noteBroken,
    tails: createTails(),
    chunkBytes: config.chunk_bytes,
    later: setImmediate,
  });
  // Without a cache every range of a view would cost another look into the film.
  const hasViews = config.fast_start && cache.capacity > 0;
  const shown = hasViews ? createViews({ objects, films, learner }) : objects;
  return {
    stored: objects,
    prefetch,
    shown,
    diagnose: createDiagnose({ objects, films, noteBroken }),
    purge(scope) {
      const isMeant = inScope(scope);
      const objects = shown.purge(isMeant);
      films.purge(isMeant);
      return { objects, ...cache.purge(isMeant) };
    },
    stats: () => ({
      cache: { capacity: cache.capacity, ...cache.stats() },
      flights: flights.count(),
    }),
  };
}
