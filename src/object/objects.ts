/**
 * Objects: the face of this room. Opens an object for a request, which means to know its version,
 * at the price of at most one origin round trip, and gives sources of its bytes.
 */
import { untilAborted } from '../until-aborted.ts';
import { createChecks, isOutage } from './checks.ts';
import type { Directory } from './directory.ts';
import { NoRoom, Unsatisfiable, Unversioned } from './flight-ends.ts';
import { isStrong, type Meta } from './meta.ts';
import { createOpened, type Knowledge, lookFor, type Opened, type OpenedTools } from './opened.ts';
import { type FirstRange, firstWanted, openObject, wantedBlocks } from './opening.ts';
import type { ObjectRef } from './origin.ts';

export interface Objects {
  /**
   * @param range the first range of the request; undefined for all of it
   * @param wanted whether bytes are wanted at all; HEAD wants only meta
   * @throws GatewayError `object_not_found`, `bucket_not_found`, `origin_*`; the signal's reason
   */
  open(
    ref: ObjectRef,
    range: FirstRange | undefined,
    wanted: boolean,
    signal: AbortSignal,
  ): Promise<Opened>;
  /** A version that is known already, opened without asking anybody. */
  at(ref: ObjectRef, meta: Meta, signal: AbortSignal): Opened;
  /**
   * `ref` was written or removed, or what is known of it has proved wrong: the next opening asks
   * the origin, and takes no answer to what was asked before.
   */
  forget(ref: ObjectRef): void;
  /** As `forget`, of every object whose `refKey` is meant. @returns how many were known */
  purge(isMeant: (key: string) => boolean): number;
}

/** The answers of its origin reach `directory`. */
export interface ObjectsOptions extends OpenedTools {
  readonly directory: Directory;
}

interface Version {
  readonly meta: Meta;
  readonly knowledge: Knowledge;
}

async function checked(
  asked: Promise<Meta>,
  signal: AbortSignal,
  knowledge: Knowledge,
): Promise<Version> {
  return { meta: await untilAborted(asked, signal), knowledge };
}

export function createObjects(options: ObjectsOptions): Objects {
  const { origin, directory, cache, flights, chunkBytes } = options;
  const checks = createChecks(origin);

  /**
   * The version, if no bytes of the origin are needed to tell it. No promise where none is needed:
   * whoever is told to fly must do so in the turn in which nobody else was found flying.
   */
  function fromDirectory(
    ref: ObjectRef,
    range: FirstRange | undefined,
    wanted: boolean,
    signal: AbortSignal,
  ): Version | Promise<Version> | undefined {
    const known = directory.find(ref);
    if (known === undefined) {
      return wanted ? undefined : checked(checks.ask(ref), signal, 'flown');
    }
    const { meta, age } = known;
    if (age === 'fresh') return { meta, knowledge: 'known' };
    const here = wanted ? beginsHere(ref, meta, range) : undefined;
    // To ask for the bytes tells the version too, so nothing is gained by asking twice.
    if (here === false) return undefined;
    const asked = checks.ask(ref);
    if ((here && age === 'stale') || checks.down()) {
      asked.catch(() => {});
      return { meta, knowledge: checks.down() ? 'stale' : 'known' };
    }
    return checked(asked, signal, 'checked').catch((error: unknown) => {
      if (isOutage(error)) return { meta, knowledge: 'stale' };
      throw error;
    });
  }

  /** Whether the first wanted byte is cached or flying; undefined when there is no such byte. */
  function beginsHere(
    ref: ObjectRef,
    meta: Meta,
    range: FirstRange | undefined,
  ): boolean | undefined {
    const wanted = firstWanted(range, chunkBytes);
    if (wanted === undefined) return undefined;
    const start = 'suffix' in wanted ? Math.max(0, meta.size - wanted.suffix) : wanted.start;
    if (start >= meta.size) return undefined;
    return (
      isStrong(meta.etag) && lookFor(options, ref, meta, [{ start, end: start + 1 }]) !== 'miss'
    );
  }

  /** A first touch whose bytes are for this viewer alone. */
  async function direct(
    ref: ObjectRef,
    range: FirstRange | undefined,
    signal: AbortSignal,
  ): Promise<Opened> {
    const opening = await openObject(origin, ref, firstWanted(range, chunkBytes), signal);
    const { meta, arrival } = opening;
    return createOpened(options, { ref, meta, signal }, 'flown', { arrival });
  }

  return {
    async open(ref, range, wanted, signal) {
      const version = fromDirectory(ref, range, wanted, signal);
      if (version !== undefined) {
        const { meta, knowledge } = await version;
        return createOpened(options, { ref, meta, signal }, knowledge);
      }

      const blocks = wantedBlocks(range, chunkBytes);
      if (blocks === undefined || cache.capacity === 0) return await direct(ref, range, signal);
      const { flight, joined } = flights.open(ref, blocks, 'wanted');
      flight.join();
      try {
        while (flight.meta === undefined && !flight.over) {
          await untilAborted(flight.changed(), signal);
        }
        if (flight.meta === undefined) throw flight.failure;
        const reading = { ref, meta: flight.meta, signal };
        return createOpened(options, reading, joined ? 'joined' : 'flown', { flight });
      } catch (error) {
        flight.leave();
        if (error instanceof Unsatisfiable) {
          const { meta } = await checked(checks.ask(ref), signal, 'flown');
          return createOpened(options, { ref, meta, signal }, 'flown');
        }
        const alone = error instanceof Unversioned || error instanceof NoRoom;
        if (alone) return await direct(ref, range, signal);
        throw error;
      }
    },
    at: (ref, meta, signal) => createOpened(options, { ref, meta, signal }, 'known'),
    forget(ref) {
      directory.forget(ref);
      checks.forget(ref);
      flights.forget(ref);
    },
    purge(isMeant) {
      checks.purge(isMeant);
      flights.purge(isMeant);
      return directory.purge(isMeant);
    },
  };
}
