/**
 * Streams: answers with bodies that run at once, in all and for one address. Each holds memory and
 * perhaps a connection to the origin for as long as its viewer pleases.
 */
import { GatewayError } from '../errors.ts';

/** Somebody leaves every few seconds: players end answers with every seek. */
const RETRY_AFTER_SECONDS = 5;

export interface StreamLimits {
  /** Answers at once; 0 for no limit. */
  readonly most: number;
  /** Of them for one address; 0 for no limit. */
  readonly mostPerAddress: number;
}

export interface Streams {
  /**
   * Lets an answer to `key` begin.
   * @returns to be called when it is over; harmless when repeated
   * @throws GatewayError `rate_limited` when the address has its share, `overloaded` when all are taken
   */
  enter(key: string): () => void;
  /** Answers that run now. */
  readonly running: number;
  /** Addresses that have one. */
  readonly addresses: number;
}

export function createStreams({ most, mostPerAddress }: StreamLimits): Streams {
  /** Never holds a zero. */
  const byAddress = new Map<string, number>();
  let running = 0;

  function leave(key: string): void {
    running--;
    const left = (byAddress.get(key) ?? 0) - 1;
    if (left > 0) byAddress.set(key, left);
    else byAddress.delete(key);
  }

  return {
    enter(key) {
      const own = byAddress.get(key) ?? 0;
      // Who has a full share is told so even when all are taken: then waiting alone would not help.
      if (mostPerAddress > 0 && own >= mostPerAddress) {
        throw new GatewayError('rate_limited', `Cannot send to ${key}: ${own} answers run to it`, {
          detail: 'Too many answers run to this address',
          retryAfterSeconds: RETRY_AFTER_SECONDS,
          limit: 'streams_per_address',
        });
      }
      if (most > 0 && running >= most) {
        throw new GatewayError('overloaded', `Cannot send to ${key}: ${running} answers run`, {
          retryAfterSeconds: RETRY_AFTER_SECONDS,
          limit: 'streams',
        });
      }
      running++;
      byAddress.set(key, own + 1);
      let left = false;
      return () => {
        if (!left) leave(key);
        left = true;
      };
    },
    get running() {
      return running;
    },
    get addresses() {
      return byAddress.size;
    },
  };
}
