/** Why a film cannot play, in words: the gateway's own where it gives any. */
import { Problem, problemOf, sentenceOn } from '../catalog.js';
import { isFilm } from '../words.js';

/**
 * @param {import('./source.js').Fault} fault
 * @returns {Promise<Problem>}
 */
export async function explain({ broke, url }) {
  // The element keeps the answer's body to itself: one byte is asked for to read the problem.
  const response = await fetch(url, { headers: { range: 'bytes=0-0' } }).catch(() => null);
  if (response && isEmpty(response)) {
    return new Problem(
      'This film is empty',
      'There is not a single byte in it: its upload has to be repeated.',
    );
  }
  if (response && !response.ok) return await problemOf(response);
  await response?.body?.cancel();
  if (broke) return new Problem('The film broke off', 'The connection to the gateway was lost.');
  const query = new URL(url).searchParams;
  const [bucket, key] = [query.get('bucket') ?? '', query.get('v') ?? ''];
  const type = response?.headers.get('content-type')?.split(';')[0] ?? '';
  // A playlist has a path instead: what failed may be one of its segments.
  if (key && !isFilm(key) && !/^(video|audio)\//.test(type)) {
    const words = type && `It is of the type ${type}. `;
    return new Problem('This is no film', `${words}Choose a film to play.`);
  }
  const sentence = key && (await sentenceOn({ bucket, key }).catch(() => ''));
  if (sentence) return new Problem('This film cannot be played', `${sentence}.`);
  return new Problem('This browser cannot play this film', 'Its format may be unknown here.');
}

/** @param {Response} response to a range, which an object without a byte cannot satisfy */
function isEmpty({ status, headers }) {
  return status === 416 && headers.get('content-range') === 'bytes */0';
}
