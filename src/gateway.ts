/**
 * Gateway: the composition root. Builds every part once, in the order in which they need each
 * other, and returns the two things that can be done with the whole: listen and close.
 */
import type { AddressInfo } from 'node:net';
import { createDoors, type Doors, keyProblems } from './compose/doors.ts';
import { createEngine } from './compose/engine.ts';
import { measure } from './compose/measure.ts';
import { createStorage } from './compose/storage.ts';
import type { Config } from './config/config.ts';
import { createHandle, type Handler } from './http/handle.ts';
import { createListener } from './http/listener.ts';
import type { RouteRule } from './http/router.ts';
import type { Log } from './observe/log.ts';
import type { Metrics } from './observe/metrics.ts';
import { createDropLog, logRefusal } from './observe/refusal-log.ts';
import { logRequest } from './observe/request-log.ts';
import { cacheControl } from './routes/cache-control.ts';
import { firstLook } from './routes/first-look.ts';
import { createListBuckets, createListObjects } from './routes/library.ts';
import { createLimit } from './routes/limited.ts';
import { createMetricsPage, createReadyz, healthz } from './routes/operations.ts';
import { createPage } from './routes/pages.ts';
import { createReadiness } from './routes/readiness.ts';
import { createSign } from './routes/sign.ts';
import { createObjectPaths, createWatch, type WatchOptions } from './routes/watch.ts';

export interface GatewayParts {
  readonly config: Config;
  readonly log: Log;
  /** The page, by name: `index.html` is `/`, every other one is served under its own name. */
  readonly pages: ReadonlyMap<string, Uint8Array>;
  readonly metrics: Metrics;
  /** What the embedded store serves when `media_dir` is not set. */
  readonly sampleDir: string;
}

export interface Gateway {
  /** Resolves to the address in use. @throws the system's error, e.g. EADDRINUSE */
  listen(): Promise<AddressInfo>;
  /** Lets running answers finish, for `shutdown_ms` at most, then lets go of everything. */
  close(): Promise<void>;
}

export { keyProblems };

export async function createGateway({
  config,
  log,
  metrics,
  pages,
  sampleDir,
}: GatewayParts): Promise<Gateway> {
  const now = () => performance.now();
  const storage = await createStorage({ config, log, metrics, sampleDir });
  const { origin } = storage;
  const readiness = createReadiness({ catalog: origin, timeoutMs: config.origin_timeout_ms, now });
  const closing = new AbortController();
  const engine = createEngine({ config, origin, log, tally: metrics, now });
  const { diagnose, shown, stored } = engine;
  const doors = createDoors(config, now);
  const { auth } = doors;
  const buckets = config.buckets?.map(({ name }) => name);
  const watching: WatchOptions = {
    shown,
    stored,
    tally: metrics,
    auth,
    limit: createLimit(doors),
    buckets,
    cacheControl: keepingBy(config),
    now,
    wallClock: Date.now,
  };
  const library = { catalog: origin, auth, buckets };
  const noteDropped = createDropLog(log, now);
  const listener = createListener({
    maxConnections: config.max_connections,
    onRefused: (refused) => logRefusal(log, refused),
    onDropped() {
      noteDropped();
      metrics.rejected('connections');
    },
    handle: createHandle({
      corsOrigins: config.cors_origins,
      knownAs: config.auth === undefined ? { name: config.host } : 'any',
      addressOf: doors.addressOf,
      admit: doors.admit,
      // A supervisor that is told to come back later would end what it asks about.
      alwaysAnswered: ['/healthz', '/readyz'],
      now,
      onBytes: (bytes) => metrics.body('to_viewer', bytes),
      onEnd(record) {
        metrics.request(record);
        logRequest(log, record);
      },
      routes: [
        get('watch', '/watch', createWatch(watching)),
        {
          ...get('objects', '/objects/*', createObjectPaths(watching)),
          behindToken: true,
        },
        get('list_buckets', '/list_buckets', createListBuckets(library)),
        get('list_objects', '/list_objects', createListObjects({ ...library, diagnose })),
        ...signing(doors, buckets),
        get('healthz', '/healthz', healthz),
        get('readyz', '/readyz', createReadyz(readiness)),
        get('metrics', '/metrics', createMetricsPage(metrics)),
        ...[...pages].map(([name, bytes]) =>
          get('page', name === 'index.html' ? '/' : `/${name}`, createPage(name, bytes, Date.now)),
        ),
      ],
    }),
  });

  measure(metrics, { engine, streams: doors.streams, listener });
  return {
    async listen() {
      const address = await listener.listen(config.host, config.port);
      // Nobody waits for it: what it finds is no reason not to listen.
      firstLook({ readiness, ...library, signal: closing.signal, warn: log.warn });
      return address;
    },
    async close() {
      readiness.stop();
      closing.abort();
      const cut = await listener.close(config.shutdown_ms);
      if (cut > 0) log.warn({ connections: cut }, 'running answers were cut off at shutdown');
      await storage.close();
    },
  };
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
