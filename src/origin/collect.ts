/** A whole body in memory, for the XML that S3 speaks: bounded, because nothing else bounds it. */
import { GatewayError } from '../errors.ts';
import type { Body } from './exchange.ts';

/**
 * All bytes of `body`.
 * @throws GatewayError `origin_invalid` beyond `maxBytes`; what the body throws
 */
export async function collect(body: Body, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
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
}
