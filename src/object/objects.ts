/**
 * Objects: the face of this room. Opens an object for a request, which means to know its version,
 * at the price of at most one origin round trip, and gives sources of its bytes.
 */
import type { Span } from '../span.ts';
import { untilAborted } from '../until-aborted.ts';
import { blockAt, blockKey, versionKey } from './block.ts';
import { createChecks, isOutage } from './checks.ts';
import type { Directory } from './directory.ts';
import type { Flight } from './flight.ts';
import { NoRoom, Unsatisfiable, Unversioned } from './flights.ts';
import { isStrong, type Meta } from './meta.ts';
import { type FirstRange, firstWanted, openObject, wantedBlocks } from './opening.ts';
import type { Arrival, ObjectRef, Origin } from './origin.ts';
import { createReader, type ReaderTools } from './reader.ts';
import { type Source, sourceOf } from './source.ts';
import { streamFrom } from './stream.ts';

/** How the version came to be known. */
export type Knowledge =
  /** From the directory, still trusted, or being checked while its blocks are served. */
  | 'known'
  /** From the directory, and checked with the origin before anything was served. */
  | 'checked'
  /** From the directory, though the origin could not be asked: it is down. */
  | 'stale'
  /** From a first touch of our own. */
  | 'flown'
  /** From a first touch that somebody else had begun. */
  | 'joined';

export interface Opened {
  readonly ref: ObjectRef;
  readonly meta: Meta;
  readonly knowledge: Knowledge;
  /** Whether its bytes go through the cache, where others find them; for what was read so far. */
  readonly shared: boolean;
  /** Where the bytes of `spans`, which are not empty, would come from right now. */
  look(spans: readonly Span[]): Outlook;
  /** A source of `span`; the first one asked for gets what the opening has brought along. */
  read(span: Span): Source;
  /** Lets go of what the opening holds and no source has taken. */
  close(): void;
}

/** All of it cached, the beginning cached, the beginning flying, or nothing of the kind. */
export type Outlook = 'hit' | 'partial' | 'flying' | 'miss';

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
  /** What is known of `ref` has proved wrong: the next opening asks the origin. */
  forget(ref: ObjectRef): void;
}

export interface ObjectsOptions extends Omit<ReaderTools, 'stream'> {
  /** Its answers reach `directory`. */
  readonly origin: Origin;
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
    return isStrong(meta.etag) && look(ref, meta, [{ start, end: start + 1 }]) !== 'miss';
  }

  function look(ref: ObjectRef, meta: Meta, spans: readonly Span[]): Outlook {
    if (!isStrong(meta.etag)) return 'miss';
    const version = versionKey(ref, meta);
    let cached = 0;
    for (const { start, end } of spans) {
      for (let index = blockAt(start); index <= blockAt(end - 1); index++, cached++) {
        if (cache.has(blockKey(version, index))) continue;
        if (cached > 0) return 'partial';
        return flights.find(version, index) === undefined ? 'miss' : 'flying';
      }
    }
    return 'hit';
  }

  function opened(
    ref: ObjectRef,
    meta: Meta,
    knowledge: Knowledge,
    signal: AbortSignal,
    held: { readonly arrival?: Arrival | undefined; readonly flight?: Flight } = {},
  ): Opened {
    let { arrival: brought, flight } = held;
    let shared = brought === undefined && isStrong(meta.etag) && cache.capacity > 0;
    const stream = (span: Span): Source => {
      const first = brought;
      brought = undefined;
      shared = false;
      return sourceOf(streamFrom({ origin, chunkBytes }, { ref, meta, signal }, span, first));
    };
    const alone = !shared;
    return {
      ref,
      meta,
      knowledge,
      get shared() {
        return shared;
      },
      look: (spans) => look(ref, meta, spans),
      read(span) {
        if (alone) return stream(span);
        const tools = {
          ...options,
          stream: (_ref: ObjectRef, _meta: Meta, rest: Span) => stream(rest),
        };
        return createReader(tools, ref, meta, span);
      },
      close() {
        brought?.cancel();
        brought = undefined;
        flight?.leave();
        flight = undefined;
      },
    };
  }

  /** A first touch whose bytes are for this viewer alone. */
  async function direct(
    ref: ObjectRef,
    range: FirstRange | undefined,
    signal: AbortSignal,
  ): Promise<Opened> {
    const opening = await openObject(origin, ref, firstWanted(range, chunkBytes), signal);
    return opened(ref, opening.meta, 'flown', signal, { arrival: opening.arrival });
  }

  return {
    async open(ref, range, wanted, signal) {
      const version = fromDirectory(ref, range, wanted, signal);
      if (version !== undefined) {
        const { meta, knowledge } = await version;
        return opened(ref, meta, knowledge, signal);
      }

      const blocks = wantedBlocks(range, chunkBytes);
      if (blocks === undefined || cache.capacity === 0) return await direct(ref, range, signal);
      const { flight, joined } = flights.open(ref, blocks);
      flight.join();
      try {
        while (flight.meta === undefined && !flight.over) {
          await untilAborted(flight.changed(), signal);
        }
        if (flight.meta === undefined) throw flight.failure;
        return opened(ref, flight.meta, joined ? 'joined' : 'flown', signal, { flight });
      } catch (error) {
        flight.leave();
        if (error instanceof Unsatisfiable) {
          const { meta } = await checked(checks.ask(ref), signal, 'flown');
          return opened(ref, meta, 'flown', signal);
        }
        const alone = error instanceof Unversioned || error instanceof NoRoom;
        if (alone) return await direct(ref, range, signal);
        throw error;
      }
    },
    forget: (ref) => directory.forget(ref),
  };
}
