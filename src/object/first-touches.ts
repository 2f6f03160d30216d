/**
 * First touches in the air: requests for objects whose version nobody knows yet, found by the
 * bytes that they are sure to bring. Once a version is known, flights are found by their blocks.
 */
import type { Span } from '../span.ts';
import type { Flight } from './flight.ts';
import type { ObjectRef, Wanted } from './origin.ts';
import { purgeFrom } from './purge-scope.ts';
import { refKey } from './ref-key.ts';

export interface FirstTouches {
  /** One that is alive and will have the first byte of `wanted`. */
  find(ref: ObjectRef, wanted: Wanted): Flight | undefined;
  /** Where a touch of `span` has to end so as not to ask for what a later one brings already. */
  endBefore(ref: ObjectRef, span: Span): number;
  /** Those in the air are found no more; whoever joined them stays with them. */
  forget(ref: ObjectRef): void;
  /** As `forget`, of every object whose `refKey` is meant. */
  purge(isMeant: (key: string) => boolean): void;
  /** Makes `flight` known; returns what takes it out again, harmless when repeated. */
  add(ref: ObjectRef, asked: Wanted, flight: Flight): () => void;
}

interface Touch {
  readonly asked: Wanted;
  readonly flight: Flight;
}

export function createFirstTouches(): FirstTouches {
  const byRef = new Map<string, readonly Touch[]>();
  return {
    find(ref, wanted) {
      const touches = byRef.get(refKey(ref)) ?? [];
      return touches.find(({ asked, flight }) => !flight.over && brings(asked, wanted))?.flight;
    },
    endBefore(ref, { start, end }) {
      const touches = byRef.get(refKey(ref)) ?? [];
      return touches
        .filter(({ flight }) => !flight.over)
        .map(({ asked }) => ('suffix' in asked ? end : asked.start))
        .filter((other) => other > start)
        .reduce((least, other) => Math.min(least, other), end);
    },
    forget: (ref) => byRef.delete(refKey(ref)),
    purge(isMeant) {
      purgeFrom(byRef, isMeant);
    },
    add(ref, asked, flight) {
      const key = refKey(ref);
      const touch = { asked, flight };
      byRef.set(key, [...(byRef.get(key) ?? []), touch]);
      return () => {
        const others = byRef.get(key)?.filter((one) => one !== touch) ?? [];
        if (others.length > 0) byRef.set(key, others);
        else byRef.delete(key);
      };
    },
  };
}

/** Whether an answer to `asked` is sure to hold the first byte of `wanted`. */
function brings(asked: Wanted, wanted: Wanted): boolean {
  if ('suffix' in asked || 'suffix' in wanted) {
    return 'suffix' in asked && 'suffix' in wanted && asked.suffix === wanted.suffix;
  }
  return wanted.start >= asked.start && wanted.start < asked.end;
}
