/**
 * Reader: one viewer's way through a span of one version. For every block it finds it cached
 * (hit), finds a flight that will have it (join) or launches one (fly), in one synchronous turn.
 * Ahead of the viewer it does the same without waiting; what it joined it leaves when it closes.
 */
import type { Span } from '../span.ts';
import {
  alignToBlocks,
  BLOCK_BYTES,
  blockAt,
  blockKey,
  blockSpan,
  cutPieces,
  lengthOfPieces,
  type Pieces,
  type VersionKey,
  versionKey,
  wholeBlocks,
} from './block.ts';
import type { BlockCache } from './block-cache.ts';
import type { Crowd } from './crowd.ts';
import { Flight } from './flight.ts';
import { NoRoom } from './flight-ends.ts';
import type { Flights } from './flights.ts';
import { createLedger } from './ledger.ts';
import type { Meta } from './meta.ts';
import type { ObjectRef } from './origin.ts';
import {
  afterTake,
  portionOf,
  runBytes,
  UNKNOWN_PACE,
  wantedLength,
  windowFor,
} from './read-ahead.ts';
import type { Urgency } from './slots.ts';
import type { Source } from './source.ts';
import type { Tally } from './tally.ts';

export interface ReaderTools {
  readonly cache: BlockCache;
  readonly flights: Flights;
  readonly crowd: Crowd;
  readonly chunkBytes: number;
  readonly windowBytes: number;
  /** Bytes that are enough ahead of `position`, whatever the window; Infinity when nobody can tell. */
  readonly enoughAhead: (version: VersionKey, position: number) => number;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  readonly tally: Tally;
  /** The flight that the opening of the object launched or joined. */
  readonly brought?: { readonly flight: Flight; readonly own: boolean } | undefined;
  /** A source of what memory has no room for: straight from the origin. */
  readonly stream: (ref: ObjectRef, meta: Meta, span: Span) => Source;
}

/** @param span within the object; `meta` has a strong tag */
export function createReader(tools: ReaderTools, ref: ObjectRef, meta: Meta, span: Span): Source {
  const { cache, flights, crowd, windowBytes, now } = tools;
  const self = {};
  const chunkBytes = wholeBlocks(tools.chunkBytes);
  const version = versionKey(ref, meta);
  const aligned = alignToBlocks(span, meta.size);
  const held = new Set<Flight>();
  const ledger = createLedger(tools.tally);
  if (tools.brought?.own) ledger.launched(tools.brought.flight, false);
  else if (tools.brought !== undefined) ledger.joined(tools.brought.flight);
  let position = span.start;
  let aheadEnd = aligned.start;
  let pace = UNKNOWN_PACE;
  /** This reader's part of memory, as of the last pull. */
  let share = windowBytes;
  let gave: { readonly bytes: number; readonly at: number } | undefined;
  let through: Source | undefined;
  /** The position that a flight of ours was launched for last: flown for twice, memory is too short. */
  let flownFor = -1;

  function hold(flight: Flight): void {
    if (held.has(flight)) return;
    held.add(flight);
    ledger.joined(flight);
    flight.join();
  }

  function letGo(flight: Flight): void {
    if (held.delete(flight)) flight.leave();
  }

  /** Missing blocks from `start`: up to the next block that is cached or flying, `most` bytes or `end`. */
  function gapFrom(start: number, end: number, most: number): Span {
    let to = start;
    while (to < end && to - start < most) {
      const index = blockAt(to);
      if (to > start && (cache.has(blockKey(version, index)) || flights.find(version, index)))
        break;
      to = blockSpan(index, meta.size).end;
    }
    return { start, end: to };
  }

  function fly(start: number, end: number, most: number, urgency: Urgency): Flight {
    const flight = flights.launch(ref, meta, gapFrom(start, end, most), urgency);
    ledger.launched(flight, urgency === 'ahead');
    hold(flight);
    return flight;
  }

  function readAhead(): void {
    const enough = tools.enoughAhead(version, position);
    const window = windowFor(pace, Math.min(windowBytes, share, enough));
    const target = Math.min(position + window, aligned.end);
    const portion = portionOf(window, chunkBytes);
    aheadEnd = Math.max(aheadEnd, blockAt(position) * BLOCK_BYTES);
    while (aheadEnd < target) {
      const index = blockAt(aheadEnd);
      const flying = flights.find(version, index);
      if (flying !== undefined) hold(flying);
      else if (!cache.has(blockKey(version, index))) {
        // Whole portions only, or a window that slides by a block would ask for blocks one by one.
        if (target - aheadEnd < portion && target < aligned.end) return;
        const flight = fly(aheadEnd, target, portion, 'ahead');
        aheadEnd = flight.span.end;
        continue;
      }
      aheadEnd = blockSpan(index, meta.size).end;
    }
  }

  /** The bytes at `position` that are here, up to `until`, or the flight to wait for. */
  function look(until: number): Pieces | Flight | undefined {
    const index = blockAt(position);
    const block = cache.get(blockKey(version, index));
    if (block !== undefined) {
      const { start } = blockSpan(index, meta.size);
      return cutPieces(block, position - start, until - start);
    }
    let flight = flights.find(version, index);
    if (flight === undefined) {
      if (flownFor === position) return undefined;
      flownFor = position;
      const most = wantedLength(pace, windowFor(pace, windowBytes), share, chunkBytes);
      flight = fly(index * BLOCK_BYTES, aligned.end, most, 'wanted');
    }
    hold(flight);
    const bytes = flight.at(position);
    if (bytes !== undefined) return cutPieces(bytes, 0, until - position);
    flights.hurry(flight);
    return flight;
  }

  function wait(flight: Flight): Promise<void> {
    return flight.changed().then(() => {
      // Whoever is on board when it fails learns why; who comes later flies anew.
      const { failure } = flight;
      if (failure === undefined || !held.has(flight)) return;
      if (!(failure instanceof NoRoom)) throw failure;
      flownFor = position;
    });
  }

  return {
    pull() {
      if (through !== undefined) return through.pull();
      if (position >= span.end) return undefined;
      const at = now();
      share = crowd.share(self);
      if (gave !== undefined) pace = afterTake(pace, gave.bytes, at - gave.at);
      gave = undefined;

      const run: Uint8Array[] = [];
      let bytes = 0;
      let waitFor: Flight | undefined;
      const until = Math.min(span.end, position + runBytes(share));
      while (position < until) {
        const found = look(until);
        if (found === undefined) {
          if (run.length > 0) break;
          ledger.close(position);
          for (const flight of held) letGo(flight);
          through = tools.stream(ref, meta, { start: position, end: span.end });
          return through.pull();
        }
        if (found instanceof Flight) {
          waitFor = found;
          break;
        }
        run.push(...found);
        const length = lengthOfPieces(found);
        ledger.took(position, length);
        bytes += length;
        position += length;
      }
      readAhead();
      for (const flight of held) if (flight.over || flight.span.end <= position) letGo(flight);
      ledger.passed(position);
      if (run.length === 0 && waitFor !== undefined) return wait(waitFor);
      gave = { bytes, at: now() };
      return run;
    },
    close() {
      through?.close();
      ledger.close(position);
      crowd.leave(self);
      for (const flight of held) letGo(flight);
    },
  };
}
