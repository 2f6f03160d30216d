/** The dialog that names the keys, and where those of one character are switched off. */
import { make } from '../elements.js';

const KEYS = [
  ['Space, K', 'Play or pause'],
  ['← →', 'Back or on, 5 seconds'],
  ['J L', 'Back or on, 10 seconds'],
  ['0 … 9', 'To a tenth of the film'],
  ['Home, End', 'To the beginning or end'],
  [', .', 'One frame, when paused'],
  ['< >', 'Slower or faster'],
  ['↑ ↓', 'Louder or quieter'],
  ['M', 'Sound off or on'],
  ['C', 'Captions off or on'],
  ['F', 'Full screen'],
  ['P', 'Picture in picture'],
  ['N', 'Next film in the folder'],
  ['?', 'These keys'],
];

/** @param {ReturnType<typeof import('./single-keys.js').createSingleKeys>} singleKeys */
export function createHelp(singleKeys) {
  const title = make('h2', { id: 'keys-title' }, 'Keys of the player');
  const close = make('button', { type: 'button', class: 'close' }, 'Close');
  const list = make('dl');
  for (const [keys = '', what = ''] of KEYS) {
    list.append(make('div', {}, make('dt', {}, make('kbd', {}, keys)), make('dd', {}, what)));
  }
  const box = make('input', { type: 'checkbox', role: 'switch', 'aria-describedby': 'keys-hint' });
  const hint = make('p', { id: 'keys-hint' });
  hint.textContent =
    'When off, letters, digits and signs work only while the player has the focus.';
  const choice = make('label', { class: 'single-keys' }, box, 'Single keys');
  box.addEventListener('change', () => singleKeys.set(box.checked));
  const dialog = make(
    'dialog',
    { class: 'keys', 'aria-labelledby': 'keys-title' },
    title,
    list,
    choice,
    hint,
    close,
  );
  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('click', ({ target }) => {
    if (target === dialog) dialog.close();
  });
  return {
    dialog,
    open() {
      box.checked = singleKeys.on();
      if (!dialog.open) dialog.showModal();
    },
  };
}
