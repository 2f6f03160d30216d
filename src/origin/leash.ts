/**
 * Leash: an abort signal that follows another one and can be aborted on its own, for requests that
 * we may give up before the one who asked does. (AbortSignal.any would do, but has no way to stop
 * following, so that every request would leave a trace on a signal that outlives it.)
 */

export interface Leash {
  readonly signal: AbortSignal;
  /** Harmless when repeated; the first reason counts. */
  abort(reason: unknown): void;
  /** Stops following: what happens to the parent no longer matters. */
  release(): void;
}

/** @param parent when it is aborted, so is the leash's signal, with its reason */
export function leash(parent: AbortSignal): Leash {
  const own = new AbortController();
  const follow = (): void => own.abort(parent.reason);
  if (parent.aborted) follow();
  parent.addEventListener('abort', follow);
  return {
    signal: own.signal,
    abort(reason) {
      own.abort(reason);
      parent.removeEventListener('abort', follow);
    },
    release: () => parent.removeEventListener('abort', follow),
  };
}

/**
 * What a read that was given up fails with. Made once: a DOMException for every read would be a
 * stack trace for every read.
 */
export const GIVEN_UP = new DOMException('The rest of the answer was given up', 'AbortError');
