/** How many milliseconds the rows are wide: the longest wait and picture fit, at a round number. Pure. */

const ROUND = [50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 60_000];
/** A transfer that runs on for minutes is cut off: it would hide every wait. */
const LONGEST_MS = 60_000;

/**
 * @param {readonly Pick<import('./timeline.js').Row, 'firstMs' | 'frameMs' | 'endMs'>[]} rows
 * @returns {number}
 */
export function axisOf(rows) {
  const waits = rows.map(({ firstMs, frameMs, endMs }) => Math.max(firstMs ?? endMs, frameMs ?? 0));
  const longest = Math.max(0, ...waits) * 1.15;
  return ROUND.find((ms) => ms >= longest) ?? LONGEST_MS;
}
