/**
 * Slow play: viewers that take their films at a fixed pace, as a player does whose buffer is full.
 * They arrive one by one over a few seconds; then comes the window in which they are judged. What
 * a viewer missed it may catch up on, so only a lasting lack counts.
 */
import { Agent, type ClientRequest, get, type IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { firstWrong, WrongByte } from './load.ts';
import type { Target } from './workload.ts';

const ARRIVAL_SECONDS = 5;
const TICK_MS = 100;

interface Viewer {
  readonly key: string;
  readonly since: number;
  readonly request: ClientRequest;
  response: IncomingMessage | undefined;
  taken: number;
  failure: Error | undefined;
}

export interface Played {
  /** What each viewer took in the window, as a share of what it asked for. */
  readonly shares: readonly number[];
  /** Of viewers whose answer was no film or broke off. */
  readonly failures: readonly string[];
}

/**
 * Each of `keys` is played by one viewer at `rate` bytes a second; they are judged for `seconds`.
 */
export async function playSlowly(
  target: Target,
  keys: readonly string[],
  rate: number,
  seconds: number,
): Promise<Played> {
  const agent = new Agent();
  const viewers: Viewer[] = [];
  const ticks = setInterval(() => {
    for (const viewer of viewers) take(target, viewer, rate);
  }, TICK_MS);
  try {
    for (const key of keys) {
      viewers.push(arrive(target, agent, key));
      await delay((1000 * ARRIVAL_SECONDS) / keys.length);
    }
    const before = viewers.map(({ taken }) => taken);
    const began = performance.now();
    await delay(1000 * seconds);
    const asked = (rate * (performance.now() - began)) / 1000;
    const wrong = viewers.find(({ failure }) => failure instanceof WrongByte);
    if (wrong?.failure !== undefined) throw wrong.failure;
    return {
      shares: viewers.map(({ taken }, index) => (taken - (before[index] ?? 0)) / asked),
      failures: viewers.flatMap(({ failure }) => (failure === undefined ? [] : [failure.message])),
    };
  } finally {
    clearInterval(ticks);
    for (const { request } of viewers) request.destroy();
    agent.destroy();
  }
}

function arrive(target: Target, agent: Agent, key: string): Viewer {
  const request = get(target.urlOf(key), { agent });
  const viewer: Viewer = {
    key,
    since: performance.now(),
    request,
    response: undefined,
    taken: 0,
    failure: undefined,
  };
  const fail = (error: Error) => {
    viewer.failure ??= error;
  };
  request.on('response', (response) => {
    viewer.response = response;
    response.on('error', fail);
    if (response.statusCode !== 200) fail(new Error(`answered ${response.statusCode}`));
  });
  request.on('error', fail);
  return viewer;
}

/** Takes what is due by now, as far as it is here. */
function take(target: Target, viewer: Viewer, rate: number): void {
  const { response, failure, key } = viewer;
  if (response === undefined || failure !== undefined) return;
  // Asks the connection for more without taking anything.
  response.read(0);
  for (;;) {
    const due = Math.floor((rate * (performance.now() - viewer.since)) / 1000) - viewer.taken;
    const length = Math.min(due, response.readableLength);
    const bytes: Buffer | null = length > 0 ? response.read(length) : null;
    if (bytes === null) return;
    const wrong = firstWrong(target.films, key, viewer.taken, bytes);
    if (wrong !== undefined) {
      viewer.failure = new WrongByte(`${key} has a wrong byte at position ${wrong}`);
      return;
    }
    viewer.taken += bytes.length;
    target.took(bytes.length);
  }
}
