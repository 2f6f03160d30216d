/** A frame of a film as a small picture, drawn in the browser from the film itself. */

const WIDTH = 400;
/** Where it is taken: titles are over, and nothing is given away. */
const SHARE = 0.1;
const PATIENCE_MS = 20_000;
const AGAIN_MS = 60;

/** @typedef {{ blob: Blob | null, seconds: number }} Poster blob null for sound alone; seconds NaN for a film without an end */

/**
 * @param {HTMLVideoElement} video whose length is known
 * @returns {Promise<Poster | null>} null when it has no frame to draw yet
 */
export async function posterFrom(video) {
  const { videoWidth, videoHeight, duration } = video;
  const seconds = Number.isFinite(duration) ? duration : Number.NaN;
  if (videoWidth === 0) return { blob: null, seconds };
  const canvas = document.createElement('canvas');
  canvas.width = Math.min(WIDTH, videoWidth);
  canvas.height = Math.max(1, Math.round((canvas.width * videoHeight) / videoWidth));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context?.drawImage(video, 0, 0, canvas.width, canvas.height);
  // What was not drawn is transparent.
  if (context?.getImageData(0, 0, 1, 1).data[3] !== 255) return null;
  // A browser that knows no WebP gives a PNG.
  const blob = await new Promise((done) => canvas.toBlob(done, 'image/webp', 0.78));
  return { blob, seconds };
}

/**
 * @param {string} url
 * @param {AbortSignal} signal
 * @returns {Promise<Poster>}
 * @throws as open() does
 */
export function fetchPoster(url, signal) {
  return open(url, signal, (video, { on, isOver, done }) => {
    const draw = async () => {
      const poster = await posterFrom(video);
      if (poster) done(poster);
      // It has been sought, but its frame is not decoded.
      else if (!isOver()) setTimeout(draw, AGAIN_MS);
    };
    on('seeked', draw);
    if (video.videoWidth === 0) void draw();
    else video.currentTime = Number.isFinite(video.duration) ? video.duration * SHARE : 0.1;
  });
}

/**
 * @param {string} url
 * @param {AbortSignal} signal
 * @returns {Promise<number>} seconds, NaN for a film without an end
 * @throws as open() does
 */
export function fetchLength(url, signal) {
  return open(url, signal, ({ duration }, { done }) =>
    done(Number.isFinite(duration) ? duration : Number.NaN),
  );
}

/**
 * @template T
 * @param {string} url
 * @param {AbortSignal} signal
 * @param {(video: HTMLVideoElement, about: {
 *   on: (name: string, then: () => void) => void, isOver: () => boolean, done: (value: T) => void,
 * }) => void} opened told once its length is known
 * @returns {Promise<T>}
 * @throws Error when the film gives nothing in time; the signal's reason when it is aborted
 */
async function open(url, signal, opened) {
  const video = document.createElement('video');
  const heard = new AbortController();
  const all = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  try {
    return await new Promise((done, reject) => {
      /** @param {string} name @param {() => void} then */
      const on = (name, then) => video.addEventListener(name, then, { signal: heard.signal });
      on('error', () => reject(new Error('The film cannot be read')));
      on('loadedmetadata', () => opened(video, { on, isOver: () => all.aborted, done }));
      all.addEventListener('abort', () => reject(all.reason), { signal: heard.signal });
      video.muted = true;
      video.playsInline = true;
      video.preload = 'metadata';
      video.src = url;
    });
  } finally {
    heard.abort();
    // Lets go of the connection, whatever is still coming.
    video.removeAttribute('src');
    video.load();
  }
}
