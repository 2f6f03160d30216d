/**
 * Audience: many viewers at once, as they come and go by chance. Each seat is taken by one viewer
 * after the other; they choose films by popularity, jump about in them, and leave. The draws of a
 * seat depend on its number alone, so every target has the same audience.
 */
import { setMaxListeners } from 'node:events';
import { Agent } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { createRandom, createZipf, exponential, type Random } from './chance.ts';
import { WrongByte } from './load.ts';
import { createPlayer, type PlayerShape, type Told } from './player.ts';
import { watch } from './watch.ts';
import type { Target } from './workload.ts';

export interface AudienceShape {
  readonly player: PlayerShape;
  /** Most popular first. */
  readonly keys: readonly string[];
  /** Of each film. */
  readonly filmBytes: number;
  readonly zipfExponent: number;
  /** All seats are taken by then. */
  readonly rampMs: number;
  readonly totalMs: number;
  /** Mean times: until a viewer jumps, until they leave, until the seat is taken again. */
  readonly seekMs: number;
  readonly leaveMs: number;
  readonly emptyMs: number;
}

export interface Seen {
  readonly starts: readonly Told[];
  readonly seeks: readonly Told[];
  /** Of viewers whose answer was no film or broke off. */
  readonly failures: readonly string[];
}

/** @throws WrongByte */
export async function seatAudience(
  target: Target,
  shape: AudienceShape,
  seats: number,
): Promise<Seen> {
  const agent = new Agent();
  const closing = new AbortController();
  // As many as there are seats: no leak.
  setMaxListeners(0, closing.signal);
  const timer = setTimeout(() => closing.abort(), shape.totalMs);
  const seen = { starts: [], seeks: [], failures: [] };
  try {
    const all = Array.from({ length: seats }, (_, seat) =>
      fillSeat(target, agent, shape, createRandom(seat), closing.signal, seen),
    );
    await Promise.all(all);
    return seen;
  } finally {
    clearTimeout(timer);
    closing.abort();
    agent.destroy();
  }
}

interface Log {
  readonly starts: Told[];
  readonly seeks: Told[];
  readonly failures: string[];
}

async function fillSeat(
  target: Target,
  agent: Agent,
  shape: AudienceShape,
  random: Random,
  closing: AbortSignal,
  log: Log,
): Promise<void> {
  const nextFilm = createZipf(random, shape.keys.length, shape.zipfExponent);
  // Even over the ramp is what Poisson arrivals are, once it is known how many there were.
  await pause(random() * shape.rampMs, closing);
  while (!closing.aborted) {
    const key = shape.keys[nextFilm()] ?? '';
    const leavesMs = performance.now() + exponential(random, shape.leaveMs);
    for (let start = 0; !closing.aborted; start = Math.floor(random() * shape.filmBytes)) {
      const leftMs = leavesMs - performance.now();
      const stayMs = Math.min(exponential(random, shape.seekMs), leftMs);
      if (stayMs <= 0) break;
      const player = createPlayer(shape.player, shape.filmBytes - start, performance.now());
      try {
        await watch(target, agent, { key, start, stayMs }, player, closing);
      } catch (error) {
        if (error instanceof WrongByte) throw error;
        log.failures.push(error instanceof Error ? error.message : String(error));
        break;
      } finally {
        const kind = start === 0 ? log.starts : log.seeks;
        kind.push(player.told(performance.now()));
      }
    }
    await pause(exponential(random, shape.emptyMs), closing);
  }
}

/** Ends early when `signal` is aborted. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => {});
}
