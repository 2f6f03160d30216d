/** Listeners: the one for viewers, and one for whoever runs the gateway when it is to be apart. */
import type { Config } from '../config/config.ts';
import type { Handler } from '../http/exchange.ts';
import { createHandle, type Handle } from '../http/handle.ts';
import { LIMITS } from '../http/limits.ts';
import { createListener, type Listener, type ListenerOptions } from '../http/listener.ts';
import type { Around, RequestRecord } from '../http/request-record.ts';
import type { RouteRule } from '../http/router.ts';
import { createSecureListener, type Pair, type SecureListener } from '../http/secure-listener.ts';
import type { Log } from '../observe/log.ts';
import type { Metrics } from '../observe/metrics.ts';
import { createDropLog, logRefusal } from '../observe/refusal-log.ts';
import type { Doors } from './doors.ts';

export interface ListenersOptions {
  readonly config: Config;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'body' | 'failed' | 'rejected'>;
  readonly doors: Pick<Doors, 'addressOf' | 'admit'>;
  readonly around: Around;
  readonly onEnd: (record: RequestRecord) => void;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/** Scrapers, probes and a person. */
const MOST_OPERATORS = 100;
/** A supervisor that is told to come back later would end what it asks about. */
const ALWAYS_ANSWERED = ['/healthz', '/readyz'];

export interface ViewersListeners {
  readonly plain: Listener | undefined;
  readonly secure: SecureListener | undefined;
  /** Of both. */
  readonly connections: number;
  /** @returns how many connections had to be cut */
  close(deadlineMs: number): Promise<number>;
}

/** @param pair what TLS is spoken with: instead of plain HTTP, or beside it where it has its own port */
export function viewersListeners(
  options: ListenersOptions,
  routes: readonly RouteRule<Handler>[],
  pair: Pair | undefined,
): ViewersListeners {
  const { config } = options;
  const most = config.max_connections;
  const own = (isSecure: boolean): ListenerOptions => ({
    ...turnedAway(options),
    maxConnections: most,
    isFull: () => both.connections > most,
    handle: viewersHandle(options, routes, isSecure ? config.hsts_seconds : 0),
  });
  const hasPlain = pair === undefined || config.tls_port !== undefined;
  const plain = hasPlain ? createListener(own(false)) : undefined;
  const secure = pair && createSecureListener({ ...own(true), pair });
  const both = {
    plain,
    secure,
    get connections() {
      return (plain?.connections ?? 0) + (secure?.connections ?? 0);
    },
    async close(deadlineMs: number) {
      const cuts = await Promise.all([plain?.close(deadlineMs), secure?.close(deadlineMs)]);
      return cuts.reduce<number>((sum, cut) => sum + (cut ?? 0), 0);
    },
  };
  return both;
}

function viewersHandle(
  { config, doors, metrics, around, now, onEnd }: ListenersOptions,
  routes: readonly RouteRule<Handler>[],
  hstsSeconds: number,
): Handle {
  return createHandle({
    hstsSeconds,
    corsOrigins: config.cors_origins,
    knownAs: config.auth === undefined ? { name: config.host } : 'any',
    addressOf: doors.addressOf,
    admit: doors.admit,
    alwaysAnswered: ALWAYS_ANSWERED,
    bounds: LIMITS.body,
    now,
    onBytes: (bytes) => metrics.body('to_viewer', bytes),
    around,
    onEnd,
    routes,
  });
}

/** No page may read it, and without a token it goes by names of this machine only. */
export function operationsListener(
  options: ListenersOptions,
  routes: readonly RouteRule<Handler>[],
): Listener {
  const { config, doors, now, onEnd } = options;
  return createListener({
    ...turnedAway(options),
    maxConnections: MOST_OPERATORS,
    handle: createHandle({
      corsOrigins: [],
      knownAs: config.admin_token === undefined ? { name: config.admin_host } : 'any',
      addressOf: doors.addressOf,
      admit() {},
      alwaysAnswered: ALWAYS_ANSWERED,
      bounds: LIMITS.body,
      now,
      onBytes() {},
      around: (_headers, serve) => serve(),
      onEnd,
      routes,
    }),
  });
}

function turnedAway({ log, metrics, now }: ListenersOptions) {
  const noteDropped = createDropLog(log, now);
  return {
    onRefused(refused: Parameters<typeof logRefusal>[1]) {
      metrics.failed(refused.error);
      logRefusal(log, refused);
    },
    onDropped() {
      noteDropped();
      metrics.rejected('connections');
    },
  };
}
