/** A request's body as it arrives, for routes that take long ones. */
import type { IncomingMessage } from 'node:http';
import { GatewayError } from '../errors.ts';

export interface Incoming {
  /** Bytes that are announced; undefined when only the end will tell. */
  readonly length: number | undefined;
  /**
   * The body, no faster than it is iterated; to be asked for once. To begin with it tells a client that
   * waits for it to go on (`Expect: 100-continue`).
   * @throws GatewayError `request_malformed` when it breaks off, `request_timeout` when nothing came for `LIMITS.bodyIdleMs`
   */
  bytes(): AsyncIterable<Uint8Array>;
}

export function incomingOf(req: IncomingMessage): Incoming {
  const announced = req.headers['content-length'];
  return {
    length: req.headers['transfer-encoding'] === undefined ? Number(announced ?? 0) : undefined,
    async *bytes() {
      try {
        // Not destroyed when left early: the connection is still owed an answer.
        yield* req.iterator({ destroyOnReturn: false });
      } catch (cause) {
        throw new GatewayError('request_malformed', 'Cannot read the body: it broke off', {
          cause,
        });
      }
    },
  };
}
