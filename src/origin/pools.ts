/**
 * Keep-alive connections to the origin: one bounded pool per host, and a bounded number of pools,
 * since virtual-host style has a host for every bucket.
 */
import { Pool } from 'undici';
import { GatewayError } from '../errors.ts';

export interface PoolsOptions {
  /** Connections to one host, at most. */
  readonly connections: number;
  /** For connecting, for the head of an answer, and for silence within a body. */
  readonly timeoutMs: number;
  /** Hosts with open connections, at most; the one unused longest is closed. Default 32. */
  readonly limit?: number;
}

export interface Pools {
  /**
   * The pool of `origin` (scheme, host, port).
   * @throws GatewayError `shutting_down` after `close()`
   */
  to(origin: string): Pool;
  /** Ends every connection; what is in the air fails. */
  close(): Promise<void>;
}

/** Below the idle limits seen in the field (S3 about 20 s, Ceph 65 s), so we close first. */
const IDLE_MS = 15_000;

export function createPools({ connections, timeoutMs, limit = 32 }: PoolsOptions): Pools {
  const pools = new Map<string, Pool>();
  /** Let go, but still at work on what they had begun. */
  const leaving = new Set<Pool>();
  let closed = false;
  return {
    to(origin) {
      if (closed) throw new GatewayError('shutting_down', 'The origin client is closed');
      const pool =
        pools.get(origin) ??
        new Pool(origin, {
          connections,
          pipelining: 1,
          connect: { timeout: timeoutMs },
          headersTimeout: timeoutMs,
          bodyTimeout: timeoutMs,
          keepAliveTimeout: IDLE_MS,
          keepAliveMaxTimeout: 60_000,
        });
      pools.delete(origin);
      pools.set(origin, pool);
      const [oldest] = pools.keys();
      if (pools.size > limit && oldest !== undefined) {
        const old = pools.get(oldest);
        pools.delete(oldest);
        if (old !== undefined) {
          leaving.add(old);
          // Graceful: bodies that are still being read come to their end first.
          old.close(() => leaving.delete(old));
        }
      }
      return pool;
    },
    async close() {
      closed = true;
      const all = [...pools.values(), ...leaving];
      pools.clear();
      leaving.clear();
      await Promise.all(all.map((pool) => pool.destroy()));
    },
  };
}
