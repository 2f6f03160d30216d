/**
 * The subtitles of the film on the screen: files beside it and tracks inside it, one list of
 * choices, the viewer's language chosen again, and lines that keep clear of the bar.
 */
import { make } from '../elements.js';
import { mediaUrl, queryOf } from '../place.js';
import { NO_LANGUAGE, stemOf, subtitlesFor, trackFor, trackIn } from './subtitles.js';

/** @typedef {import('../place.js').Place} Place */
/** @typedef {ReturnType<typeof createCaptions>} Captions */

/** Height of a line of captions as a share of the video's, with its leading. */
const LINE_SHARE = 0.06;

/** A track without a language has a name in the memory too. */
const languageOf = (/** @type {TextTrack} */ track) => track.language || NO_LANGUAGE;

/**
 * @param {HTMLVideoElement} video
 * @param {import('./memory.js').Memory} memory
 * @param {() => { films: readonly string[], tracks: readonly string[] }} siblings
 */
export function createCaptions(video, memory, siblings) {
  let asking = new AbortController();
  /** Pixels at the bottom that are covered. */
  let covered = 0;
  const changed = new EventTarget();

  const tracks = () =>
    [...video.textTracks].filter(({ kind }) => kind === 'subtitles' || kind === 'captions');
  const chosen = () => tracks().find(({ mode }) => mode === 'showing');

  /** @param {TextTrack | undefined} track the one that is shown, undefined for none */
  function show(track) {
    for (const one of tracks()) one.mode = one === track ? 'showing' : 'disabled';
    place();
    changed.dispatchEvent(new Event('change'));
  }

  /** @param {TextTrack | undefined} track as `show`, because the viewer said so */
  function choose(track) {
    memory.wish({ captions: track ? languageOf(track) : '' });
    show(track);
  }

  /** Puts the files beside `film` onto the video. @param {Place} film */
  async function load(film) {
    const { signal } = asking;
    const listed = siblings();
    const names = listed.films.includes(film.key) ? listed.tracks : await beside(film, signal);
    if (signal.aborted) return;
    for (const { key, language, label } of subtitlesFor(film.key, names)) {
      const src = mediaUrl({ ...film, key });
      const track = make('track', { kind: 'subtitles', src, label });
      if (language) track.srclang = language;
      track.track.addEventListener('cuechange', () => place());
      // A paused film tells of no change when its cues arrive.
      track.addEventListener('load', () => place(track.track.cues));
      video.append(track);
    }
    const wanted = memory.wishes.captions;
    const named = tracks().map((track) => ({ track, language: languageOf(track) }));
    show(trackIn(named, wanted)?.track);
  }

  function clear() {
    asking.abort();
    asking = new AbortController();
    for (const track of video.querySelectorAll('track')) track.remove();
    changed.dispatchEvent(new Event('change'));
  }

  /**
   * Lines that say nothing about their place stand above what is covered.
   * @param {TextTrackCueList | null | undefined} cues
   */
  function place(cues = chosen()?.activeCues) {
    const up = Math.ceil(covered / (video.clientHeight * LINE_SHARE || 1));
    let moved = false;
    for (const cue of cues ?? []) {
      if (!(cue instanceof VTTCue) || !cue.snapToLines) continue;
      if (cue.line !== 'auto' && !ours.has(cue)) continue;
      const line = up === 0 ? 'auto' : -(up + cue.text.split('\n').length);
      moved ||= cue.line !== line;
      ours.add(cue);
      cue.line = line;
    }
    // Chromium draws a line that stands already again only when its track comes back.
    const track = chosen();
    if (!moved || !track) return;
    track.mode = 'hidden';
    track.mode = 'showing';
  }
  /** @type {WeakSet<TextTrackCue>} Cues whose place was ours to decide. */
  const ours = new WeakSet();

  return {
    changed,
    tracks,
    chosen,
    choose,
    load,
    clear,
    /** @param {number} pixels */
    cover(pixels) {
      covered = pixels;
      place();
    },
    /** @returns {TextTrack | undefined} what is shown after switching off or on */
    toggle() {
      const all = tracks().map((track) => ({ track, language: languageOf(track) }));
      choose(chosen() ? undefined : trackFor(all, navigator.languages)?.track);
      return chosen();
    },
  };
}

/**
 * @param {Place} film
 * @param {AbortSignal} signal
 * @returns {Promise<string[]>} keys that begin as the film does; none when they cannot be listed
 */
async function beside({ bucket, key }, signal) {
  try {
    const query = queryOf({ bucket, prefix: stemOf(key), limit: '100' });
    const response = await fetch(`/list_objects${query}`, { signal });
    if (!response.ok) return [];
    const { objects } = await response.json();
    return objects.map((/** @type {{ key: string }} */ object) => object.key);
  } catch {
    return [];
  }
}
