/**
 * A whole body in memory, for the XML that S3 speaks. Bounded in bytes and in time, because
 * nothing else bounds it: a body that trickles is never silent.
 */
import { GatewayError } from '../errors.ts';
import type { Body } from './exchange.ts';

export interface CollectBounds {
  readonly maxBytes: number;
  /** Milliseconds for all of the body. */
  readonly withinMs: number;
}

/**
 * All bytes of `body`.
 * @throws GatewayError `origin_invalid` beyond `maxBytes`, `origin_timeout` beyond `withinMs`; what the body throws
 */
export async function collect(body: Body, { maxBytes, withinMs }: CollectBounds): Promise<Buffer> {
  let late: GatewayError | undefined;
  const timer = setTimeout(() => {
    late = new GatewayError('origin_timeout', `An answer that took more than ${withinMs} ms`);
    // Whoever waits for the next chunk is let go by this.
    body.discard();
  }, withinMs);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const chunk = await body.next();
      if (!chunk) return Buffer.concat(chunks, length);
      chunks.push(chunk);
      length += chunk.length;
      if (length > maxBytes) {
        body.discard();
        throw new GatewayError('origin_invalid', `An answer of more than ${maxBytes} bytes`);
      }
    }
  } catch (error) {
    throw late ?? error;
  } finally {
    clearTimeout(timer);
  }
}
