/** Measure: what is read off the running gateway when somebody scrapes. */
import type { Metrics } from '../observe/metrics.ts';
import type { EngineStats } from './engine.ts';

export interface Measured {
  readonly engine: { stats(): EngineStats };
  readonly streams: { readonly running: number };
  readonly writes: { readonly running: number };
  readonly listener: { readonly connections: number };
}

export function measure(
  metrics: Pick<Metrics, 'gauge'>,
  { engine, streams, writes, listener }: Measured,
): void {
  metrics.gauge('firstbyte_streams', () => streams.running);
  metrics.gauge('firstbyte_uploads', () => writes.running);
  metrics.gauge('firstbyte_connections', () => listener.connections);
  metrics.gauge('firstbyte_flights', () => engine.stats().flights);
  metrics.gauge('firstbyte_cache_bytes', () => engine.stats().cache.bytes);
  metrics.gauge('firstbyte_cache_reserved_bytes', () => engine.stats().cache.reserved);
  metrics.gauge('firstbyte_cache_capacity_bytes', () => engine.stats().cache.capacity);
  metrics.gauge('firstbyte_cache_blocks', () => engine.stats().cache.blocks);
  metrics.gauge('firstbyte_cache_evictions_total', () => engine.stats().cache.evictions);
}
