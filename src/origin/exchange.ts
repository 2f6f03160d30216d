/**
 * One HTTP request and its answer over a pool. The answer's body is a short queue that pauses the
 * socket when it is full, so the origin is read no faster than its reader. Whoever stops reading
 * gives the connection back: it is drained when little is left and closed when much is.
 */
import type { Dispatcher, Pool } from 'undici';
import { GatewayError } from '../errors.ts';
import { contentLength, type Headers } from './answer-headers.ts';
import { bodyPieces } from './body-pieces.ts';
import { BodyQueue } from './body-queue.ts';
import { connectionFailure } from './failures.ts';
import { GIVEN_UP } from './leash.ts';

export interface WireRequest {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  /** Encoded path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | undefined;
}

export interface ExchangeOptions {
  readonly signal: AbortSignal;
  /** How long the request may wait for a connection before it counts as `overloaded`. */
  readonly queueMs: number;
  /** Longest silence of the origin when it is another than the pool's: while it takes the body, before the head, within the answer. */
  readonly silenceMs?: number | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface Body {
  /**
   * The next bytes, undefined at the end. One call at a time.
   * @throws GatewayError; `signal.reason` when aborted, an AbortError after `discard()`
   */
  next(): Promise<Uint8Array | undefined>;
  /** Gives up what was not read; harmless at any time. */
  discard(): void;
  /** Settles, never rejects, when the connection is done with this exchange: with the bytes received. */
  readonly finished: Promise<number>;
}

/** Reading this much to keep a connection costs less than a new TCP and TLS handshake. */
const DRAIN_BYTES = 64 * 1024;
const DRAIN_MS = 1000;

/**
 * Sends `request`. Resolves when the head of the answer is here.
 * @throws GatewayError `origin_unreachable`, `origin_timeout`, `origin_invalid`, `overloaded`, `shutting_down`; `signal.reason`
 */
export function exchange(
  pool: Pool,
  request: WireRequest,
  options: ExchangeOptions,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    if (options.signal.aborted) return reject(options.signal.reason);
    const handler = new ExchangeHandler(resolve, reject, options);
    const { body, headers, ...head } = request;
    const { silenceMs = null } = options;
    const sent =
      body === undefined
        ? { headers, body: null }
        : {
            headers: { ...headers, 'content-length': String(body.length) },
            body: bodyPieces(body),
          };
    // undici closes connections after a HEAD unless told not to (`reset`).
    const bounds = { reset: false, headersTimeout: silenceMs, bodyTimeout: silenceMs };
    pool.dispatch({ ...head, ...sent, ...bounds }, handler);
  });
}

class ExchangeHandler implements Dispatcher.DispatchHandler, Body {
  readonly finished: Promise<number>;
  readonly #resolve: (answer: Answer) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #signal: AbortSignal;
  readonly #queue = new BodyQueue();
  readonly #queueTimer: NodeJS.Timeout;
  #finish: (received: number) => void = () => {};
  #controller: Dispatcher.DispatchController | undefined;
  #answered = false;
  /** From Content-Length; undefined when the end will tell. */
  #announced: number | undefined;
  #received = 0;
  #drainLeft = DRAIN_BYTES;
  #drainTimer: NodeJS.Timeout | undefined;

  constructor(
    resolve: (answer: Answer) => void,
    reject: (reason: unknown) => void,
    { signal, queueMs }: ExchangeOptions,
  ) {
    this.#resolve = resolve;
    this.#reject = reject;
    this.#signal = signal;
    this.finished = new Promise((finish) => {
      this.#finish = finish;
    });
    this.#queueTimer = setTimeout(
      () =>
        this.#giveUp(
          new GatewayError('overloaded', 'No connection to the origin got free', {
            limit: 'origin_connections',
          }),
        ),
      queueMs,
    );
    signal.addEventListener('abort', this.#onAbort);
  }

  readonly #onAbort = (): void => this.#giveUp(this.#signal.reason);

  next(): Promise<Uint8Array | undefined> {
    const chunk = this.#queue.shift();
    if (!this.#queue.full) this.#controller?.resume();
    return chunk;
  }

  discard(): void {
    this.#giveUp(GIVEN_UP);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    clearTimeout(this.#queueTimer);
    // Given up while it waited for a connection. To throw here takes the request out of the queue
    // and spares the connection; controller.abort() would close it.
    if (this.#queue.ended) throw new DOMException('Given up before it was sent', 'AbortError');
    this.#controller = controller;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Headers,
  ): void {
    if (status < 200) return;
    this.#answered = true;
    this.#announced = contentLength(headers);
    this.#resolve({ status, headers, body: this });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    this.#received += chunk.length;
    if (this.#queue.ended) {
      this.#drainLeft -= chunk.length;
      if (this.#drainLeft < 0) this.#abort();
      return;
    }
    this.#queue.push(chunk);
    // The end of the message must be seen even if nobody reads: it frees the connection.
    if (this.#queue.full && this.#received !== this.#announced) controller.pause();
  }

  onResponseEnd(): void {
    this.#settle(undefined);
    this.#close();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#settle(connectionFailure(error, this.#answered, this.#controller !== undefined));
    this.#close();
  }

  /** Lets the reader go with `failure` at once, and the connection as soon as it is fit for reuse. */
  #giveUp(failure: unknown): void {
    const over = this.#queue.ended;
    this.#queue.abandon(failure);
    if (over) return;
    this.#settle(failure);
    const left = (this.#announced ?? this.#received) - this.#received;
    if (!this.#answered || left > DRAIN_BYTES) {
      this.#abort();
      return;
    }
    this.#drainTimer = setTimeout(() => this.#abort(), DRAIN_MS);
    this.#controller?.resume();
  }

  #settle(failure: unknown): void {
    clearTimeout(this.#queueTimer);
    this.#signal.removeEventListener('abort', this.#onAbort);
    if (!this.#answered) this.#reject(failure);
    this.#queue.end(failure);
  }

  #abort(): void {
    this.#controller?.abort(GIVEN_UP);
  }

  #close(): void {
    clearTimeout(this.#drainTimer);
    this.#finish(this.#received);
  }
}
