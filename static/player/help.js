/** The dialog that names the keys. */
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

export function createHelp() {
  const title = make('h2', { id: 'keys-title' }, 'Keys of the player');
  const close = make('button', { type: 'button', class: 'close' }, 'Close');
  const list = make('dl');
  for (const [keys = '', what = ''] of KEYS) {
    list.append(make('div', {}, make('dt', {}, make('kbd', {}, keys)), make('dd', {}, what)));
  }
  const dialog = make(
    'dialog',
    { class: 'keys', 'aria-labelledby': 'keys-title' },
    title,
    list,
    close,
  );
  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('click', ({ target }) => {
    if (target === dialog) dialog.close();
  });
  return {
    dialog,
    open() {
      if (!dialog.open) dialog.showModal();
    },
  };
}
