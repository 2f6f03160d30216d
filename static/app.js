/**
 * The page at `/`: the library of a bucket and a screen. The address is the state: whatever is
 * chosen goes into it, and what it says is what is shown, so links and the back button work.
 */
import { listBuckets, Problem } from './catalog.js';
import { make, need } from './elements.js';
import { createJourney } from './journey/journey.js';
import { createLibrary } from './library/library.js';
import { linkTo, placeAt } from './place.js';
import { nameOf } from './player/next.js';
import { createPlayer } from './player/player.js';
import { createUpload } from './upload/upload.js';

/** @typedef {import('./place.js').Place} Place */

const player = createPlayer({
  siblings: () => library.siblings(),
  go: (key) => go({ ...shown, key }, 'pushState', true),
});
createJourney(player);
const upload = createUpload({
  here: () => shown,
  changed(gone) {
    if (gone && gone === shown.key) go({ ...shown, key: '' }, 'replaceState', true);
    void library.open(shown);
  },
});
const library = createLibrary({
  video: player.video,
  arranged(wish) {
    const place = { ...placeAt(location), ...wish };
    try {
      history.replaceState(history.state, '', linkTo(place));
    } catch {
      // Some browsers allow a hundred in half a minute: the next letter takes it along.
    }
    // Before anything is shown, the address keeps it.
    if (shown.bucket !== '') show(settled(place), { asked: true });
  },
  listed: (writable) => upload.show(writable),
  invite: upload.pick,
  actions: (place, entry) => upload.actions(place, entry),
});
const stage = need('stage', HTMLElement);
const buckets = need('buckets', HTMLSelectElement);

/** @type {Place} What is shown now. */
let shown = { bucket: '', prefix: '', key: '' };
/** Whether nobody has chosen anything yet: who waits for a film waits for the page as well. */
let isOpening = true;

/**
 * @param {Place} place
 * @param {{ asked: boolean }} options whether somebody just chose it, here
 */
function show(place, { asked }) {
  const before = shown;
  shown = place;
  const otherBucket = place.bucket !== before.bucket;
  buckets.value = place.bucket;
  document.title = `${nameOf(place.key || place.prefix.slice(0, -1) || place.bucket)} · firstbyte`;
  stage.hidden = place.key === '';
  document.body.toggleAttribute('data-film', place.key !== '');
  // The film's name is the page's heading, when there is one.
  const heading = need('heading', HTMLElement);
  heading.role = 'heading';
  heading.ariaLevel = place.key ? '2' : '1';
  if (!place.key) player.clear();
  else if (otherBucket || place.key !== before.key) {
    player.load(place, { asked, pageMs: isOpening && !asked ? performance.now() : 0 });
  }
  if (place.key || asked) isOpening = false;
  if (otherBucket || place.prefix !== before.prefix) void list(place);
  else library.mark(place);
}

/**
 * Lists a folder that was just come to.
 * @param {Place} place
 */
async function list(place) {
  const only = await library.open(place);
  if (place.bucket !== shown.bucket || place.prefix !== shown.prefix) return;
  // One film: there is nothing to choose, so it is put on the screen.
  if (only && !shown.key && !place.prefix) go({ ...shown, key: only.key }, 'replaceState', false);
}

/**
 * @param {Place} place
 * @param {'pushState' | 'replaceState'} how
 * @param {boolean} asked
 */
function go(place, how, asked) {
  const isOtherPage = place.key !== shown.key || place.prefix !== shown.prefix;
  if (how === 'pushState') history.replaceState({ spot: library.spot() }, '');
  history[how](null, '', linkTo(place));
  show(place, { asked });
  if (how === 'pushState' && isOtherPage) scrollTo({ top: 0, behavior: 'instant' });
}

/**
 * @param {Place} place
 * @returns {Place} the first bucket stands in where none is named
 */
function settled(place) {
  return place.bucket ? place : { ...place, bucket: buckets.options[0]?.value ?? '' };
}

async function start() {
  const wanted = placeAt(location);
  // A folder that was written without its slash has it from now on.
  if (wanted.prefix !== (new URLSearchParams(location.search).get('prefix') ?? '')) {
    history.replaceState(history.state, '', linkTo(wanted));
  }
  // A bucket that is named can be shown before all of them are known, and where they never are.
  if (wanted.bucket) {
    offer([wanted.bucket]);
    show(wanted, { asked: false });
  }
  /** @type {string[]} */
  let names = [];
  try {
    names = await listBuckets(new AbortController().signal);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (wanted.bucket) return;
    return library.tell(error.message, error.detail, () => void start());
  }
  if (shown.bucket && !names.includes(shown.bucket)) names.push(shown.bucket);
  if (names.length === 0) {
    return library.tell(
      'No bucket yet',
      'Create one in the storage and come back.',
      () => void start(),
    );
  }
  offer(names);
  // It may have been searched since.
  if (!shown.bucket) show(settled(placeAt(location)), { asked: false });
}

/** @param {string[]} names of buckets to choose from */
function offer(names) {
  buckets.replaceChildren(...names.map((name) => make('option', { value: name }, name)));
  buckets.value = shown.bucket;
  need('picker', HTMLElement).hidden = names.length < 2;
  buckets.dispatchEvent(new Event('offered'));
}

document.addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  const plain = !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  if (!link || !plain || event.button !== 0 || link.pathname !== '/' || link.hash) return;
  event.preventDefault();
  const place = settled(placeAt(new URL(link.href)));
  if (linkTo(place) !== linkTo(shown)) go(place, 'pushState', true);
});
buckets.addEventListener('change', () => {
  go({ bucket: buckets.value, prefix: '', key: '' }, 'pushState', true);
});
addEventListener('popstate', ({ state }) => {
  show(settled(placeAt(location)), { asked: true });
  if (state?.spot) library.restore(state.spot);
});
// The library is not long enough yet when the browser would scroll.
history.scrollRestoration = 'manual';
void start();
