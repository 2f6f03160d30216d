/**
 * Directory: what is known of which object, and for how long it is trusted. Blocks never go out of
 * date, their version is in their key; only the answer to "which version is it now" does.
 */
import { LRUCache } from 'lru-cache';
import { GatewayError } from '../errors.ts';
import { type Meta, sameVersion } from './meta.ts';
import type { ObjectRef } from './origin.ts';
import { refKey } from './ref-key.ts';

/**
 * - `fresh`: trusted
 * - `stale`: to be checked, in the background while its blocks are served
 * - `old`: to be checked before anything is served
 */
export type Age = 'fresh' | 'stale' | 'old';

export interface Known {
  readonly meta: Meta;
  readonly age: Age;
}

export interface Directory {
  /**
   * What is known; undefined when nothing is.
   * @throws GatewayError `object_not_found` while a recent miss is remembered
   */
  find(ref: ObjectRef): Known | undefined;
  /** The origin has just said so. */
  learn(ref: ObjectRef, meta: Meta): void;
  /** The origin has just sent bytes of this version, asked for by its tag. */
  confirm(ref: ObjectRef, meta: Meta): void;
  /** The object has changed, or is gone: nothing known of it is trusted any more. */
  forget(ref: ObjectRef): void;
  /** The origin has just said that there is no such object. */
  missing(ref: ObjectRef): void;
  /** Forgets every object whose `refKey` is meant. @returns how many were known */
  purge(isMeant: (key: string) => boolean): number;
}

/** Each a few hundred bytes. */
const MAX_OBJECTS = 50_000;
/** A flood of requests for a missing key becomes one origin request a second; an upload shows as soon. */
const MISS_MS = 1000;
/** So many times its trusted life, meta may still be served while it is checked in the background. */
const STALE_LIVES = 6;

/**
 * @param ttlMs for how long meta is trusted
 * @param now milliseconds, monotonic
 */
export function createDirectory(ttlMs: number, now: () => number): Directory {
  const known = new LRUCache<string, { meta: Meta; checkedAt: number }>({ max: MAX_OBJECTS });
  const misses = new LRUCache<string, number>({ max: MAX_OBJECTS });
  return {
    find(ref) {
      const key = refKey(ref);
      const missedAt = misses.get(key);
      if (missedAt !== undefined && now() - missedAt < MISS_MS) {
        throw new GatewayError('object_not_found', `Cannot find "${ref.key}": missing just now`);
      }
      const entry = known.get(key);
      if (entry === undefined) return undefined;
      const age = now() - entry.checkedAt;
      if (age < ttlMs) return { meta: entry.meta, age: 'fresh' };
      return { meta: entry.meta, age: age < ttlMs * STALE_LIVES ? 'stale' : 'old' };
    },
    learn(ref, meta) {
      misses.delete(refKey(ref));
      known.set(refKey(ref), { meta, checkedAt: now() });
    },
    confirm(ref, meta) {
      const entry = known.get(refKey(ref));
      // An answer that was long on its way must not bring back what has been replaced since.
      if (entry !== undefined && sameVersion(entry.meta, meta)) entry.checkedAt = now();
    },
    forget(ref) {
      known.delete(refKey(ref));
    },
    missing(ref) {
      known.delete(refKey(ref));
      misses.set(refKey(ref), now());
    },
    purge(isMeant) {
      for (const key of [...misses.keys()].filter(isMeant)) misses.delete(key);
      const meant = [...known.keys()].filter(isMeant);
      for (const key of meant) known.delete(key);
      return meant.length;
    },
  };
}
