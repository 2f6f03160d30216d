/** Which of the page's requests are the film's. Pure. */

/**
 * @param {string} url of the film, absolute; '' for none
 * @param {{ name: string, initiatorType: string }} entry
 * @returns {boolean} a playlist's segments lie in its folder, and are fetched by script or by the element
 */
export function belongsTo(url, { name, initiatorType }) {
  if (url === '') return false;
  const { pathname } = new URL(url);
  const isPlaylist = /\.m3u8$/i.test(pathname);
  if (!isPlaylist) return name === url && initiatorType !== 'fetch';
  return name.startsWith(new URL('.', url).href);
}
