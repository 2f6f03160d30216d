/** The system's own keys and lock screen: what plays, where it is, and what can be done with it. */
import { nameOf } from './next.js';

/**
 * @param {HTMLVideoElement} video
 * @param {(action: import('./keys.js').Action) => void} act
 */
export function createMediaSession(video, act) {
  const session = 'mediaSession' in navigator ? navigator.mediaSession : null;

  /**
   * @param {MediaSessionAction} name
   * @param {MediaSessionActionHandler | null} handler
   */
  function on(name, handler) {
    try {
      session?.setActionHandler(name, handler);
    } catch {
      // This browser knows the interface but not this action.
    }
  }

  function tellPosition() {
    const { duration, currentTime, playbackRate } = video;
    if (!session?.setPositionState || !Number.isFinite(duration) || duration <= 0) return;
    session.setPositionState({ duration, playbackRate, position: Math.min(currentTime, duration) });
  }

  on('play', () => void video.play().catch(() => {}));
  on('pause', () => video.pause());
  on('seekbackward', ({ seekOffset }) => act({ name: 'seek', value: -(seekOffset ?? 10) }));
  on('seekforward', ({ seekOffset }) => act({ name: 'seek', value: seekOffset ?? 10 }));
  on('seekto', ({ seekTime }) => {
    if (seekTime !== undefined) act({ name: 'seek', value: seekTime - video.currentTime });
  });
  for (const name of ['loadedmetadata', 'seeked', 'ratechange', 'play', 'pause']) {
    video.addEventListener(name, tellPosition);
  }

  return {
    /** @param {import('../place.js').Place | null} film */
    tell(film) {
      if (!session) return;
      const from = film && `${film.bucket}/${film.key}`.slice(0, -nameOf(film.key).length - 1);
      session.metadata = film
        ? new MediaMetadata({ title: nameOf(film.key), artist: from ?? '' })
        : null;
    },
    /** @param {boolean} possible */
    offerNext(possible) {
      on('nexttrack', possible ? () => act({ name: 'next', value: 0 }) : null);
    },
  };
}
