/**
 * The credentials that origin requests are signed with: a fixed pair, or a provider that is asked
 * again five minutes before what it gave expires. Many requests share one refresh; while the old
 * credentials still hold, nobody waits for it and its failure hurts nobody.
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
  /** @throws GatewayError `origin_denied` when there are none and none can be got */
  get(): Promise<Credentials>;
  /**
   * The origin called `rejected` expired: fetches new ones, unless somebody already did.
   * @returns whether there are now other credentials than `rejected`
   */
  renew(rejected: Credentials): Promise<boolean>;
}

/** AWS's own SDKs refresh this early; instance roles hand out successors at least so long before. */
const REFRESH_AHEAD_MS = 5 * 60_000;
/** After a failed refresh, valid credentials are used this long before the provider is asked again. */
const RETRY_REFRESH_MS = 10_000;

export function createCredentialSource(
  given: Credentials | CredentialProvider,
  clock: { now(): number },
): CredentialSource {
  if (typeof given !== 'function') return { get: async () => given, renew: async () => false };
  let current: Credentials | undefined;
  let inFlight: Promise<Credentials> | undefined;
  let notBefore = 0;

  const refresh = (): Promise<Credentials> => {
    inFlight ??= Promise.resolve()
      .then(given)
      .then(
        (fresh) => {
          current = fresh;
          return fresh;
        },
        (cause: unknown) => {
          notBefore = clock.now() + RETRY_REFRESH_MS;
          throw new GatewayError('origin_denied', 'No credentials for the origin can be got', {
            cause,
          });
        },
      )
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
      if (left <= REFRESH_AHEAD_MS && clock.now() >= notBefore) refresh().catch(() => {});
      return current;
    },
    async renew(rejected) {
      if (clock.now() < notBefore) return false;
      const fresh = current && !same(current, rejected) ? current : await refresh();
      return !same(fresh, rejected);
    },
  };
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
