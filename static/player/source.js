/**
 * Puts a film's address onto the video: as it is, or, for a playlist that the browser does not
 * know itself, through hls.js, which is loaded only then.
 */
import { isPlaylist } from '../words.js';

const HLS = 'application/vnd.apple.mpegurl';
/** Served by the gateway from the package. */
const LIBRARY = '/vendor/hls.js';

/** @typedef {{ broke: boolean, url: string }} Fault broke: the way to it failed, not the format */

/**
 * @param {HTMLVideoElement} video
 * @param {(fault: Fault) => void} failed told of what hls.js cannot mend
 */
export function createSource(video, failed) {
  /** @type {import('hls.js').default | null} */
  let hls = null;
  let turn = 0;

  /**
   * @param {string} url absolute
   * @param {number} startAt seconds
   * @returns {Promise<void> | null} null when it is there at once
   */
  function attach(url, startAt) {
    detach();
    if (isPlaylist(new URL(url).pathname) && !video.canPlayType(HLS)) return stream(url, startAt);
    video.src = url;
    // Before anything is loaded this says where to begin.
    if (startAt > 0) video.currentTime = startAt;
    return null;
  }

  /**
   * @param {string} url
   * @param {number} startAt
   */
  async function stream(url, startAt) {
    const mine = turn;
    // The film before this one must not play on while the library comes.
    video.load();
    try {
      /** @type {typeof import('hls.js')} */
      const { default: Hls, ErrorTypes, Events } = await import(LIBRARY);
      if (mine !== turn) return;
      if (!Hls.isSupported()) return failed({ broke: false, url });
      let mended = false;
      // The page's policy allows no worker.
      const made = new Hls({ enableWorker: false, startPosition: startAt || -1 });
      hls = made;
      made.on(Events.ERROR, (_, { fatal, type, url: at, frag, response }) => {
        if (!fatal || mine !== turn) return;
        if (type === ErrorTypes.MEDIA_ERROR && !mended) {
          mended = true;
          return made.recoverMediaError();
        }
        made.destroy();
        const where = response?.url || frag?.url || at || url;
        failed({ broke: type === ErrorTypes.NETWORK_ERROR, url: new URL(where, url).href });
      });
      made.loadSource(url);
      made.attachMedia(video);
    } catch {
      if (mine === turn) failed({ broke: true, url });
    }
  }

  function detach() {
    turn += 1;
    hls?.destroy();
    hls = null;
    video.removeAttribute('src');
  }

  return { attach, detach };
}
