/**
 * Gateway: the composition root. Builds every part once, in the order in which they need each
 * other, and returns the two things that can be done with the whole: listen and close.
 */
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { Config } from './config/config.ts';
import { delay } from './delay.ts';
import { createHandle, type Handler } from './http/handle.ts';
import { createListener } from './http/listener.ts';
import type { RouteRule } from './http/router.ts';
import { createAttentiveOrigin } from './object/attentive-origin.ts';
import { createBlockCache } from './object/block-cache.ts';
import { createCrowd } from './object/crowd.ts';
import { createDirectory } from './object/directory.ts';
import { createFlights } from './object/flights.ts';
import { createObjects } from './object/objects.ts';
import { createSlots } from './object/slots.ts';
import { createTurnstile } from './object/turnstile.ts';
import type { Log } from './observe/log.ts';
import { createDropLog, logRefusal } from './observe/refusal-log.ts';
import { logRequest } from './observe/request-log.ts';
import { createS3Origin } from './origin/s3-origin.ts';
import { firstLook } from './routes/first-look.ts';
import { createListBuckets, createListObjects } from './routes/library.ts';
import { createReadyz, healthz } from './routes/operations.ts';
import { createPage } from './routes/pages.ts';
import { createReadiness } from './routes/readiness.ts';
import { createObjectPaths, createWatch } from './routes/watch.ts';
import { startStore } from './store/store.ts';
import { createBrokenFilms } from './view/broken-films.ts';
import { createDiagnose } from './view/diagnosis.ts';
import { createEnoughAhead } from './view/enough-ahead.ts';
import { createFilms } from './view/films.ts';
import { createLearner } from './view/learner.ts';
import { createStudy } from './view/study.ts';
import { createTails } from './view/tails.ts';
import { createViews } from './view/views.ts';

export interface GatewayParts {
  readonly config: Config;
  readonly log: Log;
  /** The page, by name: `index.html` is `/`, every other one is served under its own name. */
  readonly pages: ReadonlyMap<string, Uint8Array>;
  /** What the embedded store serves when `media_dir` is not set. */
  readonly sampleDir: string;
}

export interface Gateway {
  /** Resolves to the address in use. @throws the system's error, e.g. EADDRINUSE */
  listen(): Promise<AddressInfo>;
  /** Lets running answers finish, for `shutdown_ms` at most, then lets go of everything. */
  close(): Promise<void>;
}

export async function createGateway(parts: GatewayParts): Promise<Gateway> {
  const { config, log } = parts;
  const now = () => performance.now();
  const storage = config.embedded ? await embeddedStorage(parts) : configuredStorage(config);

  const origin = createS3Origin({
    ...storage.address,
    region: config.region_name,
    connections: config.origin_connections,
    timeoutMs: config.origin_timeout_ms,
    observe: (event) => log.debug({ ...event }, 'origin request'),
    onHedge: (event) => log.debug({ ...event }, 'hedge'),
    onResume: (event) => log.debug({ ...event }, 'resume'),
  });
  const readiness = createReadiness({ catalog: origin, timeoutMs: config.origin_timeout_ms, now });
  const closing = new AbortController();
  const cache = createBlockCache(config.cache_memory_bytes);
  const directory = createDirectory(config.object_ttl_ms, now);
  const attentive = createAttentiveOrigin(origin, directory);
  const flights = createFlights({
    origin: attentive,
    cache,
    slots: createSlots(config.origin_connections),
  });
  const films = createFilms(cache);
  const objects = createObjects({
    origin: attentive,
    directory,
    cache,
    flights,
    crowd: createCrowd(config.cache_memory_bytes, now),
    chunkBytes: config.chunk_bytes,
    windowBytes: config.window_bytes,
    enoughAhead: createEnoughAhead(films, config.read_ahead_ms),
    now,
    random: Math.random,
    delay,
    after(ms, run) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    alone: createTurnstile(Math.ceil(config.origin_connections / 2)),
    onUnused: (bytes) => log.debug({ bytes }, 'read ahead and never used'),
  });
  const noteBroken = createBrokenFilms(log.warn);
  const learner = createLearner({
    objects,
    films,
    cache,
    study: createStudy(cache),
    tails: createTails(),
    noteBroken,
    chunkBytes: config.chunk_bytes,
    later: setImmediate,
  });
  // Without a cache every range of a view would cost another look into the film.
  const hasViews = config.fast_start && cache.capacity > 0;
  const watching = {
    shown: hasViews ? createViews({ objects, films, learner }) : objects,
    stored: objects,
    buckets: config.buckets,
    now,
    wallClock: Date.now,
  };
  const library = { catalog: origin, buckets: config.buckets };
  const diagnose = createDiagnose({ objects, films, noteBroken });
  const get = (name: string, path: string, handler: Handler): RouteRule<Handler> => ({
    name,
    methods: ['GET'],
    path,
    handler,
  });
  const pages = [...parts.pages].map(([name, bytes]) =>
    get('page', name === 'index.html' ? '/' : `/${name}`, createPage(name, bytes, Date.now)),
  );
  const listener = createListener({
    maxConnections: config.max_connections,
    onRefused: (refused) => logRefusal(log, refused),
    onDropped: createDropLog(log, now),
    handle: createHandle({
      corsOrigins: config.cors_origins,
      knownAs: config.auth === 'public' ? 'any' : { name: config.host },
      now,
      onEnd: (record) => logRequest(log, record),
      routes: [
        get('watch', '/watch', createWatch(watching)),
        get('objects', '/objects/*', createObjectPaths(watching)),
        get('list_buckets', '/list_buckets', createListBuckets(library)),
        get('list_objects', '/list_objects', createListObjects({ ...library, diagnose })),
        get('healthz', '/healthz', healthz),
        get('readyz', '/readyz', createReadyz(readiness)),
        ...pages,
      ],
    }),
  });

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
      await origin.close();
      await storage.close();
    },
  };
}

interface Storage {
  readonly address: {
    readonly endpointUrl: string | undefined;
    readonly forcePathStyle: boolean;
    readonly credentials:
      | { accessKeyId: string; secretAccessKey: string; sessionToken?: string }
      | undefined;
  };
  close(): Promise<void>;
}

/** A store of our own on loopback, with credentials that nobody knows and that end with it. */
async function embeddedStorage({ config, log, sampleDir }: GatewayParts): Promise<Storage> {
  const credentials = {
    accessKeyId: randomBytes(10).toString('hex'),
    secretAccessKey: randomBytes(30).toString('base64url'),
  };
  const mediaDir = config.media_dir ?? sampleDir;
  const onError = (err: unknown): void => log.error({ err }, 'the embedded store failed');
  const store = await startStore({ mediaDir, credentials, onError });
  log.info({ mediaDir, endpoint: store.endpoint }, 'embedded store started: for one machine only');
  for (const sentence of store.leftOut) log.warn({ mediaDir }, `not served: ${sentence}`);
  return {
    address: { endpointUrl: store.endpoint, forcePathStyle: true, credentials },
    close: () => store.close(),
  };
}

function configuredStorage(config: Config): Storage {
  const { credentials: pair, endpoint_url: endpointUrl, force_path_style: forcePathStyle } = config;
  const credentials = pair && {
    accessKeyId: pair.access_key,
    secretAccessKey: pair.secret_key,
    ...(pair.session_token !== undefined && { sessionToken: pair.session_token }),
  };
  return { address: { endpointUrl, forcePathStyle, credentials }, close: async () => {} };
}
