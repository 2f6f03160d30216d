/**
 * Flights: every origin request in the air, found by the bytes it brings. Looking for a flight
 * and launching one happen in the same synchronous turn, so one byte is fetched once however many
 * ask for it. A block is in the cache before its flight lets go of it.
 */
import { lengthOf, type Span } from '../span.ts';
import {
  BLOCK_BYTES,
  blockAt,
  blockKey,
  lengthOfPieces,
  type VersionKey,
  versionKey,
} from './block.ts';
import type { BlockCache } from './block-cache.ts';
import { changed } from './changed.ts';
import { createFirstTouches } from './first-touches.ts';
import { Flight } from './flight.ts';
import { NoRoom, Unsatisfiable, Unversioned } from './flight-ends.ts';
import { isStrong, type Meta, sameVersion } from './meta.ts';
import { withWholeBlocks } from './opening.ts';
import type { Arrival, ObjectRef, Origin, Wanted } from './origin.ts';
import type { Slots, Ticket, Urgency } from './slots.ts';

export interface Flights {
  /** The flight that has or will have block `index`. */
  find(version: VersionKey, index: number): Flight | undefined;
  /**
   * Launches a request for whole blocks of a known version, none of them cached or flying. It
   * fails with `NoRoom` when its turn comes and memory is full of what cannot be evicted.
   */
  launch(ref: ObjectRef, meta: Meta, span: Span, urgency: Urgency): Flight;
  /**
   * The first touch of an object whose version is not known: joins one in the air that will have
   * the first wanted byte, or launches one.
   * Fails with `Unsatisfiable`, `Unversioned` or `NoRoom` where it cannot be shared.
   * @param wanted a span from the beginning of a block, or a suffix
   */
  open(ref: ObjectRef, wanted: Wanted, urgency: Urgency): { flight: Flight; joined: boolean };
  /** Joins nobody to a first touch of before: it may bring what has been replaced since. */
  forget(ref: ObjectRef): void;
  /** As `forget`, of every object whose `refKey` is meant. */
  purge(isMeant: (key: string) => boolean): void;
  /** A viewer waits for this flight: it goes before read-ahead. */
  hurry(flight: Flight): void;
  /** How many are in the air. */
  count(): number;
}

export interface FlightsOptions {
  readonly origin: Origin;
  readonly cache: BlockCache;
  readonly slots: Slots;
}

/** A request whose head is here. */
interface Departed {
  readonly arrival: Arrival;
  /** Bytes before the first whole block. */
  readonly skip: number;
}

/** Blocks at either end that decide how soon a film starts: kept longest. */
const HEAD_BLOCKS = 4;
const TAIL_BLOCKS = 2;

