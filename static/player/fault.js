/** Why a film cannot play, in words: the gateway's own where it gives any. */
import { Problem, problemOf } from '../catalog.js';

/**
 * @param {import('./source.js').Fault} fault
 * @returns {Promise<Problem>}
 */
export async function explain({ broke, url }) {
  // The element keeps the answer's body to itself: one byte is asked for to read the problem.
  const response = await fetch(url, { headers: { range: 'bytes=0-0' } }).catch(() => null);
  if (response && !response.ok) return await problemOf(response);
  await response?.body?.cancel();
  if (broke) return new Problem('The film broke off', 'The connection to the gateway was lost.');
  return new Problem('This browser cannot play this film', 'Its format may be unknown here.');
}
