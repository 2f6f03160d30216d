/** One tile of the library: a film or a folder is a link, anything else is only shown. */
import { icon, make } from '../elements.js';
import { linkTo } from '../place.js';
import { dateInWords, sizeInWords } from '../words.js';
import { isEmpty } from './items.js';

/** @typedef {import('../place.js').Place} Place */
/** @typedef {import('./items.js').Item} Item */

/**
 * @param {Item} item
 * @param {Node | null} actions what else can be done with it
 * @returns {HTMLLIElement} without its address, which dress() gives
 */
export function createTile({ kind, key, name, entry }, actions) {
  const card = make(kind === 'other' ? 'div' : 'a', { class: 'card' });
  const tile = make('li', { class: `tile ${kind}` }, card);
  // The name comes first for those who listen; where it stands is up to the style.
  const label = make('span', { class: 'name', dir: 'auto', title: key });
  label.append(kind === 'folder' ? name.replace(/\/$/, '') : name);
  if (kind === 'folder') label.append(make('i', {}, '/'));
  card.append(label);
  if (entry) card.append(factsOf(entry, kind === 'film'));
  if (kind === 'film') {
    const poster = make('span', { class: 'poster' }, icon('film'));
    if (isEmpty(entry)) poster.dataset.state = 'empty';
    card.append(poster);
  } else {
    card.prepend(icon(kind));
  }
  if (actions) tile.append(actions);
  return tile;
}

/**
 * Gives the tile the addresses of this moment, and marks the film on the screen.
 * @param {HTMLLIElement} tile
 * @param {Item} item
 * @param {Place} place
 */
export function dress(tile, { kind, key }, place) {
  const link = tile.querySelector('a');
  if (!link) return;
  const there = kind === 'folder' ? { ...place, prefix: key, q: '' } : { ...place, key };
  link.href = linkTo(there);
  if (kind === 'film' && key === place.key) link.setAttribute('aria-current', 'true');
  else link.removeAttribute('aria-current');
}

/**
 * @param {HTMLLIElement} tile
 * @returns {HTMLElement} what gets the focus
 */
export function focusOf(tile) {
  return tile.querySelector('a') ?? tile;
}

/**
 * Puts the tile where it belongs, for those who look and those who listen.
 * @param {HTMLLIElement} tile
 * @param {{ x: number, y: number, width: number, height: number }} box in the list
 * @param {{ index: number, count: number, tab: number }} about count -1 when it is not known; tab:
 *   the tabIndex of what can be reached in it
 */
export function settle(tile, { x, y, width, height }, { index, count, tab }) {
  tile.style.translate = `${x}px ${y}px`;
  tile.style.width = `${width}px`;
  tile.style.height = `${height}px`;
  tile.setAttribute('aria-posinset', `${index + 1}`);
  tile.setAttribute('aria-setsize', `${count}`);
  reach(tile, tab);
}

/**
 * @param {HTMLLIElement} tile
 * @param {number} tab the tabIndex of what can be reached in it
 */
export function reach(tile, tab) {
  focusOf(tile).tabIndex = tab;
  for (const button of tile.querySelectorAll('button')) button.tabIndex = tab;
}

/**
 * @param {import('../catalog.js').Entry} entry
 * @param {boolean} dated whether there is room for its date
 */
function factsOf({ size, lastModified }, dated) {
  const facts = make('span', { class: 'facts' }, ' ', size === 0 ? 'Empty' : sizeInWords(size));
  facts.title = `${size.toLocaleString('en')} bytes`;
  if (dated && lastModified !== null) {
    const attributes = { datetime: lastModified, title: lastModified };
    facts.append(' · ', make('time', attributes, dateInWords(lastModified)));
  }
  return facts;
}
