/**
 * What the viewer did and what the picture did: a film chosen, seeks with the time until the
 * picture was there again, and stalls. A wait is a stall only after the first frame, and never
 * within a seek or a pause. Listens to the video element and keeps the last 200.
 */

/**
 * @typedef {object} Mark times in ms on the clock of performance.now()
 * @property {'film' | 'seek' | 'stall'} kind
 * @property {number} at
 * @property {number} seconds where in the film
 * @property {number} [here] by when the first bytes had come
 * @property {number} [until] when the picture was there (again); a film's first frame
 * @property {boolean} [gone] a seek that another one overtook: its picture never came
 * @property {boolean} [buffered] a seek to what was here already: nothing had to be asked for
 */
/**
 * As much of a video element as is listened to.
 * @typedef {Pick<HTMLVideoElement, 'currentTime' | 'seeking'> & EventTarget & { buffered: Pick<TimeRanges, 'length' | 'start' | 'end'> }} Watched
 */

const MOST = 200;

/**
 * @param {Watched} video
 * @param {{ now: () => number, changed: (mark: Mark) => void }} options
 */
export function createMarks(video, { now, changed }) {
  /** @type {Mark[]} */
  let marks = [];
  let stalls = { count: 0, ms: 0 };

  /** @param {Mark} mark */
  function add(mark) {
    // The film itself stays the first, whatever is dropped.
    if (marks.length >= MOST) marks.splice(1, 1);
    marks.push(mark);
    changed(mark);
  }

  /** @param {Mark['kind']} kind */
  const open = (kind) =>
    marks.findLast((mark) => mark.kind === kind && !mark.gone && mark.until === undefined);

  function endStall() {
    const stall = open('stall');
    if (!stall) return;
    stall.until = now();
    stalls = { count: stalls.count, ms: stalls.ms + stall.until - stall.at };
    changed(stall);
  }

  video.addEventListener('waiting', () => {
    const hasPicture = marks[0]?.until !== undefined;
    if (!hasPicture || video.seeking || open('seek') || open('stall')) return;
    stalls = { count: stalls.count + 1, ms: stalls.ms };
    add({ kind: 'stall', at: now(), seconds: video.currentTime });
  });
  for (const name of ['playing', 'pause', 'ended', 'error']) {
    video.addEventListener(name, endStall);
  }
  video.addEventListener('seeking', () => {
    endStall();
    // Before the first frame the page itself puts the film where it was left.
    if (marks[0]?.until === undefined) return;
    const before = open('seek');
    if (before) before.gone = true;
    const seconds = video.currentTime;
    add({ kind: 'seek', at: now(), seconds, buffered: isWithin(video.buffered, seconds) });
  });
  video.addEventListener('seeked', () => {
    const seek = open('seek');
    if (!seek) return;
    seek.until = now();
    changed(seek);
  });
  video.addEventListener('loadedmetadata', () => {
    if (marks[0]) marks[0].here ??= now();
  });

  return {
    /** @param {number} at */
    film(at) {
      stalls = { count: 0, ms: 0 };
      marks = [];
      add({ kind: 'film', at, seconds: 0 });
    },
    /** @param {number} ms since the film was chosen */
    firstFrame(ms) {
      const film = marks[0];
      if (!film) return;
      film.until = film.at + ms;
      changed(film);
    },
    /** @returns {readonly Mark[]} in order, the film first */
    all: () => marks,
    /** Ended or not; a stall that lasts counts up to now. */
    stalls() {
      const stall = open('stall');
      return { count: stalls.count, ms: stalls.ms + (stall ? now() - stall.at : 0) };
    },
  };
}

/**
 * @param {Pick<TimeRanges, 'length' | 'start' | 'end'>} ranges
 * @param {number} seconds
 */
export function isWithin(ranges, seconds) {
  for (let i = 0; i < ranges.length; i += 1) {
    if (ranges.start(i) <= seconds && seconds < ranges.end(i)) return true;
  }
  return false;
}
