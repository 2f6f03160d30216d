/** The doors: who is let in and how many at once, as configured. */
import { type Auth, createAuth } from '../auth/auth.ts';
import { createBasic } from '../auth/basic.ts';
import { createBearer } from '../auth/bearer.ts';
import { type Grant, type Grants, parseGrant } from '../auth/grants.ts';
import { keyProblem } from '../auth/jwt-keys.ts';
import { type LinkKey, linkKeyOf } from '../auth/link.ts';
import { parseHash } from '../auth/password.ts';
import type { AuthOption } from '../config/auth-kind.ts';
import type { Config } from '../config/config.ts';
import { delay } from '../delay.ts';
import { GatewayError, type Limit } from '../errors.ts';
import { addressKey } from '../limits/address-key.ts';
import { type Attempts, createAttempts } from '../limits/attempts.ts';
import { createClientAddress } from '../limits/client-address.ts';
import type { Pace } from '../limits/paced.ts';
import { createRates, type RateOptions } from '../limits/rates.ts';
import { createStreams, type Streams } from '../limits/streams.ts';

export interface Doors {
  readonly auth: Auth;
  /** What links are made with, when they are a way in. */
  readonly signer: { readonly key: LinkKey; readonly longestSeconds: number } | undefined;
  readonly streams: Streams;
  readonly pace: Pace;
  readonly addressOf: ReturnType<typeof createClientAddress>;
  /** Throws GatewayError `rate_limited`. */
  readonly admit: (address: string) => void;
  /** The same for reports of the page. */
  readonly admitReport: (address: string) => void;
}

/** What is wrong with keys that only looking into them tells, a line each. */
export async function keyProblems({ auth }: Config): Promise<readonly string[]> {
  const jwt = typeof auth === 'object' ? auth.jwt : undefined;
  if (jwt === undefined) return [];
  const problem = await keyProblem(bearerOf(jwt).keys, jwt.algorithms);
  return problem === undefined ? [] : [`auth (configuration): jwt: ${problem}`];
}

/** A film is left every few seconds at most; behind an address may be a household that does so. */
const REPORTS = { perSecond: 0.5, burst: 30 };

/** A pause between two requests of a player saves up for the next burst of them. */
const BURST_SECONDS = 5;

/** @param now monotonic milliseconds */
export function createDoors(config: Config, now: () => number): Doors {
  const ways = typeof config.auth === 'object' ? config.auth : undefined;
  const links = ways?.links;
  const linkKeys = links?.keys.map(linkKeyOf) ?? [];
  const [signing] = linkKeys;
  const perSecond = config.requests_per_second;
  const burst = Math.max(1, perSecond * BURST_SECONDS);
  return {
    auth: createAuth({
      realm: ways?.realm ?? 'firstbyte',
      basic: ways?.basic && createBasic({ users: ways.basic.map(userOf) }),
      bearer: ways?.jwt && createBearer(bearerOf(ways.jwt)),
      links: links && {
        keys: linkKeys,
        cookieSeconds: links.cookie_seconds,
        cookieLongestSeconds: links.cookie_longest_seconds,
      },
      attempts: attemptsBy(now),
      linkAttempts: attemptsBy(now),
      isPublic: publicBy(config),
      wallClock: Date.now,
    }),
    signer: links && signing && { key: signing, longestSeconds: links.longest_seconds },
    streams: createStreams({
      most: config.max_streams,
      mostPerAddress: config.max_streams_per_address,
    }),
    pace: { bytesPerSecond: config.stream_bytes_per_second, now, delay },
    addressOf: createClientAddress(config.trusted_proxies),
    admit: limitBy({ perSecond, burst, now }, 'requests_per_second'),
    admitReport: limitBy({ ...REPORTS, now }, 'reports'),
  };
}

/** By address. @returns what throws GatewayError `rate_limited` */
function limitBy(options: RateOptions, limit: Limit): (address: string) => void {
  const rates = createRates(options);
  return (address) => {
    const retryAfterSeconds = rates.take(addressKey(address));
    if (retryAfterSeconds === 0) return;
    const message = `Cannot answer ${address}: it has used up its ${limit}`;
    throw new GatewayError('rate_limited', message, { retryAfterSeconds, limit });
  };
}

/** Failures by address, those of a /64 together: whoever guesses has all of it. */
function attemptsBy(now: () => number): Attempts {
  const attempts = createAttempts({ now });
  return {
    blocked: (address) => attempts.blocked(addressKey(address)),
    failed: (address) => attempts.failed(addressKey(address)),
  };
}

/**
 * Without `auth`, anyone on this machine may do anything; "public" lets anyone watch, and nobody
 * write; else it is for each bucket to say.
 */
function publicBy({ auth, buckets = [] }: Config): Parameters<typeof createAuth>[0]['isPublic'] {
  if (auth === undefined) return () => true;
  if (auth === 'public') return (right) => right === 'read';
  const open = new Set(buckets.filter((one) => one.access === 'public').map(({ name }) => name));
  return (right, bucket) => right === 'read' && open.has(bucket);
}

function userOf(user: NonNullable<AuthOption['basic']>[number]) {
  return { name: user.name, hash: sound(parseHash(user.password_hash)), grants: grantsOf(user) };
}

function bearerOf(jwt: NonNullable<AuthOption['jwt']>): Parameters<typeof createBearer>[0] {
  const { keys } = jwt;
  return {
    keys: 'secret' in keys ? { secret: Buffer.from(keys.secret) } : keys,
    algorithms: jwt.algorithms,
    issuer: jwt.issuer,
    audience: jwt.audience,
    clockToleranceSeconds: jwt.clock_tolerance_seconds,
    grantsClaim: jwt.grants_claim,
    defaultGrants: grantsOf(jwt),
    wallClock: Date.now,
  };
}

function grantsOf(rights: { read: readonly string[]; write: readonly string[] }): Grants {
  const all = (texts: readonly string[]): Grant[] => texts.map((text) => sound(parseGrant(text)));
  return { read: all(rights.read), write: all(rights.write) };
}

/** What the configuration has checked already. */
function sound<T>(value: T | undefined): T {
  if (value === undefined) throw new TypeError('An option was not checked');
  return value;
}
