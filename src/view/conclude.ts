/** Conclude: what follows from having looked into a film to its end. */
import type { Film } from '../mp4/film.ts';
import type { VersionKey } from '../object/block.ts';
import type { BlockCache } from '../object/block-cache.ts';
import type { ObjectRef } from '../object/origin.ts';
import type { NoteBroken } from './broken-films.ts';
import type { Films } from './films.ts';
import { keepLongest } from './keep.ts';
import type { Learned } from './learned.ts';

export interface ConcludeTools {
  readonly films: Pick<Films, 'remember'>;
  readonly cache: Pick<BlockCache, 'favour'>;
  readonly noteBroken: NoteBroken;
}

export function conclude(
  { films, cache, noteBroken }: ConcludeTools,
  ref: ObjectRef,
  version: VersionKey,
  { view, timeline }: Film,
): Learned {
  const learned: Learned =
    typeof view === 'string'
      ? { view: undefined, reason: view, timeline }
      : { view, reason: undefined, timeline };
  films.remember(ref, version, learned);
  noteBroken(ref, version, learned.reason);
  if (timeline?.firstFrame !== undefined) keepLongest(cache, version, timeline.firstFrame);
  return learned;
}
