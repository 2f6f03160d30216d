/**
 * The origin: S3 as the rooms of objects and uploads want it. Puts the parts of this room together once; every
 * part is explained in its own file. Reads stream with backpressure, nothing is collected but XML.
 */
import { delay as delayFor } from '../delay.ts';
import type { Catalog, Origin } from '../object/origin.ts';
import type { Writer } from '../upload/writer.ts';
import { createAddressing } from './address.ts';
import { createCaller } from './calls.ts';
import {
  awsProviderChain,
  type CredentialProvider,
  type Credentials,
  createCredentialSource,
} from './credentials.ts';
import { type HedgeEvent, hedging } from './hedge.ts';
import { createListings } from './listings.ts';
import type { Asked, OriginEvent, OriginOperation } from './origin-event.ts';
import { createPools } from './pools.ts';
import { createReads } from './reads.ts';
import { type ResumeEvent, resuming } from './resume.ts';
import { createRetryBudget, NO_RETRIES, type RetryTools } from './retry.ts';
import { reusingSignatures } from './reused-signatures.ts';
import { createSigner } from './signer.ts';
import { createOriginClock } from './skew.ts';
import { createWrites } from './writes.ts';

export interface S3OriginOptions {
  /** Of the S3 API; undefined for AWS S3 of the region. */
  readonly endpointUrl?: string | undefined;
  readonly region: string;
  /** Bucket in the path instead of the host name. Default: true when `endpointUrl` is given. */
  readonly forcePathStyle?: boolean | undefined;
  /** A pair, or who is to be asked for one; undefined for the standard AWS provider chain. */
  readonly credentials?: Credentials | CredentialProvider | undefined;
  /** Connections to one host, at most. Default 64. */
  readonly connections?: number | undefined;
  /** For connecting, for the head of an answer, for silence within a body, for credentials; accurate to a second. Default 10000. */
  readonly timeoutMs?: number | undefined;
  /** Milliseconds since the epoch. */
  readonly clock?: { now(): number } | undefined;
  /** Milliseconds since any moment, by a clock that nobody sets. */
  readonly elapsed?: (() => number) | undefined;
  /** Waits between attempts, and before a read counts as late; rejects when `signal` aborts. */
  readonly delay?: ((ms: number, signal: AbortSignal) => Promise<void>) | undefined;
  /** Jitter: from 0 up to, not including, 1. */
  readonly random?: (() => number) | undefined;
  /** Told of every request that goes to the origin, at its beginning. Must not throw. */
  readonly ask?: ((operation: OriginOperation) => Asked) | undefined;
  /** Told of every request that went to the origin, at its end. Must not throw. */
  readonly observe?: ((event: OriginEvent) => void) | undefined;
  /** Told of every read that was late and might be sent twice. Must not throw. */
  readonly onHedge?: ((event: HedgeEvent) => void) | undefined;
  /** Told of every attempt to continue an answer that broke off. Must not throw. */
  readonly onResume?: ((event: ResumeEvent) => void) | undefined;
}

export interface S3Origin extends Origin, Catalog, Writer {
  /** Ends every connection; reads still in the air fail with `shutting_down`. */
  close(): Promise<void>;
}

const UNWATCHED: Asked = { headers: {}, end() {} };
/** For so long after it asked to slow down, an origin gets no second requests. */
const CALM_MS = 10_000;

/** @throws TypeError for an endpoint or a region that cannot be an address */
export function createS3Origin(options: S3OriginOptions): S3Origin {
  const { endpointUrl, region, connections = 64, timeoutMs = 10_000 } = options;
  const { forcePathStyle = endpointUrl !== undefined, random = Math.random } = options;
  const { elapsed = () => performance.now() } = options;
  const ourClock = options.clock ?? Date;
  const delay = options.delay ?? delayFor;
  const addressing = createAddressing({ endpointUrl, region, forcePathStyle });
  const pools = createPools({ connections, timeoutMs });
  const clock = createOriginClock(ourClock);
  let throttledAt = Number.NEGATIVE_INFINITY;
  const tools = {
    pools,
    sign: reusingSignatures(createSigner(region)),
    credentials: createCredentialSource(options.credentials ?? awsProviderChain(region), {
      clock,
      elapsed,
      timeoutMs,
    }),
    clock,
    elapsed,
    // A new connection is allowed timeoutMs of this; a free one of the others takes the rest.
    queueMs: 2 * timeoutMs,
    ask: options.ask ?? (() => UNWATCHED),
    observe(event: OriginEvent) {
      if (event.failure === 'origin_throttled') throttledAt = elapsed();
      options.observe?.(event);
    },
  };
  const retry: RetryTools = { budget: createRetryBudget(ourClock), random, delay };
  const call = createCaller({ ...tools, retry });
  const callOnce = createCaller({ ...tools, retry: { ...retry, budget: NO_RETRIES } });

  // Resume within, hedge around it: each of two racing requests survives a broken connection, also
  // one that breaks between head and first byte; and only the first byte is ever raced for, the
  // continuations of an arrival are not.
  const reads = hedging(
    resuming(createReads(call, addressing), {
      ...retry,
      again: createReads(callOnce, addressing),
      now: elapsed,
      observe: options.onResume,
    }),
    {
      now: elapsed,
      delay,
      throttled: () => elapsed() - throttledAt < CALM_MS,
      observe: options.onHedge,
    },
  );
  return {
    ...reads,
    ...createListings(call, addressing, timeoutMs),
    ...createWrites(call, addressing, {
      timeoutMs,
      head: reads.head,
      // AWS wants to be told of any region but its first; others refuse to be told anything.
      location: endpointUrl === undefined && region !== 'us-east-1' ? region : undefined,
    }),
    close: () => pools.close(),
  };
}
