/**
 * The bytes of one arrival: exactly as many as were promised, however the origin's body ends.
 * Pulled through, never pushed; leaving early in any way gives the connection back.
 */
import { GatewayError } from '../errors.ts';
import type { Arrival } from '../object/origin.ts';
import type { Body } from './exchange.ts';

/**
 * @param length bytes to deliver, at least 1; a longer body is cut there
 * @param subject for the log
 * @param signal rejects what is read after it aborted
 */
export function deliver(
  body: Body,
  length: number,
  subject: string,
  signal: AbortSignal,
): Pick<Arrival, 'bytes' | 'cancel'> {
  let remaining = length;
  const next = async (): Promise<IteratorResult<Uint8Array, undefined>> => {
    if (remaining === 0) return { done: true, value: undefined };
    signal.throwIfAborted();
    const chunk = await body.next();
    if (!chunk) {
      const got = `${length - remaining} of ${length} bytes`;
      throw new GatewayError('origin_truncated', `${subject}: the origin sent ${got}`);
    }
    if (chunk.length < remaining) {
      remaining -= chunk.length;
      return { done: false, value: chunk };
    }
    const value = chunk.subarray(0, remaining);
    remaining = 0;
    // The end of the body, or what the store sent in excess: not the reader's to wait for.
    body.discard();
    return { done: false, value };
  };
  const iterator: AsyncIterator<Uint8Array, undefined> = {
    next,
    async return() {
      remaining = 0;
      body.discard();
      return { done: true, value: undefined };
    },
  };
  return { bytes: { [Symbol.asyncIterator]: () => iterator }, cancel: () => body.discard() };
}
