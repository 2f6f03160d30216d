/**
 * Checks: which version of an object it is now, asked of the origin. One question at a time for
 * each object, shared by all who want to know; nobody's departure ends it.
 */
import { GatewayError } from '../errors.ts';
import type { Meta } from './meta.ts';
import type { ObjectRef, Origin } from './origin.ts';
import { purgeFrom } from './purge-scope.ts';
import { refKey } from './ref-key.ts';

export interface Checks {
  /** @throws GatewayError `object_not_found`, `bucket_not_found`, `origin_*` */
  ask(ref: ObjectRef): Promise<Meta>;
  /** Whoever asks from now on does not get the answer to a question from before. */
  forget(ref: ObjectRef): void;
  /** As `forget`, of every object whose `refKey` is meant. */
  purge(isMeant: (key: string) => boolean): void;
  /** Whether the origin did not answer when it was asked last: not worth waiting for it. */
  down(): boolean;
}

/** Longest that a question, which may have nobody waiting for it, can take. */
const CHECK_MS = 30_000;

export function createChecks(origin: Origin): Checks {
  const running = new Map<string, Promise<Meta>>();
  let down = false;

  async function ask(ref: ObjectRef): Promise<Meta> {
    try {
      const meta = await origin.head(ref, AbortSignal.timeout(CHECK_MS));
      down = false;
      return meta;
    } catch (error) {
      const failure = inTime(error, ref);
      down = isOutage(failure);
      throw failure;
    }
  }

  return {
    ask(ref) {
      const key = refKey(ref);
      const found = running.get(key);
      if (found !== undefined) return found;
      const asked = ask(ref).finally(() => {
        if (running.get(key) === asked) running.delete(key);
      });
      running.set(key, asked);
      return asked;
    },
    forget: (ref) => running.delete(refKey(ref)),
    purge(isMeant) {
      purgeFrom(running, isMeant);
    },
    down: () => down,
  };
}

/** Whether the origin cannot be asked at all, so that what is known has to do. */
export function isOutage(error: unknown): boolean {
  return error instanceof GatewayError && error.source === 'origin';
}

/** The end of our own patience is a failure of the origin's. */
function inTime(error: unknown, ref: ObjectRef): unknown {
  if (!(error instanceof DOMException && error.name === 'TimeoutError')) return error;
  return new GatewayError('origin_timeout', `Cannot check "${ref.key}": no answer`, {
    cause: error,
  });
}
