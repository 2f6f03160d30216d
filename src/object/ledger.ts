/**
 * Ledger: by whose request the bytes of one reader come, and what became of those that it read
 * ahead. A block may be in the cache by the time it is read; that it was not when the reader began
 * is known here. Nothing is written down for a reader that finds all in memory.
 */
import type { Flight } from './flight.ts';
import type { ByteSource, Tally } from './tally.ts';

export interface Ledger {
  /** The reader launched it, `ahead` of the viewer or not. */
  launched(flight: Flight, ahead: boolean): void;
  /** Somebody else had; harmless for one that the reader launched. */
  joined(flight: Flight): void;
  /** `bytes` from `position` on, within a block, are about to be handed to the viewer. */
  took(position: number, bytes: number): void;
  /** A run that ends at `position` is handed over: told once for all of it. */
  passed(position: number): void;
  /** The viewer comes to nothing behind `position` any more. */
  close(position: number): void;
}

export function createLedger(tally: Tally): Ledger {
  /** No more than a window holds. */
  const flights = new Map<Flight, 'joined' | 'origin'>();
  const ahead = new Set<Flight>();
  const run: Record<Exclude<ByteSource, 'literal'>, number> = { memory: 0, joined: 0, origin: 0 };

  function sourceAt(position: number): keyof typeof run {
    let source: keyof typeof run = 'memory';
    // The latest that covers it: an earlier one may have failed.
    for (const [{ span }, by] of flights) {
      if (position >= span.start && position < span.end) source = by;
    }
    return source;
  }

  function settleAhead(flight: Flight, position: number): void {
    ahead.delete(flight);
    const wasted = flight.receivedAfter(position);
    const used = flight.receivedAfter(0) - wasted;
    if (used > 0) tally.readAhead('used', used);
    if (wasted > 0) tally.readAhead('wasted', wasted);
  }

  return {
    launched(flight, isAhead) {
      flights.set(flight, 'origin');
      if (isAhead) ahead.add(flight);
    },
    joined(flight) {
      if (!flights.has(flight)) flights.set(flight, 'joined');
    },
    took(position, bytes) {
      run[sourceAt(position)] += bytes;
    },
    passed(position) {
      for (const source of ['memory', 'joined', 'origin'] as const) {
        if (run[source] > 0) tally.served(source, run[source]);
        run[source] = 0;
      }
      for (const flight of ahead) if (flight.span.end <= position) settleAhead(flight, position);
      for (const flight of flights.keys()) if (flight.span.end <= position) flights.delete(flight);
    },
    close(position) {
      for (const flight of ahead) settleAhead(flight, position);
      flights.clear();
    },
  };
}
