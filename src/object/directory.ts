/**
 * Directory: what is known of which object, and for how long it is trusted. Blocks never go out of
 * date, their version is in their key; only the answer to "which version is it now" does.
 */
import { LRUCache } from 'lru-cache';
import { GatewayError } from '../errors.ts';
import { type Meta, sameVersion } from './meta.ts';
import type { ObjectRef } from './origin.ts';
import { purgeFrom } from './purge-scope.ts';
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

/** A request that is in the air. Once the object was forgotten, its answer may be of before that and is not heard. */
export interface Question extends Said {
  /** Harmless when repeated. */
  over(): void;
}

/** What the origin may say of the object that was asked for; as in `Directory`. */
interface Said {
  learn(meta: Meta): void;
  confirm(meta: Meta): void;
  missing(): void;
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
  /** The object has changed, or is gone: nothing known of it is trusted any more, nor any answer that is on its way. */
  forget(ref: ObjectRef): void;
  /** The origin is about to be asked: what it says is to be taken only from the question, and only until that is over. */
  question(ref: ObjectRef): Question;
  /** The origin has just said that there is no such object. */
  missing(ref: ObjectRef): void;
  /** As `forget`, of every object whose `refKey` is meant. @returns how many were known */
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
  /** Of each object, those that are still believed: as many as there are requests in the air. */
  const believed = new Map<string, Set<Question>>();
  /** What is in the air of before is not heard. */
  function disbelieve(key: string): void {
    believed.get(key)?.clear();
    believed.delete(key);
  }
  const directory: Directory = {
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
      misses.delete(refKey(ref));
      disbelieve(refKey(ref));
    },
    question(ref) {
      const key = refKey(ref);
      const others = believed.get(key) ?? new Set();
      const heard = (tell: () => void): void => {
        if (others.has(question)) tell();
      };
      const question: Question = {
        learn: (meta) => heard(() => directory.learn(ref, meta)),
        confirm: (meta) => heard(() => directory.confirm(ref, meta)),
        missing: () => heard(() => directory.missing(ref)),
        over() {
          others.delete(question);
          if (others.size === 0 && believed.get(key) === others) believed.delete(key);
        },
      };
      others.add(question);
      believed.set(key, others);
      return question;
    },
    missing(ref) {
      known.delete(refKey(ref));
      misses.set(refKey(ref), now());
    },
    purge(isMeant) {
      purgeFrom(misses, isMeant);
      for (const key of [...believed.keys()].filter(isMeant)) disbelieve(key);
      return purgeFrom(known, isMeant);
    },
  };
  return directory;
}
