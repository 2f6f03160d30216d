/**
 * Slots: who may use the connections to the origin. What a viewer waits for goes before anything
 * that is only read ahead, and read-ahead never takes the last quarter.
 */

export type Urgency = 'wanted' | 'ahead';

export interface Ticket {
  /** Resolves when the slot is granted; rejects with the signal's reason when aborted before. */
  readonly granted: Promise<void>;
  /** Somebody waits for it now. */
  hurry(): void;
  /** Gives the slot, or the place in the queue, back; harmless when repeated. */
  release(): void;
}

export interface Slots {
  request(urgency: Urgency, signal: AbortSignal): Ticket;
}

interface Waiting {
  urgency: Urgency;
  grant(): void;
}

/** @param count slots in all, at least 1 */
export function createSlots(count: number): Slots {
  const aheadLimit = Math.max(1, Math.floor((count * 3) / 4));
  const queue = new Set<Waiting>();
  let taken = 0;

  function next(): Waiting | undefined {
    if (taken >= count) return undefined;
    for (const waiting of queue) if (waiting.urgency === 'wanted') return waiting;
    if (taken >= aheadLimit) return undefined;
    const [first] = queue;
    return first;
  }

  function serve(): void {
    for (let waiting = next(); waiting !== undefined; waiting = next()) {
      queue.delete(waiting);
      taken++;
      waiting.grant();
    }
  }

  return {
    request(urgency, signal) {
      let state: 'waiting' | 'granted' | 'released' = 'waiting';
      let resolve = (): void => {};
      let reject = (_reason: unknown): void => {};
      const granted = new Promise<void>((onGrant, onRefuse) => {
        resolve = onGrant;
        reject = onRefuse;
      });
      granted.catch(() => {});
      const waiting: Waiting = {
        urgency,
        grant() {
          state = 'granted';
          resolve();
        },
      };
      const release = (): void => {
        signal.removeEventListener('abort', onAbort);
        queue.delete(waiting);
        if (state === 'granted') taken--;
        state = 'released';
        serve();
      };
      const onAbort = (): void => {
        // A granted slot is kept until the request that uses it is over.
        if (state !== 'waiting') return;
        release();
        reject(signal.reason);
      };
      signal.addEventListener('abort', onAbort);
      queue.add(waiting);
      if (signal.aborted) onAbort();
      else serve();
      return {
        granted,
        hurry() {
          if (waiting.urgency === 'wanted') return;
          waiting.urgency = 'wanted';
          serve();
        },
        release,
      };
    },
  };
}
