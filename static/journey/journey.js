/**
 * What just happened: the requests of the film on the screen, told by the browser's own Resource
 * Timing and the gateway's Server-Timing, and what became of them in the picture. Asks for nothing
 * itself, draws at most four times a second, and only what changed, while it can be seen.
 */
import { make, need } from '../elements.js';
import { delayInWords } from '../words.js';
import { belongsTo } from './belongs-to.js';
import { showFigures } from './figures.js';
import { createFilmView } from './film-view.js';
import { createLegend } from './legend.js';
import { createMarks, isWithin } from './marks.js';
import { report } from './report.js';
import { createRequests } from './requests.js';
import { createRowsView } from './rows-view.js';
import { rowsOf } from './timeline.js';

const PAUSE_MS = 250;
const FOLDED = 'firstbyte.journey-folded';
/** What may change the picture of things; the element fires `timeupdate` about four times a second. */
const NEWS = ['progress', 'timeupdate', 'seeked', 'durationchange', 'suspend', 'error', 'emptied'];

/** @param {import('../player/player.js').Player} player */
export function createJourney({ video, events }) {
  const section = need('journey', HTMLElement);
  const speed = need('speed', HTMLElement);
  const live = make('p', { class: 'quiet', role: 'status' });
  const rowsView = createRowsView();
  const filmView = createFilmView();
  const copy = make('button', { type: 'button', class: 'copy' }, 'Copy as JSON');
  const box = make(
    'details',
    {},
    make('summary', {}, 'What just happened'),
    make('div', { class: 'story' }, createLegend(), ...rowsView.elements, filmView.element, copy),
  );
  section.append(box, live);
  box.open = !wasFolded();
  copy.hidden = !('clipboard' in navigator);

  let url = '';
  /** What the page itself took before the film was asked for: the viewer waited for that too. */
  let pageMs = 0;
  let told = false;
  let inSight = false;
  let due = 0;
  const now = () => performance.now();
  const requests = createRequests();
  const marks = createMarks(video, {
    now,
    changed(mark) {
      if (mark.kind === 'stall' && mark.until !== undefined) {
        live.textContent = `Stalled for ${delayInWords(mark.until - mark.at)}`;
      }
      changed();
    },
  });

  new PerformanceObserver((list) => {
    const since = marks.all()[0]?.at ?? 0;
    for (const entry of list.getEntries()) {
      if (!(entry instanceof PerformanceResourceTiming) || entry.startTime < since - 1) continue;
      if (belongsTo(url, entry)) requests.add(entry);
    }
    changed();
  }).observe({ type: 'resource' });

  events.addEventListener('film', (event) => {
    const { detail } = /** @type {CustomEvent<{ url: string, since: number, pageMs: number }>} */ (
      event
    );
    leave();
    url = detail.url;
    pageMs = detail.pageMs;
    requests.clear();
    marks.film(detail.since);
    told = false;
    live.textContent = '';
    speed.replaceChildren();
    section.hidden = url === '';
    changed();
  });
  events.addEventListener('firstframe', (event) => {
    const { ms } = /** @type {CustomEvent<{ ms: number }>} */ (event).detail;
    marks.firstFrame(ms);
    live.textContent = `First frame after ${delayInWords(pageMs + ms)}`;
  });
  addEventListener('pagehide', leave);
  for (const name of NEWS) video.addEventListener(name, changed);
  document.addEventListener('visibilitychange', changed);
  box.addEventListener('toggle', () => {
    rememberFolded(!box.open);
    changed();
  });
  new IntersectionObserver(([entry]) => {
    inSight = entry?.isIntersecting ?? false;
    changed();
  }).observe(section);
  copy.addEventListener('click', async () => {
    const text = JSON.stringify({ ...summary(), rows: rows(), marks: marks.all() }, null, 1);
    const done = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
    live.textContent = done ? 'Copied' : 'Copying was refused';
    copy.textContent = live.textContent;
    setTimeout(() => copy.replaceChildren('Copy as JSON'), 2000);
  });

  /** Once for each film. */
  function leave() {
    if (url !== '' && !told) report(summary());
    told = true;
  }

  function changed() {
    if (due !== 0 || url === '' || document.hidden) return;
    due = setTimeout(draw, PAUSE_MS);
  }

  function draw() {
    due = 0;
    if (url === '') return;
    showFigures(speed, video.error ? undefined : summary());
    if (!box.open || !inSight) return;
    const all = requests.all();
    const shown = rows();
    rowsView.draw(shown, requests.count() + shown.length - all.length);
    filmView.draw({
      seconds: video.duration,
      at: video.currentTime,
      here: ranges(video.buffered),
      asked: all.flatMap(({ range }) => (range ? [range.start / range.size] : [])),
      stalled: marks.all().flatMap(({ kind, seconds }) => (kind === 'stall' ? [seconds] : [])),
    });
  }

  function rows() {
    return rowsOf(requests.all(), marks.all(), { now: now(), loading: isLoading() });
  }

  /** Of a film that a script feeds (blob:), every request ends soon and has an entry of its own. */
  function isLoading() {
    const { buffered, currentTime, duration, error, currentSrc } = video;
    if (error || url === '' || currentSrc.startsWith('blob:')) return false;
    const last = buffered.length - 1;
    const isRead = last >= 0 && buffered.end(last) >= duration - 1;
    return !(isRead && isWithin(buffered, Math.min(currentTime, duration - 1)));
  }

  function summary() {
    const [film] = marks.all();
    const opened = rows().find(({ cause }) => cause === 'opened');
    return {
      firstByteMs: opened?.atMost ? undefined : opened?.firstMs,
      gatewayMs: opened?.request?.gatewayMs,
      firstFrameMs: film?.until === undefined ? undefined : pageMs + film.until - film.at,
      pageMs,
      stalls: marks.stalls(),
      requests: requests.tally(),
      ...requests.bytes(),
    };
  }

  return { summary };
}

// A browser that keeps nothing for pages throws at the mention of its storage.
function wasFolded() {
  try {
    return localStorage.getItem(FOLDED) !== null;
  } catch {
    return false;
  }
}

/** @param {boolean} is */
function rememberFolded(is) {
  try {
    if (is) localStorage.setItem(FOLDED, '');
    else localStorage.removeItem(FOLDED);
  } catch {}
}

/** @param {TimeRanges} buffered @returns {[number, number][]} */
function ranges(buffered) {
  return Array.from({ length: buffered.length }, (_, i) => [buffered.start(i), buffered.end(i)]);
}
