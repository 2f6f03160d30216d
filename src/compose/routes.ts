/** Routes: what viewers may ask for, as a table. */
import { describeApi, type Offered } from '../api/document.ts';
import type { Config } from '../config/config.ts';
import type { Handler } from '../http/exchange.ts';
import type { RouteRule } from '../http/router.ts';
import type { Tally } from '../object/tally.ts';
import type { Metrics } from '../observe/metrics.ts';
import type { S3Origin } from '../origin/s3-origin.ts';
import { cacheControl } from '../routes/cache-control.ts';
import { createListBuckets, createListObjects } from '../routes/library.ts';
import { createLimit } from '../routes/limited.ts';
import { createReadyz, healthz } from '../routes/operations.ts';
import { createPlayerWords } from '../routes/player-words.ts';
import type { Readiness } from '../routes/readiness.ts';
import { createReports } from '../routes/reports.ts';
import { createSign } from '../routes/sign.ts';
import { createObjectPaths, createWatch, type WatchOptions } from '../routes/watch.ts';
import type { Doors } from './doors.ts';
import type { Engine } from './engine.ts';
import { placeOfOperations } from './operations.ts';
import { pageRoutes } from './page-routes.ts';

export interface RoutesOptions {
  readonly config: Config;
  readonly origin: S3Origin;
  readonly engine: Engine;
  readonly doors: Doors;
  readonly tally: Tally;
  readonly metrics: Pick<Metrics, 'cmcd' | 'page'>;
  readonly readiness: Readiness;
  /** Routes that change objects; none when uploads are not offered. */
  readonly writes: readonly RouteRule<Handler>[];
  /** Of this program. */
  readonly version: string;
  /** Files of the page by name; `index.html` is `/`. */
  readonly pages: ReadonlyMap<string, Uint8Array>;
  /** What the page loads when it needs it, by name; read then. */
  readonly libraries: ReadonlyMap<string, () => Uint8Array>;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

export function viewerRoutes(options: RoutesOptions): readonly RouteRule<Handler>[] {
  const { config, origin, engine, doors, tally, metrics, readiness, pages, libraries, now } =
    options;
  const { auth } = doors;
  const buckets = config.buckets?.map(({ name }) => name);
  const watching: WatchOptions = {
    shown: engine.shown,
    stored: engine.stored,
    tally,
    auth,
    limit: createLimit(doors),
    playerWords: createPlayerWords({
      auth,
      buckets,
      prefetch: engine.prefetch,
      told: metrics.cmcd,
    }),
    buckets,
    cacheControl: keepingBy(config),
    now,
    wallClock: Date.now,
  };
  const library = { catalog: origin, auth, buckets };
  return [
    get('watch', '/watch', createWatch(watching)),
    { ...get('objects', '/objects/*', createObjectPaths(watching)), behindToken: true },
    get('list_buckets', '/list_buckets', createListBuckets(library)),
    get(
      'list_objects',
      '/list_objects',
      createListObjects({
        ...library,
        diagnose: engine.diagnose,
        uploads: config.uploads,
      }),
    ),
    ...options.writes,
    {
      name: 'reports',
      methods: ['POST'],
      path: '/reports',
      handler: createReports({
        corsOrigins: config.cors_origins,
        admit: doors.admitReport,
        told: metrics.page,
      }),
      takesBody: true,
    },
    ...signing(doors, buckets),
    ...lifeSigns(readiness),
    ...pageRoutes(pages, libraries, describeApi(offeredBy(config, options.version))),
  ];
}

function offeredBy(config: Config, version: string): Offered {
  const ways = typeof config.auth === 'object' ? config.auth : undefined;
  return {
    version,
    uploads: config.uploads,
    basic: ways?.basic !== undefined,
    jwt: ways?.jwt !== undefined,
    links: ways?.links !== undefined,
    operations: placeOfOperations(config) === 'here',
    operatorToken: config.admin_token !== undefined,
  };
}

/** What supervisors ask, on every listener. */
export function lifeSigns(readiness: Readiness): readonly RouteRule<Handler>[] {
  return [get('healthz', '/healthz', healthz), get('readyz', '/readyz', createReadyz(readiness))];
}

function get(name: string, path: string, handler: Handler): RouteRule<Handler> {
  return { name, methods: ['GET'], path, handler };
}

/** Offered when links are a way in. */
function signing(
  { auth, signer }: Doors,
  buckets: readonly string[] | undefined,
): readonly RouteRule<Handler>[] {
  if (signer === undefined) return [];
  const handler = createSign({ ...signer, auth, buckets, wallClock: Date.now });
  return [{ name: 'sign', methods: ['POST'], path: '/sign', handler, takesBody: true }];
}

function keepingBy({ buckets = [], object_ttl_ms: ttlMs }: Config): WatchOptions['cacheControl'] {
  const configured = new Map(buckets.map((one) => [one.name, one.cache_control]));
  return (bucket, meta, { isPublic, cookie }) =>
    cacheControl({
      configured: configured.get(bucket),
      origin: meta.cacheControl,
      isPublic,
      givesCookie: cookie !== undefined,
      ttlMs,
    });
}
