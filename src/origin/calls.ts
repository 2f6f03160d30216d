/**
 * One S3 operation: sign, send, judge the answer, and cure what can be cured (wrong clock, expired
 * token, dead connection, busy origin) before anybody has seen a byte. Everything else in this
 * room goes to the origin through here.
 */
import { webcrypto } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { GatewayError, heals } from '../errors.ts';
import { untilAborted } from '../until-aborted.ts';
import { type Address, encodeStrictly } from './address.ts';
import { headerOf } from './answer-headers.ts';
import type { CredentialSource, Credentials } from './credentials.ts';
import { type Answer, exchange } from './exchange.ts';
import { ConnectionError, type Refusal, refusalFailure } from './failures.ts';
import type { Asked, OriginEvent, OriginOperation } from './origin-event.ts';
import type { Pools } from './pools.ts';
import { readRefusal } from './refusal.ts';
import { type Attempted, type Cure, type RetryTools, withRetries } from './retry.ts';
import type { Signer } from './signer.ts';
import type { OriginClock } from './skew.ts';

type Method = 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';

export interface S3Call<T> extends Pick<Refusal, 'missing' | 'subject' | 'meanings'> {
  readonly operation: OriginOperation;
  readonly method: Method;
  readonly address: Address;
  /** Decoded names and values. */
  readonly query?: Readonly<Record<string, string>>;
  /** Sent, not signed. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Of `body`; signed, as S3 wants it. */
  readonly contentType?: string;
  /** Goes with its SHA-256, which the store verifies. */
  readonly body?: Uint8Array;
  /** Longest silence, where it is another than the pool's, in milliseconds. */
  readonly silenceMs?: number;
  /** Statuses that `take` can make something of. */
  readonly accepts: readonly number[];
  /** Makes the result; what it throws as GatewayError is retried like a refusal. */
  take(answer: Answer): T | Promise<T>;
  /** A result in spite of a refusal of attempt number `attempt`; undefined when it stays one. */
  forgive?(refusal: Refusal, attempt: number): { readonly value: T } | undefined;
}

export interface CallTools {
  readonly pools: Pools;
  readonly sign: Signer;
  readonly credentials: CredentialSource;
  readonly clock: OriginClock;
  /** Milliseconds since any moment: durations do not jump when a clock is corrected. */
  readonly elapsed: () => number;
  readonly retry: RetryTools;
  readonly queueMs: number;
  /** At the beginning of each request. */
  readonly ask: (operation: OriginOperation) => Asked;
  /** At the end of each request. */
  readonly observe: (event: OriginEvent) => void;
}

/** @throws GatewayError; `signal.reason` when aborted */
export type Caller = <T>(call: S3Call<T>, signal: AbortSignal) => Promise<T>;

/** The body is not what was signed: it was damaged on its way. */
const DAMAGED = new Set(['BadDigest', 'XAmzContentSHA256Mismatch', 'IncompleteBody']);
const EXPIRED = new Set(['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired']);
/** A HEAD's refusal has no code; a 403 with a clock this far from ours is taken for skew. S3 allows 15 min. */
const SUSPICIOUS_SKEW_MS = 10 * 60_000;

export function createCaller(tools: CallTools): Caller {
  return async (call, signal) => {
    // One signal may span many reads at once, and each listens until it is over: that is no leak.
    setMaxListeners(0, signal);
    return await withRetries(
      (attempt) => attemptCall(tools, call, attempt, signal),
      signal,
      tools.retry,
    );
  };
}

