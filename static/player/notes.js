/** Short words on the screen: what a key just did, and where a film goes on. */
import { announce, make } from '../elements.js';

const FLASH_MS = 900;
const NOTE_MS = 9000;

/** @typedef {ReturnType<typeof createNotes>} Notes */

export function createNotes() {
  const flashed = make('p', { class: 'flash', 'aria-hidden': 'true' });
  const note = make('div', { class: 'note' });
  flashed.hidden = true;
  note.hidden = true;
  let flashing = 0;
  let noting = 0;

  /**
   * @param {string} text for those who look
   * @param {string} [spoken] for those who listen; nothing when left out
   */
  function flash(text, spoken = '') {
    flashed.textContent = text;
    flashed.hidden = false;
    clearTimeout(flashing);
    flashing = setTimeout(() => {
      flashed.hidden = true;
    }, FLASH_MS);
    if (spoken) announce(spoken);
  }

  /**
   * @param {string} text
   * @param {string} label of the button that undoes it
   * @param {() => void} undo
   */
  function tell(text, label, undo) {
    const button = make('button', { type: 'button' }, label);
    button.addEventListener('click', () => {
      note.hidden = true;
      undo();
    });
    note.replaceChildren(make('span', {}, text), ' · ', button);
    note.hidden = false;
    clearTimeout(noting);
    noting = setTimeout(untell, NOTE_MS);
  }

  /** Whoever is on its button keeps it. */
  function untell() {
    if (note.matches(':focus-within')) noting = setTimeout(untell, NOTE_MS);
    else note.hidden = true;
  }

  function clear() {
    note.hidden = true;
  }

  return { elements: [flashed, note], flash, tell, clear };
}
