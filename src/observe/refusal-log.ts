/** What was refused before it became a request, so that its request id leads to a line as well. */
import type { GatewayError } from '../errors.ts';
import type { Log } from './log.ts';

export function logRefusal(
  log: Log,
  { requestId, error }: { readonly requestId: string; readonly error: GatewayError },
): void {
  const { code, status, message } = error;
  log.info({ requestId, status, code, reason: message }, 'refused');
}

/** A flood of connections must not become a flood of lines. */
const EVERY_MS = 10_000;

/** Says that connections were closed because there were too many, with a count, now and then. */
export function createDropLog(log: Log, now: () => number): () => void {
  let count = 0;
  let saidAt = Number.NEGATIVE_INFINITY;
  return () => {
    count++;
    if (now() - saidAt < EVERY_MS) return;
    saidAt = now();
    log.warn(
      { connections: count },
      'connections were closed unanswered: max_connections is reached',
    );
    count = 0;
  };
}
