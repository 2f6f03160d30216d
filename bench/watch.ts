/**
 * Watch: one request of a player, from where a viewer opens or seeks to, until they go elsewhere.
 * It takes what the player has room for and leaves the rest to the connection. Every byte is
 * checked.
 */
import { type Agent, get, type IncomingMessage } from 'node:http';
import { firstWrong, WrongByte } from './load.ts';
import type { Player } from './player.ts';
import type { Target } from './workload.ts';

/** A quarter of a second's film at a time, once a player is as far ahead as it wants to be. */
const TICK_MS = 250;

export interface Ask {
  readonly key: string;
  /** Position that the answer begins with. */
  readonly start: number;
  /** How long the viewer stays with it. */
  readonly stayMs: number;
}

/**
 * Resolves when the stay or the film is over, or at once when `closing` is aborted.
 * @throws WrongByte
 * @throws Error when the answer is none or breaks off
 */
export function watch(
  target: Target,
  agent: Agent,
  { key, start, stayMs }: Ask,
  player: Player,
  closing: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = start > 0 ? { Range: `bytes=${start}-` } : {};
    const request = get(target.urlOf(key), { agent, headers });
    let answer: IncomingMessage | undefined;
    let position = start;
    const end = (settle: () => void): void => {
      clearInterval(ticks);
      clearTimeout(stay);
      closing.removeEventListener('abort', leave);
      // What the connection says while it is torn down is no failure of the viewer's.
      settle();
      request.destroy();
    };
    const leave = (): void => end(resolve);
    const fail = (error: Error): void => end(() => reject(error));
    const take = (): void => {
      while (answer !== undefined) {
        const length = Math.min(player.room(performance.now()), answer.readableLength);
        const bytes: Buffer | null = length > 0 ? answer.read(length) : null;
        if (bytes === null) return;
        const wrong = firstWrong(target.films, key, position, bytes);
        if (wrong !== undefined) {
          fail(new WrongByte(`${key} has a wrong byte at position ${wrong}`));
          return;
        }
        position += bytes.length;
        player.took(bytes.length, performance.now());
        target.took(bytes.length);
      }
    };
    const ticks = setInterval(() => {
      take();
      if (player.over(performance.now())) leave();
    }, TICK_MS);
    const stay = setTimeout(leave, stayMs);
    closing.addEventListener('abort', leave);
    request.on('error', fail);
    request.on('response', (response) => {
      const expected = start > 0 ? 206 : 200;
      if (response.statusCode !== expected) fail(new Error(`answered ${response.statusCode}`));
      answer = response;
      response.on('readable', take);
      response.on('error', fail);
    });
  });
}
