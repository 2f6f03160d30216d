/**
 * The player's face to the page: one native video element, and what film is on it. Steering it is the business of controls.js.
 */
import { announce, make, need } from '../elements.js';
import { mediaUrl } from '../place.js';
import { durationInWords } from '../words.js';
import { createCaptions } from './captions.js';
import { createControls } from './controls.js';
import { createCurtain } from './curtain.js';
import { explain } from './fault.js';
import { createMemory } from './memory.js';
import { createNotes } from './notes.js';
import { createResume } from './resume.js';
import { createSource } from './source.js';

/** @typedef {import('../place.js').Place} Place */
/**
 * What others of the page may know of the player.
 * @typedef {object} Player
 * @property {HTMLVideoElement} video the one element, for as long as the page is open
 * @property {EventTarget} events `film`: another one comes onto the screen, or none; `firstframe`:
 *   its first frame is shown. Each is a CustomEvent; `detail` is `{ place, url, since, pageMs }`
 *   (url absolute, '' for none; since on the clock of performance.now(); pageMs what the page itself
 *   took before that, where the viewer waited for it) and `{ ms }` since then
 * @property {(place: Place, options: { asked: boolean, pageMs?: number }) => void} load
 * @property {() => void} clear
 */
/**
 * @typedef {object} PlayerOptions
 * @property {() => { films: string[], tracks: string[] }} siblings whole keys of films and .vtt
 *   files of the folder that is listed, as far as they are known, in the order that is shown
 * @property {(key: string) => void} go puts another film of the bucket onto the screen
 */

/** @type {Place} */
const NOWHERE = { bucket: '', prefix: '', key: '' };

/**
 * @param {Partial<PlayerOptions>} options
 * @returns {Player}
 */
export function createPlayer({ siblings = () => ({ films: [], tracks: [] }), go = () => {} } = {}) {
  const events = new EventTarget();
  const screen = need('screen', HTMLElement);
  const attributes = { playsinline: '', preload: 'auto', 'aria-labelledby': 'title' };
  const video = make('video', { id: 'video', ...attributes });
  const start = need('play', HTMLButtonElement);
  const unmute = need('unmute', HTMLButtonElement);
  const facts = need('facts', HTMLElement);
  screen.prepend(video);
  /** Counts films, so that late news of an earlier one is not taken for this one's. */
  let turn = 0;
  let film = NOWHERE;
  /** Address of the film on the screen, absolute; '' for none. */
  let playing = '';

  const memory = createMemory(() => localStorage);
  const notes = createNotes();
  const captions = createCaptions(video, memory, siblings);
  const resume = createResume(video, memory, notes);
  const curtain = createCurtain(screen, video);
  const source = createSource(video, (fault) => void fail(turn, fault));
  const controls = createControls(screen, video, {
    ...{ memory, notes, captions, go },
    play: () => void play(),
    key: () => film.key,
    films: () => siblings().films,
  });

  start.addEventListener('click', () => void play());
  unmute.addEventListener('click', () => {
    video.muted = false;
  });
  video.addEventListener('play', () => {
    start.hidden = true;
  });
  video.addEventListener('volumechange', () => {
    unmute.hidden ||= !video.muted;
  });
  video.addEventListener('loadedmetadata', () => {
    const { videoWidth, videoHeight, duration } = video;
    const frame = videoWidth > 0 ? `${videoWidth} × ${videoHeight}` : 'sound only';
    const length = Number.isFinite(duration) ? durationInWords(duration) : 'live';
    facts.textContent = `${length} · ${frame}`;
    if (videoWidth === 0) curtain.show('shown');
    void captions.load(film);
  });
  video.addEventListener('error', () => {
    const broke = video.error?.code === MediaError.MEDIA_ERR_NETWORK;
    void fail(turn, { broke, url: playing });
  });

  async function play() {
    const mine = turn;
    try {
      await video.play();
    } catch (error) {
      const refused = error instanceof DOMException && error.name === 'NotAllowedError';
      if (refused && mine === turn) start.hidden = false;
    }
  }

  /**
   * @param {Place} place with a bucket and a key
   * @param {{ asked: boolean, pageMs?: number }} options `asked`: somebody clicked for it, so it
   *   starts with its sound; otherwise it starts silent, or waits where motion is unwelcome
   */
  function load(place, { asked, pageMs = 0 }) {
    const since = performance.now();
    const url = new URL(mediaUrl(place), location.href).href;
    const mine = turnTo(place, url, { since, pageMs });
    const still = !asked && matchMedia('(prefers-reduced-motion: reduce)').matches;
    const { muted } = memory.wishes;
    const title = need('title', HTMLElement);
    // The crumbs say the rest, where they lead to its folder.
    const isInFolder = place.key.startsWith(place.prefix);
    title.textContent = isInFolder ? place.key.slice(place.prefix.length) : place.key;
    title.title = place.key;
    // The button is there as long as the silence is ours and not the viewer's own wish.
    if (!asked) video.muted = muted || !still;
    else if (!unmute.hidden) video.muted = muted;
    unmute.hidden = asked || still || muted;
    curtain.show('loading');
    const firstFrame = () => {
      if (mine !== turn) return;
      const ms = performance.now() - since;
      events.dispatchEvent(new CustomEvent('firstframe', { detail: { ms } }));
      curtain.show('shown');
      if (still) start.hidden = false;
    };
    const attached = source.attach(playing, resume.turnTo(place));
    if (typeof video.requestVideoFrameCallback === 'function') {
      video.requestVideoFrameCallback(firstFrame);
    } else {
      video.addEventListener('loadeddata', firstFrame, { once: true });
    }
    announce(`${still ? 'Ready' : 'Playing'}: ${place.key}`);
    // Where there is nothing to wait for, it starts in the same turn as the click.
    if (!still && attached === null) void play();
    else if (!still) void attached?.then(() => (mine === turn ? play() : undefined));
  }

  /**
   * @param {Place} place
   * @param {string} url
   * @param {{ since: number, pageMs: number }} when
   */
  function turnTo(place, url, when) {
    turn += 1;
    film = place;
    playing = url;
    events.dispatchEvent(new CustomEvent('film', { detail: { place, url, ...when } }));
    need('caption', HTMLElement).hidden = url === '';
    facts.textContent = '';
    start.hidden = true;
    captions.clear();
    controls.tell(url === '' ? null : place);
    return turn;
  }

  /**
   * @param {number} mine
   * @param {import('./source.js').Fault} fault
   */
  async function fail(mine, fault) {
    if (playing === '') return;
    const problem = await explain(fault);
    if (mine !== turn) return;
    start.hidden = true;
    unmute.hidden = true;
    curtain.show('failed', problem.message, problem.detail);
  }

  function clear() {
    if (playing === '') return;
    resume.turnTo(null);
    turnTo(NOWHERE, '', { since: performance.now(), pageMs: 0 });
    source.detach();
    video.load();
    unmute.hidden = true;
    curtain.show('idle', 'Choose a film');
  }

  return { video, events, load, clear };
}
