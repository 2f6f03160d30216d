/** Broken films: those that no player can play are told about, once for each version. */
import { LRUCache } from 'lru-cache';
import { isBroken, type NoView, sentenceFor } from '../mp4/no-view.ts';
import type { VersionKey } from '../object/block.ts';
import type { ObjectRef } from '../object/origin.ts';

export type NoteBroken = (ref: ObjectRef, version: VersionKey, reason: NoView | undefined) => void;

/** So many are remembered as told. */
const MAX_TOLD = 10_000;

/** @param warn writes a line of the log */
export function createBrokenFilms(
  warn: (fields: Readonly<Record<string, unknown>>, message: string) => void,
): NoteBroken {
  const told = new LRUCache<VersionKey, true>({ max: MAX_TOLD });
  return ({ bucket, key }, version, reason) => {
    if (reason === undefined || !isBroken(reason) || told.has(version)) return;
    told.set(version, true);
    warn({ bucket, key, reason }, `a film cannot be played: ${sentenceFor(reason)}`);
  };
}
