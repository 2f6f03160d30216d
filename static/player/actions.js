/** Does what keys, buttons, fingers and the system ask for, and says so shortly. */
import { announce } from '../elements.js';
import { rateBeside } from './rates.js';
import { clock } from './seek-bar.js';

/** @typedef {import('./keys.js').Action} Action */
/** @typedef {ReturnType<typeof createActions>} Actions */

/** Step where the film's own frame rate is not known. */
const FRAME_SECONDS = 1 / 30;

/**
 * @param {object} parts
 * @param {HTMLVideoElement} parts.video
 * @param {import('./memory.js').Memory} parts.memory
 * @param {import('./notes.js').Notes} parts.notes
 * @param {import('./captions.js').Captions} parts.captions
 * @param {import('./full-screen.js').FullScreen} parts.full
 * @param {() => void} parts.play
 * @param {() => void} parts.next
 * @param {() => void} parts.help
 * @param {() => void} parts.cancel
 */
export function createActions({ video, memory, notes, captions, full, play, next, help, cancel }) {
  /** @param {number} seconds */
  function seekTo(seconds) {
    const end = Number.isFinite(video.duration) ? video.duration : seconds;
    video.currentTime = Math.min(Math.max(seconds, 0), end);
  }

  /** @param {number} volume 0 to 1 */
  function setVolume(volume) {
    const kept = Math.round(Math.min(Math.max(volume, 0), 1) * 100) / 100;
    video.volume = kept;
    setMuted(kept === 0);
  }

  /** @param {boolean} muted */
  function setMuted(muted) {
    video.muted = muted;
    if (!muted && video.volume === 0) video.volume = 0.5;
    memory.wish({ muted, volume: video.volume });
  }

  /** @param {number} rate */
  function setRate(rate) {
    // A new film starts with the default one.
    video.defaultPlaybackRate = rate;
    video.playbackRate = rate;
    memory.wish({ rate });
  }

  /** @type {Record<import('./keys.js').ActionName, (value: number) => void>} */
  const does = {
    toggle() {
      if (video.paused) play();
      else video.pause();
      notes.flash(video.paused ? 'Paused' : 'Playing');
    },
    seek(seconds) {
      seekTo(video.currentTime + seconds);
      notes.flash(`${seconds < 0 ? '−' : '+'}${Math.abs(Math.round(seconds))} s`);
    },
    share(share) {
      seekTo(video.duration * share || 0);
      notes.flash(clock(video.currentTime));
    },
    volume(direction) {
      // From silence the first step leads back to the volume that was.
      if (!video.muted) setVolume(video.volume + direction * 0.05);
      else if (direction > 0) setMuted(false);
      const percent = Math.round((video.muted ? 0 : video.volume) * 100);
      notes.flash(`Volume ${percent} %`, `Volume ${percent} %`);
    },
    mute() {
      setMuted(!video.muted);
      const words = video.muted ? 'Sound off' : 'Sound on';
      notes.flash(words, words);
    },
    rate(direction) {
      setRate(rateBeside(video.playbackRate, direction));
      notes.flash(`${video.playbackRate}×`, `Speed ${video.playbackRate}`);
    },
    frame(direction) {
      if (video.paused) seekTo(video.currentTime + direction * FRAME_SECONDS);
    },
    captions() {
      const none = captions.tracks().length === 0;
      const shown = none ? undefined : captions.toggle();
      const words = none ? 'No captions here' : (shown?.label ?? 'Captions off');
      notes.flash(words, words);
    },
    picture() {
      if (document.pictureInPictureElement) void document.exitPictureInPicture();
      else if (document.pictureInPictureEnabled) {
        void video.requestPictureInPicture().catch(() => announce('Not possible now'));
      }
    },
    full: () => full.toggle(),
    next: () => next(),
    help: () => help(),
    cancel: () => cancel(),
  };

  return {
    seekTo,
    setVolume,
    setRate,
    /** @param {Action} action */
    act: ({ name, value }) => does[name](value),
  };
}
