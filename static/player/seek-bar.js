/** Where the film is, what of it is here already, and the way to any other place in it. */
import { make } from '../elements.js';
import { durationInWords } from '../words.js';

/** @typedef {ReturnType<typeof createSeekBar>} SeekBar */

/**
 * @param {number} seconds
 * @returns {string} 0:00 for what is no time
 */
export function clock(seconds) {
  return durationInWords(Number.isFinite(seconds) ? Math.floor(seconds) : 0);
}

/**
 * @param {string} key
 * @param {number} now seconds
 * @param {number} duration seconds
 * @returns {number | null} where this key leads on the slider
 */
export function slideTo(key, now, duration) {
  const step = { ArrowRight: 5, ArrowUp: 5, ArrowLeft: -5, ArrowDown: -5 }[key];
  const page = { PageUp: 0.1, PageDown: -0.1 }[key];
  if (key === 'Home') return 0;
  if (key === 'End') return duration;
  const to = now + (step ?? (page ?? 0) * duration);
  return step === undefined && page === undefined ? null : Math.min(Math.max(to, 0), duration);
}

/**
 * @param {HTMLVideoElement} video
 * @param {(seconds: number) => void} seek
 */
export function createSeekBar(video, seek) {
  const buffered = make('div', { class: 'ranges' });
  const played = make('div', { class: 'played' });
  const tip = make('div', { class: 'tip', 'aria-hidden': 'true' });
  const rail = make('div', { class: 'rail' }, buffered, played);
  const bar = make('div', { class: 'seek', role: 'slider', tabindex: '0' }, rail, tip);
  bar.setAttribute('aria-label', 'Seek');
  bar.setAttribute('aria-valuemin', '0');
  /** @type {number | null} Seconds under the finger or pointer that holds the bar. */
  let held = null;
  const length = () => (Number.isFinite(video.duration) ? video.duration : 0);

  function draw() {
    const at = held ?? video.currentTime;
    const whole = length();
    played.style.width = `${whole ? (at / whole) * 100 : 0}%`;
    bar.setAttribute('aria-valuemax', `${Math.floor(whole)}`);
    bar.setAttribute('aria-valuenow', `${Math.min(Math.floor(at), Math.floor(whole))}`);
    bar.setAttribute('aria-valuetext', `${clock(at)} of ${clock(whole)}`);
    if (whole === 0) bar.setAttribute('aria-disabled', 'true');
    else bar.removeAttribute('aria-disabled');
  }

  function drawRanges() {
    const whole = length();
    const spans = Array.from({ length: whole ? video.buffered.length : 0 }, (_, index) => {
      const start = video.buffered.start(index);
      const span = make('i');
      span.style.left = `${(start / whole) * 100}%`;
      span.style.width = `${((video.buffered.end(index) - start) / whole) * 100}%`;
      return span;
    });
    buffered.replaceChildren(...spans);
  }

  /** @param {PointerEvent} event */
  function secondsAt(event) {
    const { left, width } = rail.getBoundingClientRect();
    const share = Math.min(Math.max((event.clientX - left) / width, 0), 1);
    const room = (tip.offsetWidth / 2 + 4) / width;
    tip.textContent = clock(share * length());
    tip.style.left = `${Math.min(Math.max(share, room), 1 - room) * 100}%`;
    return share * length();
  }

  bar.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || length() === 0) return;
    bar.setPointerCapture(event.pointerId);
    held = secondsAt(event);
    bar.dataset.held = '';
    seek(held);
    draw();
  });
  bar.addEventListener('pointermove', (event) => {
    const seconds = secondsAt(event);
    if (held === null) return;
    held = seconds;
    // One seek at a time: the next is asked for when the frame of the last one is there.
    if (!video.seeking) seek(seconds);
    draw();
  });
  const release = () => {
    if (held !== null) seek(held);
    held = null;
    delete bar.dataset.held;
    draw();
  };
  bar.addEventListener('pointerup', release);
  bar.addEventListener('pointercancel', release);
  bar.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const to = slideTo(event.key, video.currentTime, length());
    if (to === null) return;
    event.preventDefault();
    seek(to);
    draw();
  });
  for (const name of ['timeupdate', 'seeking', 'durationchange', 'emptied']) {
    video.addEventListener(name, draw);
  }
  for (const name of ['progress', 'durationchange', 'seeked', 'emptied', 'timeupdate']) {
    video.addEventListener(name, drawRanges);
  }
  draw();
  return bar;
}
