/**
 * Config: what the rest of the house gets, each part of it the few values it uses. Here the
 * defaults that depend on other options are settled and the result is frozen, all the way down.
 */
import { resolve } from 'node:path';
import { type Environment, variable } from './environment.ts';
import type { OptionKey } from './options.ts';
import type { Picks } from './picks.ts';
import type { Values } from './values.ts';

export interface StaticCredentials {
  readonly access_key: string;
  readonly secret_key: string;
  readonly session_token: string | undefined;
}

type Settled = 'access_key' | 'secret_key' | 'session_token' | 'force_path_style' | 'uploads';

/** Keys as in the config file; bounds and units as declared in options.ts. */
export type Config = Readonly<Omit<Values, Settled>> & {
  /** The embedded store is to be started: no other storage was chosen. */
  readonly embedded: boolean;
  /** undefined: the AWS provider chain, or the embedded store's own. */
  readonly credentials: StaticCredentials | undefined;
  readonly force_path_style: boolean;
  readonly uploads: boolean;
};

const CHOOSING: readonly OptionKey[] = ['endpoint_url', 'access_key', 'buckets'];
const CHOOSING_ENV = /^(AWS_PROFILE|AWS_WEB_IDENTITY_TOKEN_FILE|AWS_CONTAINER_CREDENTIALS_.+)$/;

/** What chooses a storage other than the embedded store, e.g. `buckets (config.json)`, or nothing. */
export function storageChoice(picks: Picks, env: Environment): string | undefined {
  for (const key of CHOOSING) {
    const one = picks.get(key);
    if (one !== undefined) return `${key} (${one.where})`;
  }
  return Object.keys(env).find((name) => CHOOSING_ENV.test(name) && variable(env, name));
}

/** @param cwd what relative paths start from */
export function configOf(values: Values, embedded: boolean, cwd: string): Config {
  const { access_key, secret_key, session_token, force_path_style, uploads, ...rest } = values;
  const absolute = (path: string | undefined) => (path === undefined ? path : resolve(cwd, path));
  return Object.freeze({
    ...rest,
    media_dir: absolute(rest.media_dir),
    tls_cert: absolute(rest.tls_cert),
    tls_key: absolute(rest.tls_key),
    buckets: rest.buckets && Object.freeze(rest.buckets.map((one) => Object.freeze({ ...one }))),
    auth: deepFreeze(rest.auth),
    trusted_proxies: Object.freeze([...rest.trusted_proxies]),
    cors_origins: Object.freeze([...rest.cors_origins]),
    embedded,
    credentials:
      access_key === undefined || secret_key === undefined
        ? undefined
        : Object.freeze({ access_key, secret_key, session_token }),
    force_path_style: force_path_style ?? rest.endpoint_url !== undefined,
    uploads: uploads ?? embedded,
  });
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) deepFreeze(part);
    Object.freeze(value);
  }
  return value;
}
