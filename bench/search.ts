/**
 * Search: how many of something are carried, when each try is costly. It doubles until one try
 * fails and then halves the gap until that is a third of what is carried. Pure.
 */

/**
 * What to try next.
 * @param carried most that were carried; 0 when nothing was
 * @param failed fewest that were not; undefined when all were
 * @returns undefined when it is known well enough, or when `most` were carried
 */
export function nextTry(
  carried: number,
  failed: number | undefined,
  first: number,
  most: number,
): number | undefined {
  if (failed === undefined) {
    if (carried >= most) return undefined;
    return carried === 0 ? first : Math.min(2 * carried, most);
  }
  const gap = failed - carried;
  return gap <= carried / 3 || gap <= 1 ? undefined : carried + Math.floor(gap / 2);
}
