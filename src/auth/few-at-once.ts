/**
 * Few at once: tasks that take a whole core each run so many side by side, so many more wait their
 * turn in order of coming, and who comes then is told so at once.
 */
import { GatewayError } from '../errors.ts';

/**
 * Runs `task` when it is its turn; its failure is the caller's alone.
 * @throws GatewayError `overloaded`, at once and not by the promise
 */
export type FewAtOnce = <T>(task: () => Promise<T>) => Promise<T>;

/**
 * @param most running at once, at least 1
 * @param mostWaiting beyond those
 */
export function createFewAtOnce(most: number, mostWaiting: number): FewAtOnce {
  const waiting: (() => void)[] = [];
  let running = 0;

  async function run<T>(task: () => Promise<T>): Promise<T> {
    if (running < most) running++;
    // Who leaves hands its place on, so that nobody who has just come is faster.
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  }

  return (task) => {
    if (running >= most && waiting.length >= mostWaiting) {
      const message = `Cannot check a password: ${running + waiting.length} are being checked`;
      throw new GatewayError('overloaded', message, {
        retryAfterSeconds: 1,
        limit: 'password_checks',
      });
    }
    return run(task);
  };
}
