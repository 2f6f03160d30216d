/** What a finger on the screen means: one tap is about the bar, two beside the middle move. */

/** Two taps within this are one gesture. */
const TWICE_MS = 300;

/**
 * @typedef {{ at: number, x: number }} Tap at: milliseconds; x: 0 (left edge) to 1
 * @param {Tap} tap
 * @param {Tap | null} before
 * @returns {'bar' | 'back' | 'forward'}
 */
export function meaningOf(tap, before) {
  if (before === null || tap.at - before.at > TWICE_MS) return 'bar';
  if (tap.x < 0.38 && before.x < 0.38) return 'back';
  return tap.x > 0.62 && before.x > 0.62 ? 'forward' : 'bar';
}
