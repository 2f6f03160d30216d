/**
 * Pinned: whether a film refers to positions in a file by other means than the tables that are
 * shifted when its index moves. Such a film is better left alone than half moved.
 */
import { boxesIn, childrenOf, find, type Movie, type Node } from './movie.ts';

/** The flag of a data entry that means "in this very file" (ISO/IEC 14496-12, 8.7.2). */
const SELF_CONTAINED = 1;

/** Whether anything in `movie` but `stco`, `co64` and `saio` points into this file, or they into another. */
export function isPinned(movie: Movie): boolean {
  return (
    [movie.root, ...movie.tracks].some((node) => childrenOf(node, 'meta').some(hasItems(movie))) ||
    movie.tracks.some((track) => isElsewhere(movie, track))
  );
}

/**
 * `iloc` holds positions (8.11.3). QuickTime's `meta` lacks the version and flags that others
 * have, so both readings are tried.
 */
function hasItems({ data }: Movie): (meta: Node) => boolean {
  return (meta) =>
    [meta.body, meta.body + 4].some((start) => {
      const boxes = boxesIn(data, start, meta.end);
      return boxes !== 'malformed' && boxes.some((box) => box.type === 'iloc');
    });
}

/** Whether samples of `track` may be in another file, so that its offsets are not ours to shift. */
function isElsewhere({ data }: Movie, track: Node): boolean {
  const dref = find(track, 'mdia', 'minf', 'dinf', 'dref');
  if (dref === undefined) return false;
  // Version, flags and a count come first; the entries are counted as they are found.
  const entries = boxesIn(data, dref.body + 8, dref.end);
  return (
    entries === 'malformed' ||
    entries.some((entry) => entry.end < entry.body + 4 || !isHere(data, entry.body))
  );
}

function isHere(data: DataView, at: number): boolean {
  return (data.getUint32(at) & SELF_CONTAINED) !== 0;
}
