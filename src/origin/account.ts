/**
 * Account: who we are at which store, and which bucket belongs to which. Buckets that are declared
 * alike share one account, and with it one client: its connections, what it knows of the store's
 * speed, its retry budget. Pure.
 */
import type { Credentials } from './credentials.ts';

export interface Account {
  /** Of the S3 API; undefined for AWS S3 of the region. */
  readonly endpointUrl: string | undefined;
  readonly region: string;
  /** Bucket in the path instead of the host name. */
  readonly forcePathStyle: boolean;
  /** Undefined for the standard AWS provider chain. */
  readonly credentials: Credentials | undefined;
}

/** A bucket as the configuration declares it. What is undefined is as for every other bucket. */
export interface DeclaredBucket {
  /** As viewers call it. */
  readonly name: string;
  /** As the store calls it. */
  readonly bucket: string;
  /** Only keys that begin so are served; '' for all. */
  readonly prefix: string;
  readonly endpoint_url: string | undefined;
  readonly region_name: string | undefined;
  readonly force_path_style: boolean | undefined;
  /** Given together with `secret_key` or not at all. */
  readonly access_key: string | undefined;
  readonly secret_key: string | undefined;
  /** Only with the two. */
  readonly session_token: string | undefined;
}

/** A bucket and the account that it is in. */
export interface ServedBucket<A = Account> {
  /** As viewers call it. */
  readonly name: string;
  /** As the store calls it. */
  readonly bucket: string;
  /** Only keys that begin so are served; '' for all. */
  readonly prefix: string;
  /** Buckets of one account have the very same one. */
  readonly account: A;
}

/**
 * The buckets in their order, each with its account.
 * @param shared the account of a bucket that declares none of its own; used as it is
 */
export function accountsOf(
  buckets: readonly DeclaredBucket[],
  shared: Account,
): readonly ServedBucket[] {
  const accounts = new Map([[identityOf(shared), shared]]);
  return buckets.map((declared) => {
    const own = accountOf(declared, shared);
    const identity = identityOf(own);
    const account = accounts.get(identity) ?? own;
    accounts.set(identity, account);
    const { name, bucket, prefix } = declared;
    return { name, bucket, prefix, account };
  });
}

function accountOf(declared: DeclaredBucket, shared: Account): Account {
  const { endpoint_url, region_name, force_path_style } = declared;
  return {
    endpointUrl: endpoint_url ?? shared.endpointUrl,
    region: region_name ?? shared.region,
    // The style is the endpoint's: AWS for all and one bucket elsewhere is the common case.
    forcePathStyle: force_path_style ?? (endpoint_url !== undefined || shared.forcePathStyle),
    credentials: credentialsOf(declared) ?? shared.credentials,
  };
}

/** All from one place: a key pair is never completed with the session token of another. */
function credentialsOf(declared: DeclaredBucket): Credentials | undefined {
  const { access_key, secret_key, session_token } = declared;
  if (access_key === undefined || secret_key === undefined) return undefined;
  return {
    accessKeyId: access_key,
    secretAccessKey: secret_key,
    ...(session_token !== undefined && { sessionToken: session_token }),
  };
}

function identityOf({ endpointUrl, region, forcePathStyle, credentials }: Account): string {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials ?? {};
  const who = [accessKeyId, secretAccessKey, sessionToken];
  return JSON.stringify([endpointUrl, region, forcePathStyle, ...who]);
}
