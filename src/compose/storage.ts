/** The storage as configured: S3 accounts, or a store of our own when there are none. */
import { randomBytes } from 'node:crypto';
import type { Config } from '../config/config.ts';
import type { Log } from '../observe/log.ts';
import type { Metrics } from '../observe/metrics.ts';
import type { Traces } from '../observe/traces.ts';
import { type Account, accountsOf } from '../origin/account.ts';
import { createAccounts } from '../origin/accounts.ts';
import { createS3Origin, type S3Origin } from '../origin/s3-origin.ts';
import { startStore } from '../store/store.ts';

export interface Storage {
  readonly origin: S3Origin;
  close(): Promise<void>;
}

export interface StorageOptions {
  readonly config: Config;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'originRequest' | 'hedge' | 'resumed'>;
  readonly traces: Pick<Traces, 'question'>;
  /** What the embedded store serves when no folder is named. */
  readonly sampleDir: string;
}

export async function createStorage(options: StorageOptions): Promise<Storage> {
  const { config, log, metrics, traces, sampleDir } = options;
  const open = (account: Account): S3Origin =>
    createS3Origin({
      ...account,
      connections: config.origin_connections,
      timeoutMs: config.origin_timeout_ms,
      ask: traces.question,
      observe(event) {
        metrics.originRequest(event);
        log.debug({ ...event }, 'origin request');
      },
      onHedge(event) {
        metrics.hedge(event.outcome);
        log.debug({ ...event }, 'hedge');
      },
      onResume(event) {
        metrics.resumed(event.outcome);
        log.debug({ ...event }, 'resume');
      },
    });
  if (config.embedded) return await embedded(config, log, sampleDir, open);
  const shared = accountOf(config);
  const origin =
    config.buckets === undefined
      ? open(shared)
      : createAccounts({ buckets: accountsOf(config.buckets, shared), open });
  return { origin, close: () => origin.close() };
}

/** A store of our own on loopback, with credentials that nobody knows and that end with it. */
async function embedded(
  config: Config,
  log: Log,
  sampleDir: string,
  open: (account: Account) => S3Origin,
): Promise<Storage> {
  const credentials = {
    accessKeyId: randomBytes(10).toString('hex'),
    secretAccessKey: randomBytes(30).toString('base64url'),
  };
  const mediaDir = config.media_dir ?? sampleDir;
  const onError = (err: unknown): void => log.error({ err }, 'the embedded store failed');
  const store = await startStore({ mediaDir, credentials, onError });
  log.info({ mediaDir, endpoint: store.endpoint }, 'embedded store started: for one machine only');
  for (const sentence of store.leftOut) log.warn({ mediaDir }, `not served: ${sentence}`);
  const { region_name: region } = config;
  const origin = open({ endpointUrl: store.endpoint, forcePathStyle: true, credentials, region });
  return {
    origin,
    async close() {
      await origin.close();
      await store.close();
    },
  };
}

/** The account of whatever bucket declares none of its own. */
function accountOf(config: Config): Account {
  const { credentials: pair } = config;
  return {
    endpointUrl: config.endpoint_url,
    region: config.region_name,
    forcePathStyle: config.force_path_style,
    credentials: pair && {
      accessKeyId: pair.access_key,
      secretAccessKey: pair.secret_key,
      ...(pair.session_token !== undefined && { sessionToken: pair.session_token }),
    },
  };
}
