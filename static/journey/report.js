/** Report: what a film was like, told to the gateway for its numbers when the film is left. */

/**
 * @param {{ firstFrameMs: number | undefined, stalls: { count: number, ms: number } }} summary
 * @returns {string | undefined} nothing when there is nothing to tell
 */
export function reportOf({ firstFrameMs, stalls }) {
  if (firstFrameMs === undefined && stalls.count === 0) return undefined;
  return JSON.stringify({
    ...(firstFrameMs !== undefined && { firstFrameMs: Math.round(firstFrameMs) }),
    stalls: Math.min(stalls.count, 1000),
    stalledMs: Math.min(Math.round(stalls.ms), 3_600_000),
  });
}

/** @param {Parameters<typeof reportOf>[0]} summary */
export function report(summary) {
  const text = reportOf(summary);
  // It goes out even while the page is being left, and nobody waits for an answer.
  if (text !== undefined) navigator.sendBeacon('/reports', text);
}
