/** How many posters may be drawn at once: none where it could disturb the film. Pure. */

/** So much of the film has to be here before anybody else's bytes may come in between. */
const AHEAD_SECONDS = 8;
const MOST = 2;
/** As in HTMLMediaElement. */
const HAVE_FUTURE_DATA = 3;

/**
 * @typedef {object} Watching
 * @property {boolean} saves whether the viewer asked for less data
 * @property {boolean} film whether there is one on the screen
 * @property {boolean} failed whether that cannot be played
 * @property {boolean} ready whether there are frames at this place (HAVE_FUTURE_DATA, not seeking)
 * @property {number} ahead seconds that are here beyond this place
 * @property {number} left seconds to the film's end
 */

/** @param {Watching} watching */
export function postersAtOnce({ saves, film, failed, ready, ahead, left }) {
  if (saves) return 0;
  if (!film || failed) return MOST;
  return ready && ahead >= Math.min(AHEAD_SECONDS, left - 0.5) ? 1 : 0;
}

/**
 * @param {Pick<HTMLVideoElement, 'currentTime' | 'duration' | 'buffered' | 'error' | 'readyState' | 'seeking'>} video
 * @returns {Omit<Watching, 'saves' | 'film'>}
 */
export function watchingOf(video) {
  const { currentTime, duration, buffered, error, readyState, seeking } = video;
  let ahead = 0;
  for (let i = 0; i < buffered.length; i += 1) {
    if (buffered.start(i) <= currentTime + 0.1) ahead = Math.max(0, buffered.end(i) - currentTime);
  }
  return {
    failed: error !== null,
    ready: readyState >= HAVE_FUTURE_DATA && !seeking,
    ahead,
    left: duration - currentTime,
  };
}
