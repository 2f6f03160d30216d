/**
 * The bytes of one arrival over as many connections as it takes. It counts what was handed over;
 * the count alone decides where to go on and when all is here. Trouble is only met when the reader
 * pulls, so a reader who pauses, for however long, uses up nothing of what it may cost.
 */
import { GatewayError, heals } from '../errors.ts';
import { sameVersion } from '../object/meta.ts';
import type { Arrival } from '../object/origin.ts';
import { GIVEN_UP, type Leash, leash } from './leash.ts';
import type { Continued, ResumeEvent, ResumeOptions } from './resume.ts';
import { backoffMs } from './retry.ts';

/** Rounds without a byte of progress. With full jitter they span 5 s on average: an origin's restart. */
const MAX_ROUNDS = 8;
/** The longest wait between two of them, also when the origin wishes for more. */
const MAX_PAUSE_MS = 4000;
/** No new round this long after the trouble began: a viewer would not wait any longer either. */
const PATIENCE_MS = 30_000;

const DONE = { done: true, value: undefined } as const;

export class ResumedBody implements AsyncIterator<Uint8Array, undefined> {
  readonly #of: Continued;
  readonly #options: ResumeOptions;
  /** Of what is done to go on, once anything has to be. */
  #leash: Leash | undefined;
  #arrival: Arrival;
  #iterator: AsyncIterator<Uint8Array>;
  /** Position of the next byte to hand over. */
  #at: number;
  /** Set when nothing more is handed over; `failure` is undefined when the reader is content. */
  #end: { readonly failure: unknown } | undefined;
  #rounds = 0;
  /** When the reader first met trouble since the last byte. */
  #troubleAt: number | undefined;

  constructor(of: Continued, options: ResumeOptions) {
    this.#of = of;
    this.#options = options;
    this.#arrival = of.arrival;
    this.#iterator = of.arrival.bytes[Symbol.asyncIterator]();
    this.#at = of.arrival.span.start;
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    for (;;) {
      const end = this.#end;
      // A failure is repeated to whoever asks again: a short body must never look whole.
      if (end?.failure !== undefined) throw end.failure;
      if (end !== undefined) return DONE;
      if (this.#of.signal.aborted) {
        this.#finish(this.#of.signal.reason);
        continue;
      }
      const piece = await this.#pull();
      if (piece !== undefined && this.#end === undefined) return this.#hand(piece);
    }
  }

  async return(): Promise<IteratorResult<Uint8Array, undefined>> {
    this.#finish(undefined);
    return DONE;
  }

  /** Gives up whatever was not read. */
  cancel(): void {
    this.#finish(GIVEN_UP);
  }

  /** The next bytes; undefined when there are none, but `#end` or another arrival instead. */
  async #pull(): Promise<Uint8Array | undefined> {
    try {
      const { done, value } = await this.#iterator.next();
      if (done !== true) return value.length > 0 ? value : undefined;
      throw new GatewayError('origin_truncated', `${this.#words()}: its bytes ended early`);
    } catch (failure) {
      await this.#goOn(failure);
      return undefined;
    }
  }

  #hand(piece: Uint8Array): IteratorResult<Uint8Array, undefined> {
    const value = piece.subarray(0, this.#of.arrival.span.end - this.#at);
    this.#at += value.length;
    this.#rounds = 0;
    this.#troubleAt = undefined;
    // All is here; how the origin's answer ends is not the reader's to wait for.
    if (this.#at === this.#of.arrival.span.end) this.#finish(undefined);
    return { done: false, value };
  }

  /** After `first` broke the bytes off: returns with another arrival in place, or with `#end` set. */
  async #goOn(first: unknown): Promise<void> {
    const { budget, random, delay, now } = this.#options;
    this.#leash ??= leash(this.#of.signal);
    const { signal } = this.#leash;
    this.#troubleAt ??= now();
    let failure = first;
    while (this.#end === undefined && !signal.aborted) {
      const spent = this.#rounds >= MAX_ROUNDS || now() - this.#troubleAt > PATIENCE_MS;
      if (spent || !heals(failure)) {
        this.#tell('lost', failure);
        this.#finish(failure);
        return;
      }
      this.#arrival.cancel();
      this.#rounds += 1;
      const wishMs = (failure.retryAfterSeconds ?? 0) * 1000;
      try {
        await delay(backoffMs(this.#rounds, random(), wishMs, MAX_PAUSE_MS), signal);
        // Without budget this round was only a wait: nothing is asked, nothing given up yet.
        if (!budget.spend()) continue;
        const arrival = await this.#readRest(signal);
        this.#tell('resumed', failure);
        this.#arrival = arrival;
        this.#iterator = arrival.bytes[Symbol.asyncIterator]();
        // Given up while this was on its way.
        if (this.#end !== undefined) arrival.cancel();
        return;
      } catch (error) {
        if (heals(error)) this.#tell('waits', error);
        failure = error;
      }
    }
  }

  /** @throws GatewayError `object_changed` when the answer does not continue what was begun */
  async #readRest(signal: AbortSignal): Promise<Arrival> {
    const { ref, arrival: first, etag } = this.#of;
    const rest = { start: this.#at, end: first.span.end };
    const arrival = await this.#options.again.read(ref, rest, { signal, ifMatch: etag });
    if (arrival !== 'unsatisfiable') {
      const { meta, span } = arrival;
      const fits = span.start === rest.start && span.end === rest.end;
      if (fits && sameVersion(meta, first.meta)) return arrival;
      arrival.cancel();
    }
    throw new GatewayError('object_changed', `${this.#words()}: it is no longer ${etag}`);
  }

  /** The first end counts. */
  #finish(failure: unknown): void {
    if (this.#end !== undefined) return;
    this.#end = { failure };
    this.#arrival.cancel();
    this.#leash?.abort(failure ?? GIVEN_UP);
  }

  #tell(outcome: ResumeEvent['outcome'], error: unknown): void {
    if (!(error instanceof GatewayError)) return;
    this.#options.observe?.({ outcome, failure: error.code, position: this.#at });
  }

  #words(): string {
    const { key } = this.#of.ref;
    return `Cannot go on reading ${JSON.stringify(key)} at byte ${this.#at}`;
  }
}
