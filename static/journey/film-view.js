/** Draws the film from beginning to end: what is here, where the picture is, where it was asked for and where it stalled. */

import { make } from '../elements.js';
import { counted, durationInWords } from '../words.js';

/**
 * @typedef {object} FilmState
 * @property {number} seconds its length; NaN or Infinity where it is not known
 * @property {number} at
 * @property {readonly (readonly [from: number, to: number])[]} here buffered, in seconds
 * @property {readonly number[]} asked where requests began, as parts of the film from 0 to 1
 * @property {readonly number[]} stalled seconds
 */

export function createFilmView() {
  const track = make('div', { class: 'reel', role: 'img' });
  const ends = make('div', { class: 'ticks', 'aria-hidden': 'true' });
  const element = make('div', { class: 'reel-box', hidden: '' }, track, ends);
  let before = '';

  /** @param {FilmState} film */
  function draw(film) {
    const { seconds, at, here, asked, stalled } = film;
    const isKnown = Number.isFinite(seconds) && seconds > 0;
    element.hidden = !isKnown;
    const now = JSON.stringify(film);
    if (!isKnown || before === now) return;
    before = now;
    /** @param {string} kind @param {number} from @param {number} [to] seconds */
    const piece = (kind, from, to = from) => {
      const one = make('i', { class: kind });
      one.style.left = `${Math.min(100, (from / seconds) * 100)}%`;
      if (to > from) one.style.width = `${((to - from) / seconds) * 100}%`;
      return one;
    };
    track.replaceChildren(
      ...here.map(([from, to]) => piece('here', from, to)),
      ...asked.map((part) => piece('asked', part * seconds)),
      ...stalled.map((second) => piece('stall', second)),
      piece('head', at),
    );
    track.setAttribute('aria-label', filmInWords(film));
    track.title = filmInWords(film);
    ends.replaceChildren(
      make('i', {}, '0:00'),
      make('i', {}, `the film · ${hereInWords(film)} here`),
      make('i', {}, durationInWords(seconds)),
    );
  }

  return { element, draw };
}

/** @param {FilmState} film */
function hereInWords({ seconds, here }) {
  const sum = here.reduce((total, [from, to]) => total + to - from, 0);
  return `${Math.min(100, Math.round((sum / seconds) * 100))} %`;
}

/** @param {FilmState} film */
export function filmInWords(film) {
  const { seconds, at, here, stalled } = film;
  const spans = here.map(([from, to]) => `${durationInWords(from)} to ${durationInWords(to)}`);
  const said = [
    `The film at ${durationInWords(at)} of ${durationInWords(seconds)}`,
    `buffered: ${spans.join(', ') || 'nothing'}`,
  ];
  if (stalled.length > 0) said.push(counted(stalled.length, 'stall'));
  return said.join('; ');
}
