/**
 * The list of one folder: rows, crumbs, paging, and what is shown while there are none.
 * Rows are links, so that middle click, keyboard and history work as everywhere.
 */
import { listObjects, Problem } from '../catalog.js';
import { announce, icon, make, need } from '../elements.js';
import { linkTo } from '../place.js';
import { counted, dateInWords, isFilm, sizeInWords } from '../words.js';

/** @typedef {import('../place.js').Place} Place */
/** @typedef {import('../catalog.js').Entry} Entry */

/** @param {(writable: boolean) => void} listed told of each folder whether this viewer may write into it */
export function createLibrary(listed) {
  const library = need('library', HTMLElement);
  const entries = need('entries', HTMLUListElement);
  const skeleton = need('skeleton', HTMLElement);
  const notice = need('notice', HTMLElement);
  const more = need('more', HTMLButtonElement);
  const retry = need('retry', HTMLButtonElement);
  let opening = new AbortController();
  let again = () => {};
  /** @type {string[]} Keys of the objects that are listed so far. */
  let keys = [];
  /** @type {Place} What is on the screen: rows that come later are marked by it too. */
  let current = { bucket: '', prefix: '', key: '' };
  retry.addEventListener('click', () => again());

  /**
   * @param {string} title
   * @param {string} detail
   * @param {(() => void) | null} tryAgain
   */
  function tell(title, detail, tryAgain) {
    need('notice-title', HTMLElement).textContent = title;
    need('notice-detail', HTMLElement).textContent = detail;
    again = tryAgain ?? again;
    retry.hidden = tryAgain === null;
    notice.hidden = false;
    busy(false);
    announce(title);
  }

  /** @param {boolean} yes */
  function busy(yes) {
    skeleton.hidden = !yes;
    library.setAttribute('aria-busy', String(yes));
  }

  /**
   * Lists `place`'s folder from its beginning.
   * @param {Place} place
   * @returns {Promise<Entry | null>} the film, when there is exactly one and no folder
   */
  async function open(place) {
    opening.abort();
    opening = new AbortController();
    entries.replaceChildren();
    keys = [];
    more.hidden = true;
    showCrumbs(place);
    return await turn(place, '', opening.signal);
  }

  /**
   * @param {Place} place
   * @param {string} cursor
   * @param {AbortSignal} signal
   * @returns {Promise<Entry | null>}
   */
  async function turn(place, cursor, signal) {
    notice.hidden = true;
    more.hidden = true;
    busy(true);
    try {
      const page = await listObjects(place, cursor, signal);
      if (signal.aborted) return null;
      listed(page.writable === true);
      const rows = [
        ...page.prefixes.map((prefix) => folderRow(place, prefix)),
        ...page.objects.map((entry) => objectRow(place, entry)),
      ];
      entries.append(...rows);
      keys.push(...page.objects.map(({ key }) => key));
      mark(current);
      busy(false);
      const next = page.cursor;
      more.hidden = next === null;
      more.onclick = () => next !== null && void turn(place, next, signal);
      if (cursor !== '') rows[0]?.querySelector('a')?.focus();
      const films = page.objects.filter((entry) => isFilm(entry.key));
      if (entries.childElementCount === 0 && next === null) {
        if (place.prefix) tell('An empty folder', 'Nothing is stored under this prefix.', null);
        else tell('Nothing here yet', 'Films that are put into this bucket appear here.', null);
      } else {
        announce(`${counted(films.length, 'film')}, ${counted(page.prefixes.length, 'folder')}`);
      }
      const whole = next === null && cursor === '' && page.prefixes.length === 0;
      return whole && films.length === 1 ? (films[0] ?? null) : null;
    } catch (error) {
      if (signal.aborted) return null;
      if (!(error instanceof Problem)) throw error;
      tell(error.message, error.detail, () => void turn(place, cursor, signal));
      return null;
    }
  }

  /**
   * Marks the row of the film on the screen, and makes folders keep it there.
   * @param {Place} place
   */
  function mark(place) {
    current = place;
    for (const link of entries.querySelectorAll('a')) {
      if (link.dataset.key === place.key && place.key) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
    for (const link of library.querySelectorAll('a')) {
      const prefix = link.dataset.prefix;
      if (prefix !== undefined) link.href = linkTo({ ...place, prefix });
    }
  }

  /** What is beside a film, for the player. */
  function siblings() {
    return { films: keys.filter(isFilm), tracks: keys.filter((key) => /\.vtt$/i.test(key)) };
  }

  return { open, mark, tell, siblings };
}

/** @param {Place} place */
function showCrumbs(place) {
  const crumbs = need('crumbs', HTMLElement);
  const list = make('ol');
  const parts = place.prefix.split('/').slice(0, -1);
  for (let depth = 0; depth <= parts.length; depth += 1) {
    const prefix = parts
      .slice(0, depth)
      .map((part) => `${part}/`)
      .join('');
    const name = depth === 0 ? place.bucket : parts[depth - 1] || '/';
    const link = make('a', { href: linkTo({ ...place, prefix }), dir: 'auto' }, name);
    link.dataset.prefix = prefix;
    if (depth === parts.length) link.setAttribute('aria-current', 'page');
    list.append(make('li', {}, link));
  }
  crumbs.replaceChildren(list);
}

/**
 * @param {Place} place
 * @param {string} prefix
 */
function folderRow(place, prefix) {
  const link = make('a', { class: 'row', href: linkTo({ ...place, prefix }) }, icon('folder'));
  link.append(make('span', { class: 'name', dir: 'auto' }, prefix.slice(place.prefix.length)));
  link.dataset.prefix = prefix;
  return make('li', {}, link);
}

/**
 * @param {Place} place
 * @param {Entry} entry
 */
function objectRow(place, entry) {
  const film = isFilm(entry.key);
  const href = linkTo({ ...place, key: entry.key });
  const row = film ? make('a', { class: 'row', href }) : make('span', { class: 'row other' });
  const facts = make('span', { class: 'facts' }, sizeInWords(entry.size));
  facts.title = `${entry.size} bytes`;
  if (entry.lastModified !== null) {
    const attributes = { datetime: entry.lastModified, title: entry.lastModified };
    facts.append(' · ', make('time', attributes, dateInWords(entry.lastModified)));
  }
  const name = entry.key.slice(place.prefix.length) || entry.key;
  row.append(icon(film ? 'film' : 'other'));
  row.append(make('span', { class: 'name', dir: 'auto', title: entry.key }, name), facts);
  if (film) row.dataset.key = entry.key;
  return make('li', {}, row);
}
