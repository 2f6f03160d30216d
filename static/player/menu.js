/** A button and the menu that it opens: one choice of several, by pointer, finger or keyboard. */
import { make } from '../elements.js';

/**
 * @typedef {{ label: string, value: string }} Choice
 * @typedef {ReturnType<typeof createMenu>} Menu
 */

/**
 * @param {HTMLButtonElement} button opens and closes it
 * @param {object} options
 * @param {string} options.label
 * @param {() => { choices: Choice[], chosen: string }} options.content asked for at each opening
 * @param {(value: string) => void} options.choose
 */
export function createMenu(button, { label, content, choose }) {
  const id = `menu-${label.toLowerCase()}`;
  const menu = make('div', { class: 'menu', id, role: 'menu', 'aria-label': label });
  menu.hidden = true;
  button.setAttribute('aria-haspopup', 'menu');
  button.setAttribute('aria-expanded', 'false');
  button.setAttribute('aria-controls', id);
  const items = () => [...menu.querySelectorAll('button')];

  /** @param {boolean} yes */
  function open(yes) {
    if (yes) draw();
    menu.hidden = !yes;
    button.setAttribute('aria-expanded', String(yes));
    const first = items().find((item) => item.getAttribute('aria-checked') === 'true');
    if (yes) (first ?? items()[0])?.focus();
  }

  function close() {
    if (menu.hidden) return;
    const inside = menu.contains(document.activeElement);
    open(false);
    if (inside) button.focus();
  }

  function draw() {
    const { choices, chosen } = content();
    const drawn = choices.map(({ label: text, value }) => {
      const checked = String(value === chosen);
      const item = make('button', { role: 'menuitemradio', type: 'button' }, text);
      item.setAttribute('aria-checked', checked);
      item.tabIndex = -1;
      item.addEventListener('click', () => {
        choose(value);
        close();
      });
      return item;
    });
    menu.replaceChildren(make('p', { 'aria-hidden': 'true' }, label), ...drawn);
  }

  menu.addEventListener('keydown', (event) => {
    const all = items();
    const focused = document.activeElement;
    const at = focused instanceof HTMLButtonElement ? all.indexOf(focused) : -1;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) all.at(to % all.length)?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') close();
    if (to !== undefined || event.key === 'Escape') event.preventDefault();
  });
  button.addEventListener('click', () => (menu.hidden ? open(true) : close()));
  button.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    open(true);
  });
  document.addEventListener('pointerdown', ({ target }) => {
    if (target instanceof Node && !menu.contains(target) && !button.contains(target)) close();
  });
  return { menu, close };
}
