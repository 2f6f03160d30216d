/**
 * Posters for tiles that are in view: from this browser's memory or store, from the film on the
 * screen while it passes, or drawn from the film, a few at a time and never in the screen's way.
 */
import { icon, make } from '../elements.js';
import { mediaUrl } from '../place.js';
import { durationInWords, isPlaylist } from '../words.js';
import { fetchPoster, posterFrom } from './frame.js';
import { createLengths } from './lengths.js';
import { postersAtOnce, watchingOf } from './pace.js';
import { createPosterStore } from './poster-store.js';
import { createQueue } from './queue.js';

/** Pictures that are held at once: more than tiles can be in view. */
const HELD = 300;
/** A film on the screen is pictured once it has got so far. */
const LATEST_SECONDS = 4;
const HLS = 'application/vnd.apple.mpegurl';
/** What may change how many are drawn. */
const NEWS = ['playing', 'waiting', 'seeking', 'seeked', 'progress', 'pause', 'error', 'emptied'];

/** @typedef {{ id: string, key: string, url: string }} Subject id: bucket, key and version */
/** @typedef {ReturnType<typeof createPosters>} Posters */

/**
 * @param {string} bucket
 * @param {import('./items.js').Item} item
 * @returns {Subject}
 */
export function posterSubject(bucket, { key, entry }) {
  const version = entry?.etag ?? `${entry?.size} ${entry?.lastModified}`;
  return { id: `${bucket}/${key}\n${version}`, key, url: mediaUrl({ bucket, key }) };
}

/**
 * @param {HTMLVideoElement} video the screen's
 * @param {() => void} lengthsCame told now and then when lengths of films have become known
 */
export function createPosters(video, lengthsCame) {
  const store = createPosterStore(Date.now);
  /** @type {Map<string, { src: string, seconds: number }>} latest last; src '' without a picture */
  const held = new Map();
  const lengths = createLengths(lengthsCame);
  void store.lengths().then(lengths.recall);
  /** @type {Set<string>} */
  const failed = new Set();
  /** @type {Map<Element, Subject>} */
  const watched = new Map();
  /** @type {Subject | null} */
  let onScreen = null;
  const saves = () => Reflect.get(navigator, 'connection')?.saveData === true;
  /** @type {ReturnType<typeof createQueue<{ subject: Subject, isDrawn: boolean }>>} */
  const queue = createQueue({
    slots: () => postersAtOnce({ ...watchingOf(video), saves: saves(), film: onScreen !== null }),
    run: (_, { subject, isDrawn }, signal) =>
      isDrawn ? draw(subject, signal) : lengths.read(subject, signal),
  });
  const sight = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const subject = watched.get(target);
      if (!subject || held.has(subject.id)) continue;
      if (isIntersecting && isDrawable(subject)) queue.add(subject.id, { subject, isDrawn: true });
      else queue.drop(subject.id);
    }
  });

  /** @param {Subject} subject */
  function isDrawable({ id, key, url }) {
    if (failed.has(id) || url === onScreen?.url) return false;
    return !isPlaylist(key) || video.canPlayType(HLS) !== '';
  }

  /** @param {Element} element whose film has no picture to show */
  function markBroken(element) {
    element.setAttribute('data-state', 'broken');
  }

  /**
   * @param {Subject} subject
   * @param {AbortSignal} signal
   */
  async function draw({ id, url }, signal) {
    try {
      keep(id, await fetchPoster(url, signal), true);
    } catch {
      if (signal.aborted) return;
      failed.add(id);
      lengths.keep(id, Number.NaN);
      for (const [element, subject] of watched) if (subject.id === id) markBroken(element);
    }
  }

  /**
   * @param {string} id
   * @param {import('./frame.js').Poster} poster
   * @param {boolean} isNew
   */
  function keep(id, { blob, seconds }, isNew) {
    held.set(id, { src: blob ? URL.createObjectURL(blob) : '', seconds });
    lengths.keep(id, seconds);
    if (isNew) void store.put(id, { blob, seconds });
    const [oldest] = held;
    if (held.size > HELD && oldest) {
      URL.revokeObjectURL(oldest[1].src);
      held.delete(oldest[0]);
    }
    for (const [element, subject] of watched) if (subject.id === id) paint(element, id);
  }

  /**
   * @param {Element} element
   * @param {string} id
   */
  function paint(element, id) {
    const poster = held.get(id);
    if (!poster) return;
    held.delete(id);
    held.set(id, poster);
    sight.unobserve(element);
    const { src, seconds } = poster;
    element.removeAttribute('data-state');
    const picture = src ? make('img', { src, alt: '', decoding: 'async' }) : icon('film');
    const length = make('span', { class: 'length' }, durationInWords(seconds));
    element.replaceChildren(picture, ...(seconds >= 0 ? [length] : []));
  }

  /** @type {string} The film of which a frame is being kept just now. */
  let taking = '';
  video.addEventListener('timeupdate', () => {
    const id = onScreen?.id ?? '';
    if (id === '' || taking === id || held.has(id) || video.videoWidth === 0) return;
    if (video.currentTime < Math.min(LATEST_SECONDS, video.duration / 10)) return;
    taking = id;
    void posterFrom(video).then((poster) => {
      if (poster === null) taking = '';
      else if (id === onScreen?.id && !held.has(id)) keep(id, poster, true);
    });
  });
  for (const name of NEWS) video.addEventListener(name, () => queue.check());

  return {
    lengthOf: lengths.of,
    /**
     * Reads the lengths of these films when nothing else is to be done.
     * @param {readonly Subject[]} subjects
     * @returns {boolean} whether some are still to be read
     */
    learn(subjects) {
      const unread = saves() ? [] : lengths.unread(subjects).filter(isDrawable);
      const jobs = unread.map((subject) => ({ subject, isDrawn: false }));
      queue.spare(new Map(jobs.map((job) => [`length ${job.subject.id}`, job])));
      return queue.hasSpare();
    },

    /** @param {Subject | null} subject the film on the screen; id '' when its version is not known */
    screen(subject) {
      if (subject?.id === onScreen?.id && subject?.url === onScreen?.url) return;
      const before = onScreen;
      onScreen = subject;
      taking = '';
      // Stops what is drawn: the film's own bytes go first.
      queue.check();
      for (const [element, { id, url }] of watched) {
        if (url === subject?.url) queue.drop(id);
        if (url !== before?.url || held.has(id)) continue;
        sight.unobserve(element);
        sight.observe(element);
      }
      queue.check();
    },

    /**
     * @param {Element} element
     * @param {Subject} subject
     */
    async watch(element, subject) {
      const { id } = subject;
      watched.set(element, subject);
      if (failed.has(id)) markBroken(element);
      if (held.has(id)) return paint(element, id);
      const stored = await store.get(id);
      if (watched.get(element) !== subject) return;
      if (held.has(id)) paint(element, id);
      else if (stored) keep(id, stored, false);
      else sight.observe(element);
    },

    /** @param {Element} element */
    unwatch(element) {
      const subject = watched.get(element);
      watched.delete(element);
      sight.unobserve(element);
      if (subject) queue.drop(subject.id);
    },
  };
}
