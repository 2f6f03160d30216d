/** What is known of a request when it is over. */
import type { IncomingHttpHeaders } from 'node:http';
import type { GatewayError } from '../errors.ts';
import type { CacheOutcome } from './answer.ts';
import type { Exchange, Step } from './exchange.ts';

export interface RequestRecord {
  readonly requestId: string;
  readonly method: string;
  readonly route: string;
  /** As sent; undefined when the viewer left before anything was. */
  readonly status: number | undefined;
  readonly about: Exchange['about'];
  readonly bytes: number;
  /** Bytes of its own body that a route has read. */
  readonly received: number;
  /** How the answer began; undefined when it shows no object. */
  readonly cache: CacheOutcome | undefined;
  /** Milliseconds from the request to the first body byte handed to the connection. */
  readonly firstByteMs: number | undefined;
  readonly totalMs: number;
  /** Of that, milliseconds for which a route waited for the request's body. */
  readonly bodyMs: number;
  /** Milliseconds from the request to each step. */
  readonly timeline: Readonly<Partial<Record<Step, number>>>;
  /** The viewer left, or the connection was destroyed, before the answer was complete. */
  readonly aborted: boolean;
  readonly error: GatewayError | undefined;
}

/** A request that is over, but for what nobody read of its body. */
export interface Served {
  readonly record: RequestRecord;
  /** Of a request that was answered: resolves when its body is gone too. */
  readonly dismissed: (() => Promise<void>) | undefined;
}

export type Around = (
  headers: IncomingHttpHeaders,
  serve: () => Promise<Served>,
) => Promise<Served>;
