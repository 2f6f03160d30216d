/**
 * Gateway: the composition root. Builds every part once, in the order in which they need each
 * other, and returns the two things that can be done with the whole: listen and close.
 */
import type { AddressInfo } from 'node:net';
import { createDoors, keyProblems } from './compose/doors.ts';
import { createEngine } from './compose/engine.ts';
import { operationsListener, viewersListeners } from './compose/listeners.ts';
import { measure } from './compose/measure.ts';
import { operationsRoutes, placeOfOperations } from './compose/operations.ts';
import { lifeSigns, viewerRoutes } from './compose/routes.ts';
import { createStorage } from './compose/storage.ts';
import { openTls } from './compose/tls.ts';
import { createWrites } from './compose/writes.ts';
import type { Config } from './config/config.ts';
import type { RequestRecord } from './http/request-record.ts';
import type { RouteRule } from './http/router.ts';
import type { LevelledLog } from './observe/log.ts';
import type { Metrics } from './observe/metrics.ts';
import { isSlow, logRequest } from './observe/request-log.ts';
import { createTopObjects } from './observe/top-objects.ts';
import type { Traces } from './observe/traces.ts';
import { firstLook } from './routes/first-look.ts';
import { createReadiness } from './routes/readiness.ts';

export interface GatewayParts {
  readonly config: Config;
  readonly log: LevelledLog;
  /** Files of the page by name; `index.html` is `/`. */
  readonly pages: ReadonlyMap<string, Uint8Array>;
  /** What the page loads when it needs it, by name; read then. */
  readonly libraries: ReadonlyMap<string, () => Uint8Array>;
  /** Of this program. */
  readonly version: string;
  readonly metrics: Metrics;
  readonly traces: Traces;
  /** What the embedded store serves when `media_dir` is not set. */
  readonly sampleDir: string;
}

/** Where viewers are heard. */
export interface Heard {
  readonly plain: AddressInfo | undefined;
  readonly secure: AddressInfo | undefined;
}

export interface Gateway {
  /** What viewers may ask for, to be held against what is written about it. */
  readonly routes: readonly Pick<RouteRule<unknown>, 'path' | 'methods'>[];
  /** Resolves to the addresses in use. @throws the system's error, e.g. EADDRINUSE */
  listen(): Promise<Heard>;
  /** Lets running answers finish, for `shutdown_ms` at most, then lets go of everything. */
  close(): Promise<void>;
}

export { keyProblems };

/** Objects whose bytes are counted one by one, each a few hundred bytes of memory. */
const TOP_OBJECTS = 1000;

export async function createGateway({
  config,
  log,
  version,
  metrics,
  traces,
  pages,
  libraries,
  sampleDir,
}: GatewayParts): Promise<Gateway> {
  const now = () => performance.now();
  const storage = await createStorage({ config, log, metrics, traces, sampleDir });
  const { origin } = storage;
  const readiness = createReadiness({ catalog: origin, timeoutMs: config.origin_timeout_ms, now });
  const closing = new AbortController();
  const engine = createEngine({ config, origin, log, now });
  const doors = createDoors(config, now);
  const { streams } = doors;
  const top = createTopObjects(TOP_OBJECTS);
  const onEnd = (record: RequestRecord): void => {
    const { about, bytes } = record;
    if (about.bucket !== undefined && about.key !== undefined) {
      top.count(about.bucket, about.key, bytes);
    }
    const slow = isSlow(record, config.slow_request_ms);
    metrics.request({ ...record, slow });
    logRequest(log, record, slow);
  };
  const writes = createWrites({
    config,
    origin,
    auth: doors.auth,
    forget: engine.shown.forget,
  });
  const listening = { config, log, metrics, doors, around: traces.request, onEnd, now };
  const operations = operationsRoutes({ config, log, metrics, engine, top, streams });
  const place = placeOfOperations(config);
  const routes = [
    ...viewerRoutes({
      config,
      origin,
      engine,
      doors,
      tally: metrics,
      metrics,
      readiness,
      writes: writes.routes,
      version,
      pages,
      libraries,
      now,
    }),
    ...(place === 'here' ? operations : []),
  ];
  const tls = await openTls(config, log);
  const viewers = viewersListeners(listening, routes, tls?.pair);
  const operators =
    place === 'apart'
      ? operationsListener(listening, [...lifeSigns(readiness), ...operations])
      : undefined;
  measure(metrics, { engine, streams, writes, listener: viewers });
  if (viewers.secure) tls?.follow(viewers.secure.renew);

  return {
    routes,
    async listen() {
      if (operators !== undefined && config.admin_port !== undefined) {
        const { address, port } = await operators.listen(config.admin_host, config.admin_port);
        log.info({ address, port }, 'operations: listening');
      }
      const { host, port, tls_port = port } = config;
      const plain = await viewers.plain?.listen(host, port);
      const secure = await viewers.secure?.listen(host, tls_port);
      // Nobody waits for it: what it finds is no reason not to listen.
      firstLook({
        readiness,
        catalog: origin,
        buckets: config.buckets?.map(({ name }) => name),
        signal: closing.signal,
        warn: log.warn,
      });
      return { plain, secure };
    },
    async close() {
      readiness.stop();
      closing.abort();
      tls?.close();
      const cut = await viewers.close(config.shutdown_ms);
      if (cut > 0) log.warn({ connections: cut }, 'running answers were cut off at shutdown');
      // Last, so that what a shutdown does can be watched.
      await operators?.close(0);
      writes.close();
      await storage.close();
      await traces.flush();
    },
  };
}
