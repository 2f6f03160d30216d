/**
 * Leg: one of the requests that race to be a hedged read's answer. It has answered when the first
 * byte of the body is here, since an origin may stall after the head as well; that first piece is
 * kept and handed on.
 */
import type { Arrival, ObjectRef, Origin, ReadOptions, Wanted } from '../object/origin.ts';
import { GIVEN_UP, type Leash, leash } from './leash.ts';

export interface Leg {
  /** Settles with the answer; rejects as `read` and its bytes do. */
  readonly answer: Promise<Arrival | 'unsatisfiable'>;
  /** Gives up the request or its answer, wherever it is, and frees the connection. */
  cancel(): void;
}

/** Sends a request; it is aborted with `options.signal` or by `cancel()`. */
export function startLeg(
  origin: Origin,
  ref: ObjectRef,
  wanted: Wanted,
  options: ReadOptions,
): Leg {
  const line = leash(options.signal);
  let held: Arrival | undefined;
  const answer = async (): Promise<Arrival | 'unsatisfiable'> => {
    try {
      const arrival = await origin.read(ref, wanted, { ...options, signal: line.signal });
      if (arrival === 'unsatisfiable') {
        line.release();
        return arrival;
      }
      held = arrival;
      // Given up while the head was on its way.
      line.signal.throwIfAborted();
      const iterator = arrival.bytes[Symbol.asyncIterator]();
      const first = await iterator.next();
      line.signal.throwIfAborted();
      return withFirst(arrival, first, iterator, line);
    } catch (error) {
      held?.cancel();
      line.release();
      throw error;
    }
  };
  return {
    answer: answer(),
    cancel() {
      line.abort(GIVEN_UP);
      held?.cancel();
    },
  };
}

type Pulled = IteratorResult<Uint8Array>;

/** `arrival`, of whose bytes `first` has been pulled already. */
function withFirst(
  arrival: Arrival,
  first: Pulled,
  iterator: AsyncIterator<Uint8Array>,
  line: Leash,
): Arrival {
  let peeked: Pulled | undefined = first;
  const next = async (): Promise<Pulled> => {
    try {
      line.signal.throwIfAborted();
      const pulled = peeked ?? (await iterator.next());
      peeked = undefined;
      if (pulled.done === true) line.release();
      return pulled;
    } catch (error) {
      line.release();
      throw error;
    }
  };
  const bytes: AsyncIterator<Uint8Array> = {
    next,
    async return() {
      peeked = { done: true, value: undefined };
      line.release();
      await iterator.return?.();
      return { done: true, value: undefined };
    },
  };
  return {
    meta: arrival.meta,
    span: arrival.span,
    bytes: { [Symbol.asyncIterator]: () => bytes },
    cancel() {
      line.abort(GIVEN_UP);
      arrival.cancel();
    },
  };
}
