/**
 * Films: what has been learned of which version, the literal bytes of views included. Bounded in
 * bytes, which are taken from the memory of the block cache, so that both together stay within it.
 */
import { LRUCache } from 'lru-cache';
import { pieceBytes } from '../mp4/view.ts';
import type { VersionKey } from '../object/block.ts';
import type { BlockCache } from '../object/block-cache.ts';
import type { ObjectRef } from '../object/origin.ts';
import { purgeFrom } from '../object/purge-scope.ts';
import { refKey } from '../object/ref-key.ts';
import type { Learned } from './learned.ts';

export interface Films {
  get(version: VersionKey): Learned | undefined;
  /** Of the version that was seen last, whether or not it is the present one. */
  last(ref: ObjectRef): Learned | undefined;
  /** Kept as long as there is room for it. */
  remember(ref: ObjectRef, version: VersionKey, learned: Learned): void;
  /** Forgets what was learned of the objects whose `refKey` is meant. */
  purge(isMeant: (key: string) => boolean): void;
}

/** An hour of film has an index of a megabyte or two; the rest of memory is for the films themselves. */
const SHARE = 0.25;
/** Names, keys and the like of an entry. */
const OVERHEAD_BYTES = 1024;
/** Each a few hundred bytes. */
const MAX_OBJECTS = 50_000;

interface Entry {
  readonly learned: Learned;
  readonly bytes: number;
}

export function createFilms(cache: Pick<BlockCache, 'capacity' | 'reserve' | 'release'>): Films {
  const entries = new LRUCache<VersionKey, Entry>({
    maxSize: Math.max(1, Math.floor(cache.capacity * SHARE)),
    sizeCalculation: ({ bytes }) => bytes,
    dispose: ({ bytes }) => cache.release(bytes),
  });
  const latest = new LRUCache<string, VersionKey>({ max: MAX_OBJECTS });
  return {
    get: (version) => entries.get(version)?.learned,
    last(ref) {
      const version = latest.get(refKey(ref));
      return version === undefined ? undefined : entries.get(version)?.learned;
    },
    remember(ref, version, learned) {
      latest.set(refKey(ref), version);
      entries.delete(version);
      const bytes = bytesOf(learned);
      if (!cache.reserve(bytes)) return;
      entries.set(version, { learned, bytes });
      // What is longer than all of its memory is not taken.
      if (!entries.has(version)) cache.release(bytes);
    },
    purge(isMeant) {
      purgeFrom(latest, isMeant);
      purgeFrom(entries, isMeant);
    },
  };
}

function bytesOf({ view, timeline }: Learned): number {
  const literal = (view?.pieces ?? []).filter((piece) => piece instanceof Uint8Array);
  const points = timeline && timeline.positions.byteLength + timeline.seconds.byteLength;
  return literal.reduce((sum, piece) => sum + pieceBytes(piece), OVERHEAD_BYTES + (points ?? 0));
}
