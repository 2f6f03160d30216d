/** Operations: the routes for whoever runs the gateway, and where they are offered. */
import type { Config } from '../config/config.ts';
import type { Handler } from '../http/exchange.ts';
import type { RouteRule } from '../http/router.ts';
import type { LevelledLog } from '../observe/log.ts';
import type { Metrics } from '../observe/metrics.ts';
import type { TopObjects } from '../observe/top-objects.ts';
import { createCacheStats, createPurge } from '../routes/cache.ts';
import { createLogLevel } from '../routes/log-level.ts';
import { createMetricsPage } from '../routes/operations.ts';
import { forOperator } from '../routes/operator.ts';
import type { Engine } from './engine.ts';

/**
 * - `apart`: on a listener of their own
 * - `here`: among the routes for viewers, who are all on this machine
 * - `off`: viewers may be anybody, and nothing was said about operations
 */
export type OperationsPlace = 'apart' | 'here' | 'off';

export function placeOfOperations({ admin_port, auth }: Config): OperationsPlace {
  if (admin_port !== undefined) return 'apart';
  return auth === undefined ? 'here' : 'off';
}

export interface OperationsOptions {
  readonly config: Config;
  readonly log: LevelledLog;
  readonly metrics: Metrics;
  readonly engine: Pick<Engine, 'purge' | 'stats'>;
  readonly top: TopObjects;
  readonly streams: { readonly running: number };
}

export function operationsRoutes(options: OperationsOptions): readonly RouteRule<Handler>[] {
  const { config, log, metrics, engine, top, streams } = options;
  const purge = createPurge({
    buckets: config.buckets?.map(({ name }) => name),
    purge: engine.purge,
    onPurge(scope, purged) {
      metrics.purged(purged.blocks);
      log.info({ ...scope, ...purged }, 'purged');
    },
  });
  const stats = createCacheStats({
    stats: () => ({ ...engine.stats(), streams: streams.running }),
    top: top.list,
  });
  const level = createLogLevel({
    get level() {
      return log.level;
    },
    setLevel(wanted) {
      const changed = log.setLevel(wanted);
      if (changed) log.warn({ logLevel: wanted }, 'the log level was changed');
      return changed;
    },
  });
  const rule = (name: string, method: string, handler: Handler): RouteRule<Handler> => ({
    name,
    methods: [method],
    path: `/${name}`,
    handler: forOperator(config.admin_token, handler),
  });
  return [
    rule('metrics', 'GET', createMetricsPage(metrics)),
    rule('cache', 'DELETE', purge),
    rule('cache/stats', 'GET', stats),
    { ...rule('log_level', 'GET', level), methods: ['GET', 'PUT'], takesBody: true },
  ];
}
