/**
 * Limited: objects being sent, counted and paced. Who comes when there are too many is refused
 * before it costs anything; those who watch already go on.
 */
import type { Answer } from '../http/answer.ts';
import type { Exchange } from '../http/exchange.ts';
import { addressKey } from '../limits/address-key.ts';
import { createPaced, type Pace } from '../limits/paced.ts';
import type { Streams } from '../limits/streams.ts';

export interface Limited {
  readonly streams: Streams;
  readonly pace: Pace;
}

/** Runs `serve`, which is to send an object, when there is room for it. */
export type Limit = (exchange: Exchange, serve: () => Promise<Answer>) => Promise<Answer>;

/** What it makes throws what `serve` does, and GatewayError `overloaded`, `rate_limited`. */
export function createLimit({ streams, pace }: Limited): Limit {
  return async ({ method, address, signal }, serve) => {
    if (method !== 'GET') return await serve();
    signal.throwIfAborted();
    const leave = streams.enter(addressKey(address));
    // Also aborted when the answer is over.
    signal.addEventListener('abort', leave, { once: true });
    return paced(await serve(), pace);
  };
}

function paced(answer: Answer, pace: Pace): Answer {
  const { body } = answer;
  if (body === undefined || body.bytes instanceof Uint8Array) return answer;
  return {
    ...answer,
    body: { length: body.length, bytes: createPaced(body.bytes, body.length, pace) },
  };
}
