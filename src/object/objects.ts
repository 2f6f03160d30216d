/**
 * Objects: the face of this room. Opens an object for a request, which means to know its version,
 * at the price of at most one origin round trip, and gives sources of its bytes.
 */
import { GatewayError } from '../errors.ts';
import type { Span } from '../span.ts';
import { untilAborted } from '../until-aborted.ts';
import { blockAt, blockKey, versionKey } from './block.ts';
import type { BlockCache } from './block-cache.ts';
import type { Directory } from './directory.ts';
import type { Flight } from './flight.ts';
import { type Flights, NoRoom, Unsatisfiable, Unversioned } from './flights.ts';
import { isStrong, type Meta } from './meta.ts';
import { type FirstRange, firstWanted, openObject, wantedBlocks } from './opening.ts';
import type { Arrival, ObjectRef, Origin } from './origin.ts';
import { createReader, type ReaderTools } from './reader.ts';
import { type Source, sourceOf } from './source.ts';
import { streamFrom } from './stream.ts';

/** How the version came to be known. */
export type Knowledge =
  /** From the directory, still trusted or just checked. */
  | 'known'
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
  /** Whether its bytes go through the cache, where others find them. */
  readonly shared: boolean;
  /** Where the bytes of `span` would come from right now, for `Cache-Status`. */
  look(span: Span): Outlook;
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
  readonly origin: Origin;
  readonly directory: Directory;
  readonly cache: BlockCache;
  readonly flights: Flights;
}

/** Longest that a check of our own, which no viewer waits for, may take. */
const CHECK_MS = 30_000;

export function createObjects(options: ObjectsOptions): Objects {
  const { origin, directory, cache, flights, chunkBytes } = options;
  const checks = new Map<string, Promise<Meta>>();

  /** Asks the origin which version it is now; shared by all who want to know. */
  function check(ref: ObjectRef): Promise<Meta> {
    const key = `${ref.bucket}\0${ref.key}`;
    const running = checks.get(key);
    if (running !== undefined) return running;
    const asked = origin
      .head(ref, AbortSignal.timeout(CHECK_MS))
      .then(
        (meta) => {
          directory.learn(ref, meta);
          return meta;
        },
        (error: unknown) => {
          noteMissing(ref, error);
          throw error;
        },
      )
      .finally(() => checks.delete(key));
    checks.set(key, asked);
    return asked;
  }

  function noteMissing(ref: ObjectRef, error: unknown): void {
    if (error instanceof GatewayError && error.code === 'object_not_found') directory.missing(ref);
  }

  /** The version, if the directory may answer without bytes from the origin. */
  async function fromDirectory(
    ref: ObjectRef,
    range: FirstRange | undefined,
    wanted: boolean,
    signal: AbortSignal,
  ): Promise<{ meta: Meta; knowledge: Knowledge } | undefined> {
    const known = directory.find(ref);
    if (known === undefined) {
      return wanted
        ? undefined
        : { meta: await untilAborted(check(ref), signal), knowledge: 'flown' };
    }
    const { meta, age } = known;
    if (age === 'fresh') return { meta, knowledge: 'known' };
    // To ask for the bytes tells the version too, so nothing is gained by asking twice.
    if (wanted && !startsCached(ref, meta, range)) return undefined;
    if (age === 'stale') {
      check(ref).catch(() => {});
      return { meta, knowledge: 'known' };
    }
    try {
      return { meta: await untilAborted(check(ref), signal), knowledge: 'known' };
    } catch (error) {
      const down = error instanceof GatewayError && error.source === 'origin';
      if (!down || signal.aborted) throw error;
      return { meta, knowledge: 'stale' };
    }
  }

  function startsCached(ref: ObjectRef, meta: Meta, range: FirstRange | undefined): boolean {
    if (!isStrong(meta.etag)) return false;
    const wanted = firstWanted(range, chunkBytes);
    if (wanted === undefined) return true;
    const start = 'suffix' in wanted ? Math.max(0, meta.size - wanted.suffix) : wanted.start;
    // Past the end there is nothing to fetch: meta alone answers.
    if (start >= meta.size) return true;
    return cache.has(blockKey(versionKey(ref, meta), blockAt(start)));
  }

  function opened(
    ref: ObjectRef,
    meta: Meta,
    knowledge: Knowledge,
    signal: AbortSignal,
    held: { readonly arrival?: Arrival | undefined; readonly flight?: Flight } = {},
  ): Opened {
    const stream = { origin, chunkBytes };
    const reading = { ref, meta, signal };
    let { arrival: brought, flight } = held;
    const streamed = (span: Span): Source => {
      const first = brought;
      brought = undefined;
      return sourceOf(streamFrom(stream, reading, span, first));
    };
    return {
      ref,
      meta,
      knowledge,
      shared: brought === undefined && isStrong(meta.etag) && cache.capacity > 0,
      look: (span) => look(ref, meta, span),
      read(span) {
        const alone = brought !== undefined || !isStrong(meta.etag) || cache.capacity === 0;
        if (alone) return streamed(span);
        return createReader(
          { ...options, stream: (_ref, _meta, rest) => streamed(rest) },
          ref,
          meta,
          span,
        );
      },
      close() {
        brought?.cancel();
        brought = undefined;
        flight?.leave();
        flight = undefined;
      },
    };
  }

  function look(ref: ObjectRef, meta: Meta, span: Span): Outlook {
    if (!isStrong(meta.etag)) return 'miss';
    const version = versionKey(ref, meta);
    const first = blockAt(span.start);
    const last = blockAt(span.end - 1);
    let cached = first;
    while (cached <= last && cache.has(blockKey(version, cached))) cached++;
    if (cached > last) return 'hit';
    if (cached > first) return 'partial';
    return flights.find(version, first) === undefined ? 'miss' : 'flying';
  }

  return {
    async open(ref, range, wanted, signal) {
      const known = await fromDirectory(ref, range, wanted, signal);
      if (known !== undefined) return opened(ref, known.meta, known.knowledge, signal);

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
          const meta = await untilAborted(check(ref), signal);
          return opened(ref, meta, 'flown', signal);
        }
        const alone = error instanceof Unversioned || error instanceof NoRoom;
        if (alone) return await direct(ref, range, signal);
        noteMissing(ref, error);
        throw error;
      }
    },
    forget: (ref) => directory.forget(ref),
  };

  /** A first touch whose bytes are for this viewer alone. */
  async function direct(
    ref: ObjectRef,
    range: FirstRange | undefined,
    signal: AbortSignal,
  ): Promise<Opened> {
    try {
      const opening = await openObject(origin, ref, firstWanted(range, chunkBytes), signal);
      if (isStrong(opening.meta.etag)) directory.learn(ref, opening.meta);
      return opened(ref, opening.meta, 'flown', signal, { arrival: opening.arrival });
    } catch (error) {
      noteMissing(ref, error);
      throw error;
    }
  }
}
