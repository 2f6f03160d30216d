/** The speeds on offer. */

export const RATES = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];

/**
 * @param {number} rate
 * @param {number} direction -1 or 1
 * @returns {number} the next speed on offer, or `rate` at the end
 */
export function rateBeside(rate, direction) {
  const sorted = direction > 0 ? RATES : RATES.toReversed();
  return sorted.find((one) => (one - rate) * direction > 0.001) ?? rate;
}
