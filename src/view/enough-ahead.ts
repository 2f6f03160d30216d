/** Enough ahead: read-ahead counted in seconds of video, for films whose timeline is known. */
import { positionAfter } from '../mp4/timeline.ts';
import { BLOCK_BYTES, type VersionKey } from '../object/block.ts';
import type { Films } from './films.ts';

/** Less would be asked for in portions that cost the origin more than they are worth. */
const LEAST_BYTES = 8 * BLOCK_BYTES;

/**
 * Bytes that the next `ms` of the film take from a position on; Infinity when that is not known.
 * @param ms 0 for no bound
 */
export function createEnoughAhead(
  films: Pick<Films, 'get'>,
  ms: number,
): (version: VersionKey, position: number) => number {
  return (version, position) => {
    const learned = films.get(version);
    learned?.further?.(position);
    if (ms === 0 || learned?.timeline === undefined) return Number.POSITIVE_INFINITY;
    const end = positionAfter(learned.timeline, position, ms / 1000);
    return Math.max(LEAST_BYTES, Math.ceil(end - position));
  };
}
