/**
 * The credentials that origin requests are signed with: a fixed pair, or a provider that is asked
 * again five minutes before what it gave expires. Many requests share one refresh; while the old
 * credentials still hold, nobody waits for it and its failure hurts nobody. A provider that fails
 * or hangs is not asked by every request, nor waited for without end.
 */
import { GatewayError } from '../errors.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  /** When they stop being valid; undefined for never. */
  readonly expiration?: Date | undefined;
}

/** Fetches credentials afresh each time it is called. */
export type CredentialProvider = () => Promise<Credentials>;

export interface CredentialSource {
  /** @throws GatewayError `origin_denied` when there are none and none can be got, `origin_timeout` when none came in time */
  get(): Promise<Credentials>;
  /**
   * The origin called `rejected` expired: fetches new ones, unless somebody already did.
   * @returns whether there are now other credentials than `rejected`
   */
  renew(rejected: Credentials): Promise<boolean>;
}

export interface CredentialTimes {
  /** Milliseconds since the epoch, as far as `expiration` is concerned. */
  readonly clock: { now(): number };
  /** Milliseconds since any moment, by a clock that nobody sets. */
  readonly elapsed: () => number;
  /** How long a provider is waited for. */
  readonly timeoutMs: number;
}

/** AWS's own SDKs refresh this early; instance roles hand out successors at least so long before. */
const REFRESH_AHEAD_MS = 5 * 60_000;
/** A provider that failed is left alone this long, whoever asks. */
const RETRY_REFRESH_MS = 10_000;

export function createCredentialSource(
  given: Credentials | CredentialProvider,
  { clock, elapsed, timeoutMs }: CredentialTimes,
): CredentialSource {
  if (typeof given !== 'function') return { get: async () => given, renew: async () => false };
  let current: Credentials | undefined;
  let inFlight: Promise<Credentials> | undefined;
  let failed: { readonly error: GatewayError; readonly at: number } | undefined;
  const resting = () => failed !== undefined && elapsed() - failed.at < RETRY_REFRESH_MS;

  const ask = async (): Promise<Credentials> => {
    const before = current;
    const fresh = await given();
    // Also when it comes after the deadline, unless somebody else was quicker.
    if (current !== before) return current ?? fresh;
    current = fresh;
    failed = undefined;
    return fresh;
  };

  const refresh = (): Promise<Credentials> => {
    if (failed !== undefined && resting()) return Promise.reject(failed.error);
    inFlight ??= within(ask(), timeoutMs)
      .catch((cause: unknown) => {
        failed = { error: failure(cause), at: elapsed() };
        throw failed.error;
      })
      .finally(() => {
        inFlight = undefined;
      });
    return inFlight;
  };

  return {
    async get() {
      const left = (current?.expiration?.getTime() ?? Number.POSITIVE_INFINITY) - clock.now();
      if (!current || left <= 0) return await refresh();
      // The failure is not lost: it shows when the credentials have run out.
      if (left <= REFRESH_AHEAD_MS && !resting()) refresh().catch(() => {});
      return current;
    },
    async renew(rejected) {
      if (resting()) return false;
      const fresh = current && !same(current, rejected) ? current : await refresh();
      return !same(fresh, rejected);
    },
  };
}

/** `work`, or a failure when it takes longer than `ms`. */
async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new GatewayError('origin_timeout', `No credentials came within ${ms} ms`);
    timer = setTimeout(() => reject(error), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function failure(cause: unknown): GatewayError {
  if (cause instanceof GatewayError) return cause;
  return new GatewayError('origin_denied', 'No credentials for the origin can be got', { cause });
}

/**
 * The standard AWS chain (environment, profile, SSO, web identity, ECS, IMDSv2), loaded when it is
 * first asked: most deployments give a pair and never pay for it.
 */
export function awsProviderChain(region: string): CredentialProvider {
  let chain: Promise<(options: { forceRefresh: boolean }) => Promise<Credentials>> | undefined;
  return async () => {
    chain ??= import('@aws-sdk/credential-provider-node').then(({ defaultProvider }) =>
      defaultProvider({ clientConfig: { region } }),
    );
    return (await chain)({ forceRefresh: true });
  };
}

function same(a: Credentials, b: Credentials): boolean {
  return (
    a.accessKeyId === b.accessKeyId &&
    a.secretAccessKey === b.secretAccessKey &&
    a.sessionToken === b.sessionToken
  );
}
