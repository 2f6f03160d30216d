/** How sizes, dates, durations and keys read to a person. */

const FILM = /\.(mp4|m4v|mov|webm|ogv|mkv|avi|3gp|m3u8)$/i;

/** @param {string} key */
export function isFilm(key) {
  return FILM.test(key);
}

/** @param {string} key of a playlist of HLS (RFC 8216) */
export function isPlaylist(key) {
  return /\.m3u8$/i.test(key);
}

/** @param {number} bytes */
export function sizeInWords(bytes) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let rank = 0;
  let value = bytes;
  while (value >= 999.5 && rank < units.length - 1) {
    value /= 1000;
    rank += 1;
  }
  return `${rank === 0 || value >= 99.95 ? Math.round(value) : value.toFixed(1)} ${units[rank]}`;
}

/** @param {string} iso */
export function dateInWords(iso) {
  return new Date(iso).toLocaleDateString(undefined, { dateStyle: 'medium' });
}

/** @param {number} seconds */
export function durationInWords(seconds) {
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, i) => (i === 0 ? `${part}` : `${part}`.padStart(2, '0'))).join(':');
}

/** @param {number} ms */
export function delayInWords(ms) {
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`;
  return ms >= 10 ? `${Math.round(ms)} ms` : `${ms.toFixed(1)} ms`;
}

/**
 * @param {number} count
 * @param {string} noun
 */
export function counted(count, noun) {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