async function attemptCall<T>(
  tools: CallTools,
  call: S3Call<T>,
  attempt: number,
  signal: AbortSignal,
): Promise<Attempted<T>> {
  signal.throwIfAborted();
  const credentials = await untilAborted(tools.credentials.get(), signal);
  const startedAt = tools.elapsed();
  let answer: Answer | undefined;
  let headMs: number | undefined;
  const asked = tools.ask(call.operation);
  const tell = (bytes: number, failure?: unknown): void => {
    const event: OriginEvent = {
      operation: call.operation,
      attempt,
      status: answer?.status,
      failure: failure instanceof GatewayError ? failure.code : undefined,
      message: failure instanceof Error ? failure.message : undefined,
      headMs,
      totalMs: tools.elapsed() - startedAt,
      bytes,
      sent: call.body?.length ?? 0,
    };
    tools.observe(event);
    asked.end(event);
  };
  try {
    answer = await send(tools, call, credentials, asked.headers, signal);
    headMs = tools.elapsed() - startedAt;
    if (!call.accepts.includes(answer.status)) {
      const refused = await readRefusal(answer, tools.clock.now(), signal);
      const { missing, subject, meanings } = call;
      const refusal = { ...refused, missing, subject, meanings };
      const forgiven = call.forgive?.(refusal, attempt);
      if (forgiven) {
        tell(0);
        return forgiven;
      }
      const error = refusalFailure(refusal);
      tell(0, error);
      const cure = await cureRefusal(tools, call.method, refusal, answer, credentials);
      const retryAfterMs = (refusal.retryAfterSeconds ?? 0) * 1000;
      // An answer that says 504 came quickly enough to ask again, unlike silence.
      const patience = heals(error) ? 'wait' : 'none';
      return { trouble: { error, cure: cure ?? patience, retryAfterMs } };
    }
    const value = await call.take(answer);
    answer.body.finished.then((bytes) => tell(bytes));
    return { value };
  } catch (error) {
    answer?.body.discard();
    tell(0, error);
    if (!(error instanceof GatewayError)) throw error;
    return { trouble: { error, cure: cureFailure(error) } };
  }
}

async function send(
  { pools, sign, clock, queueMs }: CallTools,
  { method, address, query = {}, headers, contentType, body, silenceMs }: S3Call<unknown>,
  credentials: Credentials,
  watched: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Answer> {
  const signedHeaders = {
    ...(body !== undefined && { 'x-amz-content-sha256': await sha256(body) }),
    ...(contentType !== undefined && { 'content-type': contentType }),
  };
  const signable =
    Object.keys(signedHeaders).length === 0
      ? { method, address, query }
      : { method, address, query, signedHeaders };
  const signed = await sign(signable, credentials, new Date(clock.now()));
  const search = Object.entries(query)
    .map(([name, value]) => `${encodeStrictly(name)}=${encodeStrictly(value)}`)
    .join('&');
  const path = search === '' ? address.path : `${address.path}?${search}`;
  const all = { ...signed, 'accept-encoding': 'identity', ...headers, ...watched };
  return await exchange(
    pools.to(address.origin),
    { method, path, headers: all, body },
    { signal, queueMs, silenceMs },
  );
}

/** Lower-case hex. Computed beside the event loop: parts are large, and viewers are waiting. */
async function sha256(body: Uint8Array): Promise<string> {
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', body)).toString('hex');
}

/** Does what can be done about a refusal, and says what that was; undefined for nothing. */
async function cureRefusal(
  { clock, credentials: source }: CallTools,
  method: Method,
  { status, s3Code }: Refusal,
  answer: Answer,
  credentials: Credentials,
): Promise<Cure | undefined> {
  if (DAMAGED.has(s3Code ?? '')) return 'resend';
  const date = headerOf(answer.headers, 'date');
  const mute = method === 'HEAD' && s3Code === undefined;
  const skewed =
    s3Code === 'RequestTimeTooSkewed' ||
    (mute && status === 403 && (clock.distance(date) ?? 0) > SUSPICIOUS_SKEW_MS);
  if (skewed) return clock.correct(date) ? 'clock' : undefined;
  const expired =
    EXPIRED.has(s3Code ?? '') || (mute && status === 400 && credentials.sessionToken !== undefined);
  if (!expired) return undefined;
  const renewed = await source.renew(credentials).catch(() => false);
  return renewed ? 'credentials' : undefined;
}

function cureFailure(error: GatewayError): Cure {
  if (error.cause instanceof ConnectionError && error.cause.stale) return 'reconnect';
  // Silence was a long wait already, and the viewer would wait through it again.
  return heals(error) && error.code !== 'origin_timeout' ? 'wait' : 'none';
}
