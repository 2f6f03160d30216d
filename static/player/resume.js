/** Keeps where a film was left, and brings its viewer back there. */
import { worthKeeping } from './memory.js';
import { clock } from './seek-bar.js';

/** Seconds of film between two entries in the storage. */
const EVERY_SECONDS = 5;

/**
 * @param {HTMLVideoElement} video
 * @param {import('./memory.js').Memory} memory
 * @param {import('./notes.js').Notes} notes
 */
export function createResume(video, memory, notes) {
  /** What the film on the screen is remembered as; '' for none. */
  let id = '';
  /** Where it should start; 0 for its beginning. */
  let from = 0;
  /** Nothing is kept before the film stands where it should. */
  let ready = false;
  let kept = 0;

  function keep() {
    if (!ready || id === '') return;
    kept = video.currentTime;
    memory.keep(id, kept, video.duration);
  }

  video.addEventListener('loadedmetadata', () => {
    if (id === '' || ready) return;
    ready = true;
    if (from === 0) return;
    // It may have become a shorter one since.
    if (!worthKeeping(from, video.duration)) video.currentTime = 0;
    else {
      notes.tell(`Continues at ${clock(from)}`, 'Start over', () => {
        video.currentTime = 0;
      });
    }
  });
  video.addEventListener('timeupdate', () => {
    if (!video.seeking && Math.abs(video.currentTime - kept) >= EVERY_SECONDS) keep();
  });
  for (const name of ['pause', 'seeked', 'ended']) video.addEventListener(name, keep);
  addEventListener('pagehide', keep);

  return {
    /**
     * Call it before another film takes the video.
     * @param {import('../place.js').Place | null} film
     * @returns {number} seconds at which it should start
     */
    turnTo(film) {
      keep();
      ready = false;
      notes.clear();
      id = film ? `${film.bucket}/${film.key}` : '';
      from = id ? memory.position(id) : 0;
      kept = from;
      return from;
    },
  };
}
