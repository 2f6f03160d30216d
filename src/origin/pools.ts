/**
 * Keep-alive connections to the origin: one bounded pool per host, and a bounded number of pools,
 * since virtual-host style has a host for every bucket.
 */
import { buildConnector, Pool } from 'undici';
import { GatewayError } from '../errors.ts';
import { createSpareConnection, type SpareConnection } from './spare-connection.ts';

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
/** A connection on which nothing was asked yet is held to be worth less, also by the origin. */
const SPARE_IDLE_MS = 5000;

interface HostPool {
  readonly pool: Pool;
  readonly spare: SpareConnection;
}

export function createPools({ connections, timeoutMs, limit = 32 }: PoolsOptions): Pools {
  const pools = new Map<string, HostPool>();
  /** Let go, but still at work on what they had begun. */
  const leaving = new Set<Pool>();
  let closed = false;

  function open(origin: string): HostPool {
    const spare = createSpareConnection({
      connect: buildConnector({ timeout: timeoutMs }),
      limit: connections,
      idleMs: SPARE_IDLE_MS,
    });
    const pool = new Pool(origin, {
      connections,
      pipelining: 1,
      connect: spare.connect,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      keepAliveTimeout: IDLE_MS,
      keepAliveMaxTimeout: 60_000,
    });
    return { pool, spare };
  }

  function letGo({ pool, spare }: HostPool): void {
    leaving.add(pool);
    spare.close();
    // Graceful: bodies that are still being read come to their end first.
    pool.close(() => leaving.delete(pool));
  }

  return {
    to(origin) {
      if (closed) throw new GatewayError('shutting_down', 'The origin client is closed');
      const found = pools.get(origin) ?? open(origin);
      pools.delete(origin);
      pools.set(origin, found);
      const [[oldest, old] = []] = pools;
      if (pools.size > limit && oldest !== undefined && old !== undefined) {
        pools.delete(oldest);
        letGo(old);
      }
      return found.pool;
    },
    async close() {
      closed = true;
      for (const { spare } of pools.values()) spare.close();
      const all = [...[...pools.values()].map(({ pool }) => pool), ...leaving];
      pools.clear();
      leaving.clear();
      await Promise.all(all.map((pool) => pool.destroy()));
    },
  };
}
