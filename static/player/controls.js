/** Everything that people steer the film with, put onto the screen and wired to one another. */
import { need } from '../elements.js';
import { createActions } from './actions.js';
import { createAwake } from './awake.js';
import { createBar } from './bar.js';
import { createFullScreen } from './full-screen.js';
import { createHelp } from './help.js';
import { actionOf, focusAt } from './keys.js';
import { createMediaSession } from './media-session.js';
import { nextOf } from './next.js';
import { createSingleKeys } from './single-keys.js';
import { meaningOf } from './taps.js';
import { createUpNext } from './up-next.js';

/** @typedef {import('./taps.js').Tap} Tap */

/** Height of what captions must keep clear of: slider and buttons, without the shade above them. */
const BAR_PIXELS = 72;
/** How often it is looked whether the folder has got a next film by now: many names take a while. */
const LOOK_MS = 2000;

/**
 * @param {HTMLElement} screen
 * @param {HTMLVideoElement} video
 * @param {object} parts
 * @param {import('./memory.js').Memory} parts.memory
 * @param {import('./notes.js').Notes} parts.notes
 * @param {import('./captions.js').Captions} parts.captions
 * @param {() => void} parts.play
 * @param {() => string} parts.key of the film on the screen, '' for none
 * @param {() => readonly string[]} parts.films of the folder
 * @param {(key: string) => void} parts.go
 */
export function createControls(screen, video, { memory, notes, captions, play, key, films, go }) {
  const full = createFullScreen(screen, video);
  const help = createHelp(createSingleKeys(screen, memory));
  const upNext = createUpNext(go);
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  /** Nothing follows by itself on a page that nobody has touched. */
  let touched = false;
  const following = () => (key() === '' ? undefined : nextOf(key(), films()));

  const actions = createActions({
    ...{ video, memory, notes, captions, full, play },
    next() {
      const next = following();
      if (next === undefined) notes.flash('This is the last film', 'This is the last film');
      else go(next);
    },
    help: help.open,
    cancel: upNext.hide,
  });
  const { bar, next } = createBar(video, { actions, captions, full });
  const session = createMediaSession(video, actions.act);
  screen.append(...notes.elements, upNext.card, bar);
  need('caption', HTMLElement).after(help.dialog);
  const awake = createAwake(screen, video, (shown) => {
    captions.cover(shown ? BAR_PIXELS : 0);
    drawNext();
  });

  /** The folder may have been listed meanwhile. */
  function drawNext() {
    const possible = following() !== undefined;
    if (next.hidden === !possible) return;
    next.hidden = !possible;
    session.offerNext(possible);
  }

  document.addEventListener('keydown', (event) => {
    touched = true;
    if (event.defaultPrevented || key() === '') return;
    const action = actionOf(event, focusAt(event.target));
    if (action === null) return;
    // Escape has other meanings too, and this one of them takes nothing from the others.
    if (action.name !== 'cancel') event.preventDefault();
    actions.act(action);
    awake.wake();
  });
  document.addEventListener('pointerdown', () => {
    touched = true;
  });

  video.addEventListener('click', (event) => {
    const finger = event instanceof PointerEvent && event.pointerType === 'touch';
    if (finger) tap(event);
    else actions.act({ name: 'toggle', value: 0 });
  });
  video.addEventListener('dblclick', (event) => {
    const finger = event instanceof PointerEvent && event.pointerType === 'touch';
    if (!finger && !lastTap) full.toggle();
  });
  /** @type {Tap | null} */
  let lastTap = null;
  /** @param {MouseEvent} event */
  function tap(event) {
    const { left, width } = video.getBoundingClientRect();
    const now = { at: event.timeStamp, x: (event.clientX - left) / width };
    const meaning = meaningOf(now, lastTap);
    lastTap = now;
    if (meaning === 'back') actions.act({ name: 'seek', value: -10 });
    else if (meaning === 'forward') actions.act({ name: 'seek', value: 10 });
    else if (awake.shown()) awake.rest();
    else awake.wake();
  }

  video.addEventListener('ended', () => {
    const after = following();
    if (after !== undefined && touched) upNext.offer(after, !still.matches);
  });
  for (const name of ['play', 'seeking', 'emptied']) video.addEventListener(name, upNext.hide);
  let looked = 0;
  video.addEventListener('timeupdate', ({ timeStamp }) => {
    if (timeStamp - looked < LOOK_MS) return;
    looked = timeStamp;
    drawNext();
  });
  video.addEventListener('loadedmetadata', drawNext);

  video.volume = memory.wishes.volume;
  video.defaultPlaybackRate = memory.wishes.rate;
  video.playbackRate = memory.wishes.rate;

  return { tell: session.tell };
}
