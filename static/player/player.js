/**
 * The screen: one native video element, what stands before it while it cannot play, and news of
 * what is on it.
 */
import { Problem, problemOf } from '../catalog.js';
import { announce, make, need } from '../elements.js';
import { mediaUrl } from '../place.js';
import { durationInWords } from '../words.js';

/** @typedef {import('../place.js').Place} Place */
/**
 * What others of the page may know of the player.
 * @typedef {object} Player
 * @property {HTMLVideoElement} video the one element, for as long as the page is open
 * @property {EventTarget} events `film`: another one comes onto the screen, or none; `firstframe`:
 *   its first frame is shown. Each is a CustomEvent; `detail` is `{ place, url, since }` (url
 *   absolute, '' for none; since on the clock of performance.now()) and `{ ms }`
 * @property {(place: Place, options: { asked: boolean }) => void} load
 * @property {() => void} clear
 */

/** @returns {Player} */
export function createPlayer() {
  const events = new EventTarget();
  const screen = need('screen', HTMLElement);
  const video = make('video', {
    id: 'video',
    controls: '',
    playsinline: '',
    preload: 'auto',
    'aria-labelledby': 'title',
  });
  const play = need('play', HTMLButtonElement);
  const unmute = need('unmute', HTMLButtonElement);
  const facts = need('facts', HTMLElement);
  screen.prepend(video);
  /** Counts films, so that late news of an earlier one is not taken for this one's. */
  let turn = 0;
  /** Address of the film on the screen, absolute; '' for none. */
  let playing = '';

  play.addEventListener('click', () => start());
  unmute.addEventListener('click', () => {
    video.muted = false;
    video.focus();
  });
  video.addEventListener('play', () => {
    play.hidden = true;
  });
  video.addEventListener('volumechange', () => {
    unmute.hidden ||= !video.muted;
  });
  video.addEventListener('loadedmetadata', () => {
    const { videoWidth, videoHeight, duration } = video;
    const frame = videoWidth > 0 ? `${videoWidth} × ${videoHeight}` : 'sound only';
    facts.textContent = `${durationInWords(duration)} · ${frame}`;
    if (videoWidth === 0) show('shown');
  });
  video.addEventListener('error', () => void explain(turn));

  /**
   * @param {'idle' | 'loading' | 'shown' | 'failed'} state
   * @param {string} title
   * @param {string} detail
   */
  function show(state, title = '', detail = '') {
    screen.dataset.state = state;
    need('curtain-title', HTMLElement).textContent = title;
    need('curtain-detail', HTMLElement).textContent = detail;
    need('curtain-detail', HTMLElement).hidden = detail === '';
  }

  async function start() {
    const mine = turn;
    try {
      await video.play();
    } catch (error) {
      const refused = error instanceof DOMException && error.name === 'NotAllowedError';
      if (refused && mine === turn) play.hidden = false;
    }
  }

  /**
   * @param {Place} place with a bucket and a key
   * @param {{ asked: boolean }} options `asked`: somebody clicked for it, so it starts with its
   *   sound; otherwise it starts silent, or waits where motion is unwelcome
   */
  function load(place, { asked }) {
    turn += 1;
    const mine = turn;
    const since = performance.now();
    const still = !asked && matchMedia('(prefers-reduced-motion: reduce)').matches;
    need('title', HTMLElement).textContent = place.key;
    need('caption', HTMLElement).hidden = false;
    facts.textContent = '';
    play.hidden = true;
    show('loading');
    // The button is there as long as the silence is ours and not the viewer's own wish.
    if (!asked) video.muted = !still;
    else if (!unmute.hidden) video.muted = false;
    unmute.hidden = asked || still;
    const firstFrame = () => {
      if (mine !== turn) return;
      const ms = performance.now() - since;
      events.dispatchEvent(new CustomEvent('firstframe', { detail: { ms } }));
      show('shown');
      if (still) play.hidden = false;
    };
    playing = new URL(mediaUrl(place), location.href).href;
    events.dispatchEvent(new CustomEvent('film', { detail: { place, url: playing, since } }));
    video.src = playing;
    if (typeof video.requestVideoFrameCallback === 'function') {
      video.requestVideoFrameCallback(firstFrame);
    } else {
      video.addEventListener('loadeddata', firstFrame, { once: true });
    }
    announce(`${still ? 'Ready' : 'Playing'}: ${place.key}`);
    if (!still) void start();
  }

  /** @param {number} mine */
  async function explain(mine) {
    if (playing === '') return;
    const code = video.error?.code;
    let problem = new Problem(
      'This browser cannot play this film',
      'Its format may be unknown here.',
    );
    if (code === MediaError.MEDIA_ERR_NETWORK) {
      problem = new Problem('The film broke off', 'The connection to the gateway was lost.');
    }
    // The element keeps the answer's body to itself: one byte is asked for to read the problem.
    const response = await fetch(playing, { headers: { range: 'bytes=0-0' } }).catch(() => null);
    if (response && !response.ok) problem = await problemOf(response);
    if (mine !== turn) return;
    play.hidden = true;
    unmute.hidden = true;
    show('failed', problem.message, problem.detail);
    announce(problem.message);
  }

  function clear() {
    if (playing === '') return;
    turn += 1;
    playing = '';
    const none = { place: { bucket: '', prefix: '', key: '' }, url: '', since: performance.now() };
    events.dispatchEvent(new CustomEvent('film', { detail: none }));
    video.removeAttribute('src');
    video.load();
    need('caption', HTMLElement).hidden = true;
    play.hidden = true;
    unmute.hidden = true;
    show('idle', 'Choose a film');
  }

  return { video, events, load, clear };
}
