/** Which of a folder's files are subtitles of a film, and how their languages are called. */

/**
 * @typedef {object} Subtitle
 * @property {string} key of the file
 * @property {string} language BCP 47, '' when its name gives none
 * @property {string} label for people
 */

/** Stands for the language of a track that tells none. */
export const NO_LANGUAGE = '*';

const VTT = /\.vtt$/i;
/** A language tag with its usual parts; what else stands there is no language. */
const LANGUAGE = /^[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}$/i;
/** One film's menu stays a menu. */
const MOST = 50;

/**
 * @param {string} key of a film
 * @returns {string} what its subtitles' keys begin with: `a/film.` for `a/film.mp4`
 */
export function stemOf(key) {
  const dot = key.lastIndexOf('.');
  return dot > key.lastIndexOf('/') + 1 ? key.slice(0, dot + 1) : `${key}.`;
}

/**
 * @param {string} key of the film: `film.mp4` owns film.vtt, film.LANG.vtt, film.mp4.vtt and
 *   film.mp4.LANG.vtt beside it
 * @param {readonly string[]} names keys of other files
 * @param {string} [locale] that labels are written in; the browser's when left out
 * @returns {Subtitle[]} in the order of their labels, one for each language
 */
export function subtitlesFor(key, names, locale) {
  /** @type {Map<string, Subtitle>} */
  const found = new Map();
  for (const name of names) {
    const language = languageIn(name, key);
    if (language === null || found.has(language.toLowerCase())) continue;
    found.set(language.toLowerCase(), { key: name, language, label: labelOf(language, locale) });
  }
  const order = new Intl.Collator(locale);
  return [...found.values()].sort((a, b) => order.compare(a.label, b.label)).slice(0, MOST);
}

/**
 * @param {string} name
 * @param {string} key
 * @returns {string | null} null when `name` is no subtitle of `key`
 */
function languageIn(name, key) {
  if (!VTT.test(name)) return null;
  for (const stem of [`${key}.`, stemOf(key)]) {
    if (!name.startsWith(stem)) continue;
    const middle = name.slice(stem.length - 1).replace(VTT, '');
    if (middle === '') return '';
    const language = middle.slice(1).replaceAll('_', '-');
    if (LANGUAGE.test(language)) return language;
  }
  return null;
}

/**
 * @param {string} language
 * @param {string | undefined} locale
 */
function labelOf(language, locale) {
  if (language === '') return 'Subtitles';
  try {
    const names = new Intl.DisplayNames(locale, { type: 'language' });
    return names.of(language) ?? language;
  } catch {
    return language;
  }
}

/**
 * @template {{ language: string }} T
 * @param {readonly T[]} tracks
 * @param {string} wanted a language, '' for none
 * @returns {T | undefined} the one in this language, else the first in another form of it
 */
export function trackIn(tracks, wanted) {
  if (wanted === '') return undefined;
  const base = (/** @type {string} */ tag) => tag.toLowerCase().split('-', 1)[0];
  return (
    tracks.find(({ language }) => language.toLowerCase() === wanted.toLowerCase()) ??
    tracks.find(({ language }) => base(language) === base(wanted))
  );
}

/**
 * The one to begin with: in the first of these languages that there is, else the one that tells no
 * language, which is mostly the film's own, else the first.
 * @template {{ language: string }} T
 * @param {readonly T[]} tracks
 * @param {readonly string[]} languages of the viewer, the dearest first
 * @returns {T | undefined} undefined where there is none at all
 */
export function trackFor(tracks, languages) {
  const wanted = [...languages, NO_LANGUAGE].map((language) => trackIn(tracks, language));
  return wanted.find((track) => track !== undefined) ?? tracks[0];
}
