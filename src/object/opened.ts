/**
 * Opened: an object whose version a request has come to know, and the sources of its bytes: a
 * reader through cache and flights, or, where nothing may be shared, a stream from the origin.
 */
import type { Span } from '../span.ts';
import { blockAt, blockKey, versionKey } from './block.ts';
import type { BlockCache } from './block-cache.ts';
import type { Flight } from './flight.ts';
import type { Flights } from './flights.ts';
import { isStrong, type Meta } from './meta.ts';
import type { Arrival, ObjectRef } from './origin.ts';
import { type PatientTools, patient } from './patient.ts';
import { createReader, type ReaderTools } from './reader.ts';
import { counted, type Source, sourceOf } from './source.ts';
import { type Reading, type StreamOptions, streamFrom } from './stream.ts';
import { type Tally, UNCOUNTED } from './tally.ts';

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
  /**
   * A source of `span`; the first one asked for gets what the opening has brought along.
   * @param begun whether other bytes go before these, so that a status is promised already
   * @param tally told of the bytes, when they are for a viewer
   */
  read(span: Span, begun?: boolean, tally?: Tally): Source;
  /** Lets go of what the opening holds and no source has taken. */
  close(): void;
}

/** All of it cached, the beginning cached, the beginning flying, or nothing of the kind. */
export type Outlook = 'hit' | 'partial' | 'flying' | 'miss';

export interface OpenedTools
  extends Omit<ReaderTools, 'stream' | 'brought' | 'tally'>,
    PatientTools,
    StreamOptions {}

/** What an opening has brought along: bytes for this viewer alone, or a flight that it has joined. */
export interface Brought {
  readonly arrival?: Arrival | undefined;
  readonly flight?: Flight;
}

export function createOpened(
  tools: OpenedTools,
  reading: Reading,
  knowledge: Knowledge,
  brought: Brought = {},
): Opened {
  const { ref, meta } = reading;
  let { arrival, flight } = brought;
  let shared = arrival === undefined && isStrong(meta.etag) && tools.cache.capacity > 0;
  const alone = !shared;
  /** The viewer has a head, or is about to have it. */
  let begun = false;
  const stream = (span: Span, tally: Tally): Source => {
    const first = arrival;
    arrival = undefined;
    shared = false;
    return counted(sourceOf(streamFrom(tools, reading, span, first)), (bytes) =>
      tally.served('origin', bytes),
    );
  };
  const joined = flight && { flight, own: knowledge === 'flown' };
  const toolsFor = (tally: Tally): ReaderTools => ({
    ...tools,
    tally,
    brought: joined,
    stream: (_ref: ObjectRef, _meta: Meta, rest: Span) => stream(rest, tally),
  });
  return {
    ref,
    meta,
    knowledge,
    get shared() {
      return shared;
    },
    look: (spans) => lookFor(tools, ref, meta, spans),
    read(span, later = false, tally = UNCOUNTED) {
      begun ||= later;
      const make = (rest: Span): Source =>
        alone ? stream(rest, tally) : createReader(toolsFor(tally), ref, meta, rest);
      // Nothing would tie the rest to what was given.
      if (!isStrong(meta.etag)) return make(span);
      const source = patient(tools, span, make, () => begun);
      return {
        pull() {
          const pulled = source.pull();
          begun ||= pulled !== undefined && !(pulled instanceof Promise);
          return pulled;
        },
        close: () => source.close(),
      };
    },
    close() {
      arrival?.cancel();
      arrival = undefined;
      flight?.leave();
      flight = undefined;
    },
  };
}

/** Where the bytes of `spans` of this version would come from right now. */
export function lookFor(
  { cache, flights }: { readonly cache: BlockCache; readonly flights: Flights },
  ref: ObjectRef,
  meta: Meta,
  spans: readonly Span[],
): Outlook {
  if (!isStrong(meta.etag)) return 'miss';
  const version = versionKey(ref, meta);
  const most = cache.stats().blocks;
  let cached = 0;
  for (const { start, end } of spans) {
    const last = blockAt(end - 1);
    // More than there is in memory cannot all be there: a long film is not looked through for it.
    const beyond = last - blockAt(start) >= most;
    for (let index = blockAt(start); index <= last; index++, cached++) {
      if (!(beyond && cached > 0) && cache.has(blockKey(version, index))) continue;
      if (cached > 0) return 'partial';
      return flights.find(version, index) === undefined ? 'miss' : 'flying';
    }
  }
  return 'hit';
}
