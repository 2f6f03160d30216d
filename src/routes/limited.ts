/**
 * Limited: objects being sent, counted and paced. Who comes when there are too many is refused
 * before it costs anything; those who watch already go on.
 */
import type { Answer } from '../http/answer.ts';
import type { Handler } from '../http/handle.ts';
import { addressKey } from '../limits/address-key.ts';
import { createPaced, type Pace } from '../limits/paced.ts';
import type { Streams } from '../limits/streams.ts';

export interface Limited {
  readonly streams: Streams;
  readonly pace: Pace;
}

/** @throws what `handler` does; GatewayError `overloaded`, `rate_limited` */
export function limited({ streams, pace }: Limited, handler: Handler): Handler {
  return async (exchange) => {
    const { method, address, signal } = exchange;
    if (method !== 'GET') return await handler(exchange);
    signal.throwIfAborted();
    const leave = streams.enter(addressKey(address));
    // Also aborted when the answer is over.
    signal.addEventListener('abort', leave, { once: true });
    return paced(await handler(exchange), pace);
  };
}

function paced(answer: Answer, pace: Pace): Answer {
  const { body } = answer;
  if (body === undefined || body.bytes instanceof Uint8Array) return answer;
  return { ...answer, body: { length: body.length, bytes: createPaced(body.bytes, pace) } };
}