export function createFlights({ origin, cache, slots }: FlightsOptions): Flights {
  const byBlock = new Map<string, Flight>();
  const touches = createFirstTouches();
  const tickets = new Map<Flight, Ticket>();

  function register(version: VersionKey, flight: Flight): void {
    for (const index of indexes(flight.span)) {
      const key = blockKey(version, index);
      // Two first touches of different places may meet; the one that was here first is read.
      if (byBlock.get(key)?.over !== false) byBlock.set(key, flight);
    }
  }

  function unregister(version: VersionKey, flight: Flight): void {
    for (const index of indexes(flight.span)) {
      const key = blockKey(version, index);
      if (byBlock.get(key) === flight) byBlock.delete(key);
    }
  }

  /** Flies `flight` to its end, with `bytes` of memory set aside for it while it does. */
  async function fly(
    flight: Flight,
    ref: ObjectRef,
    urgency: Urgency,
    bytes: number,
    depart: () => Promise<Departed>,
    finish: () => void,
  ): Promise<void> {
    let reserved = 0;
    let departed: Departed | undefined;
    const ticket = slots.request(urgency, flight.signal);
    tickets.set(flight, ticket);
    try {
      await ticket.granted;
      if (!cache.reserve(bytes)) throw new NoRoom();
      reserved = bytes;
      departed = await depart();
      flight.signal.throwIfAborted();
      // What the object turned out not to have is given back at once.
      cache.release(reserved - lengthOf(flight.span));
      reserved = lengthOf(flight.span);
      const { meta } = departed.arrival;
      const version = versionKey(ref, meta);
      const last = blockAt(meta.size - 1);
      let { skip } = departed;
      for await (const piece of departed.arrival.bytes) {
        // Abandoned since the last piece: to leave the loop gives the rest up.
        if (flight.over) break;
        const kept = piece.subarray(skip);
        skip -= piece.length - kept.length;
        for (const { index, block } of flight.push(kept)) {
          const favoured = index < HEAD_BLOCKS || index > last - TAIL_BLOCKS;
          const key = blockKey(version, index);
          reserved -= lengthOfPieces(block);
          cache.put(key, block, favoured);
          if (byBlock.get(key) === flight) byBlock.delete(key);
        }
      }
      flight.end();
    } catch (failure) {
      flight.end(failure);
      departed?.arrival.cancel();
    } finally {
      finish();
      cache.release(reserved);
      tickets.delete(flight);
      ticket.release();
    }
  }

  return {
    find(version, index) {
      const flight = byBlock.get(blockKey(version, index));
      return flight?.over ? undefined : flight;
    },

    launch(ref, meta, span, urgency) {
      const etag = meta.etag ?? '';
      const version = versionKey(ref, meta);
      const flight = new Flight(span);
      register(version, flight);
      const depart = async (): Promise<Departed> => {
        const options = { signal: flight.signal, ifMatch: etag, urgency };
        const arrival = await origin.read(ref, span, options);
        if (arrival === 'unsatisfiable') throw changed(ref);
        const same =
          arrival.span.start === span.start &&
          arrival.span.end === span.end &&
          sameVersion(arrival.meta, meta);
        if (!same) {
          arrival.cancel();
          throw changed(ref);
        }
        flight.open(arrival.meta, arrival.span);
        return { arrival, skip: 0 };
      };
      fly(flight, ref, urgency, lengthOf(span), depart, () => unregister(version, flight));
      return flight;
    },

    open(ref, wanted, urgency) {
      const other = touches.find(ref, wanted);
      if (other !== undefined) {
        if (urgency === 'wanted') tickets.get(other)?.hurry();
        return { flight: other, joined: true };
      }

      const asked =
        'suffix' in wanted
          ? withWholeBlocks(wanted)
          : { start: wanted.start, end: touches.endBefore(ref, wanted) };
      const bytes = 'suffix' in asked ? asked.suffix : lengthOf(asked);
      const flight = new Flight('suffix' in asked ? { start: 0, end: 0 } : asked);
      const remove = touches.add(ref, 'suffix' in wanted ? wanted : flight.span, flight);
      let version: VersionKey | undefined;
      const depart = async (): Promise<Departed> => {
        const arrival = await origin.read(ref, asked, { signal: flight.signal, urgency });
        if (arrival === 'unsatisfiable') throw new Unsatisfiable();
        const { meta, span } = arrival;
        if (!isStrong(meta.etag)) {
          arrival.cancel();
          throw new Unversioned();
        }
        // A suffix begins anywhere; what lies before the first whole block is not kept.
        const start = Math.ceil(span.start / BLOCK_BYTES) * BLOCK_BYTES;
        // From here on it is found by its blocks, in the same turn in which its readers wake.
        version = versionKey(ref, meta);
        flight.open(meta, { start, end: span.end });
        remove();
        register(version, flight);
        return { arrival, skip: start - span.start };
      };
      fly(flight, ref, urgency, bytes, depart, () => {
        remove();
        if (version !== undefined) unregister(version, flight);
      });
      return { flight, joined: false };
    },

    forget: touches.forget,
    purge: touches.purge,
    hurry: (flight) => tickets.get(flight)?.hurry(),
    count: () => tickets.size,
  };
}

function* indexes(span: Span): Iterable<number> {
  for (let start = span.start; start < span.end; start += BLOCK_BYTES) yield blockAt(start);
}
