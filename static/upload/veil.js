/** The veil over the page while files are held above it: where they would go, and nothing else. */
import { make } from '../elements.js';
import { sign } from './signs.js';

/**
 * @param {object} options
 * @param {() => string} options.folder how it is called; '' while nothing may be dropped
 * @param {(data: DataTransfer) => void} options.dropped
 */
export function createVeil({ folder, dropped }) {
  const where = make('strong', { dir: 'auto' });
  const veil = make(
    'div',
    { class: 'veil', 'aria-hidden': 'true' },
    make('p', {}, sign('up'), 'Drop to upload into ', where),
  );
  veil.hidden = true;
  document.body.append(veil);

  /** @param {DragEvent} event */
  function isOurs({ dataTransfer }) {
    const isBusy = document.querySelector('dialog[open]') !== null;
    return Boolean(dataTransfer?.types.includes('Files')) && folder() !== '' && !isBusy;
  }

  for (const name of /** @type {const} */ (['dragenter', 'dragover'])) {
    addEventListener(name, (event) => {
      if (!isOurs(event)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
      if (where.textContent !== folder()) where.textContent = folder();
      veil.hidden = false;
    });
  }
  addEventListener('dragleave', (event) => {
    // Only the one that leaves the page goes nowhere.
    if (event.relatedTarget === null) veil.hidden = true;
  });
  addEventListener('drop', (event) => {
    veil.hidden = true;
    if (!isOurs(event) || !event.dataTransfer) return;
    event.preventDefault();
    dropped(event.dataTransfer);
  });
}
