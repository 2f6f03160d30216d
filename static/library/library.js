/**
 * The library: one folder of a bucket, searched and sorted here, shown as tiles. Tiles are links,
 * so that middle click, keyboard and history work as everywhere; where the page is, is the
 * address's business (app.js).
 */
import { listObjects } from '../catalog.js';
import { announce, need } from '../elements.js';
import { mediaUrl } from '../place.js';
import { createByLength } from './by-length.js';
import { createCrumbs, wayToOthers } from './crumbs.js';
import { createGrid } from './grid.js';
import { isEmpty, siblingsIn } from './items.js';
import { createListing } from './listing.js';
import { createNotice } from './notice.js';
import { orderFrom } from './order.js';
import { createPosters, posterSubject } from './posters.js';
import { adviceOn, bareInWords, countInWords } from './sentences.js';
import { createTile, dress } from './tile.js';
import { createWishes } from './wishes.js';

/** @typedef {import('../place.js').Place} Place */
/** @typedef {import('../catalog.js').Entry} Entry */
/** @typedef {import('./items.js').Item} Item */
/** @typedef {import('./collection.js').Wish} Wish */
/**
 * @typedef {object} LibraryOptions
 * @property {HTMLVideoElement} video the screen's: posters keep out of its way
 * @property {(wish: Wish) => void} arranged told of what the viewer searches for and how it is sorted
 * @property {(writable: boolean) => void} [listed] told of each folder whether this viewer may
 *   write into it
 * @property {() => void} [invite] asks for files, where the viewer may write
 * @property {(place: Place, entry: Entry) => Node | null} [actions] what else can be done with an
 *   object; asked only in folders that are writable
 */

/** @param {LibraryOptions} options */
export function createLibrary({ video, arranged, ...rest }) {
  const { listed = () => {}, invite = () => {}, actions = () => null } = rest;
  const library = need('library', HTMLElement);
  const count = need('count', HTMLElement);
  const skeleton = need('skeleton', HTMLElement);
  const notice = createNotice();
  const posters = createPosters(video, () => byLength.resort());
  const wishes = createWishes(arranged);
  /** @type {Place} What is on the screen: tiles that come later are marked by it too. */
  let current = { bucket: '', prefix: '', key: '' };
  let isRevealed = false;
  /** What was said last of how much there is. */
  let said = '';

  const listing = createListing({
    list: listObjects,
    lengthOf: (item) => posters.lengthOf(subjectOf(item).id),
    changed: draw,
    failed({ message, detail, status }, act) {
      const words = [adviceOn(status), detail].filter(Boolean).join(' ');
      const again = () => {
        notice.hide();
        skeleton.hidden = listing.state().known;
        act();
      };
      const isElsewhere = status === 403 || status === 404;
      tell(message, words, again, isElsewhere ? [wayToOthers(current.bucket)] : []);
    },
  });
  const list = need('entries', HTMLUListElement);
  const grid = createGrid(list, {
    made(item) {
      const { entry } = item;
      const offered = entry && listing.state().writable ? actions(current, entry) : null;
      const tile = createTile(item, offered);
      dress(tile, item, current);
      const poster = tile.querySelector('.poster');
      if (poster && !isEmpty(entry)) void posters.watch(poster, subjectOf(item));
      return tile;
    },
    gone(tile) {
      const poster = tile.querySelector('.poster');
      if (poster) posters.unwatch(poster);
    },
  });

  const byLength = createByLength({
    ...{ list, grid, listing, posters, subjectOf },
    isWanted: () => orderFrom(current.sort ?? '').by === 'length',
  });

  /** @param {Item} item */
  function subjectOf(item) {
    return posterSubject(current.bucket, item);
  }

  /** @param {boolean} isResorted */
  function draw(isResorted) {
    const { known, more, cut, writable } = listing.state();
    const [all, shown] = [listing.all(), listing.shown()];
    const { q = '' } = current;
    const words = countInWords({ all, shown: shown.length, q, more, cut });
    const lengths = byLength.words(shown);
    count.textContent = [words, lengths].filter(Boolean).join(' · ');
    count.toggleAttribute('data-more', known && (more || lengths.endsWith('…')));
    skeleton.hidden = known;
    library.setAttribute('aria-busy', String(!known));
    library.toggleAttribute('data-bare', shown.length === 0);
    grid.show(shown, more, isResorted);
    // What is said meanwhile stays.
    if (isResorted) return;
    notice.hide();
    tellScreen();
    reveal();
    if (known) listed(writable);
    if (known && shown.length === 0 && !more) tellWhyBare();
    else if (!more && said !== words) {
      said = words;
      announce(said);
    }
  }

  function tellWhyBare() {
    const { q = '', prefix, sort = '' } = current;
    const { writable } = listing.state();
    const isSearched = listing.all().length > 0;
    const { title, detail } = bareInWords({ prefix, q: isSearched ? q : '', writable });
    const all = { label: 'Show all', act: () => arranged({ q: '', sort }) };
    const first = writable ? { label: 'Upload films', act: invite } : undefined;
    notice.show('empty', title, detail, isSearched ? all : first);
  }

  /** Says which film is on the screen, so that its poster is not fetched beside it. */
  function tellScreen() {
    const { bucket, key } = current;
    const item = listing.all().find((one) => one.key === key);
    const unlisted = { id: '', key, url: mediaUrl({ bucket, key }) };
    posters.screen(key === '' ? null : item ? subjectOf(item) : unlisted);
  }

  /**
   * @param {string} title
   * @param {string} detail
   * @param {() => void} act tries again
   * @param {readonly Node[]} [links] to elsewhere
   */
  function tell(title, detail, act, links) {
    skeleton.hidden = true;
    library.setAttribute('aria-busy', 'false');
    library.toggleAttribute('data-bare', listing.shown().length === 0);
    count.toggleAttribute('data-more', false);
    notice.show('failed', title, detail, { label: 'Try again', act }, links);
  }

  /**
   * Marks the tile of the film on the screen, makes links keep it there, and searches and sorts as
   * the place says.
   * @param {Place} place
   */
  function mark(place) {
    const before = current;
    current = place;
    need('crumbs', HTMLElement).replaceChildren(createCrumbs(place));
    grid.reshape(place.key ? 'rows' : 'posters');
    const { q = '', sort = '' } = place;
    wishes.show({ q, sort });
    if (q !== (before.q ?? '') || sort !== (before.sort ?? '')) listing.arrange({ q, sort });
    tellScreen();
    grid.each((tile, item) => dress(tile, item, place));
    if (place.key !== before.key) isRevealed = false;
    reveal();
  }

  /** Brings the film on the screen into view, once, as soon as it is listed. */
  function reveal() {
    const { key } = current;
    if (isRevealed || key === '') return;
    const index = listing.shown().findIndex((item) => item.key === key);
    if (index < 0) return;
    isRevealed = true;
    grid.reveal(index);
  }

  return {
    /**
     * Lists `place`'s folder from its beginning.
     * @param {Place} place
     * @returns {Promise<Entry | null>} the film, when there is exactly one and no folder
     */
    async open(place) {
      mark(place);
      return await listing.open(place);
    },
    mark,
    tell,
    /** What is beside a film, for the player: whole keys, as far as they are known. */
    siblings: () => siblingsIn(listing.all()),
    /** Where the viewer is in the list, for coming back. */
    spot: grid.spot,
    restore: grid.restore,
  };
}
