/** The browser's own window for choosing files, or a folder with all that is in it. */
import { make } from '../elements.js';
import { filesOf } from './gather.js';

/**
 * @param {string} label
 * @param {Record<string, string>} attributes of the input
 * @param {(reading: Promise<import('./gather.js').Gathered[]>) => void} picked
 * @returns {() => void} opens it
 */
export function createPicker(label, attributes, picked) {
  const about = { type: 'file', multiple: '', hidden: '', 'aria-label': label };
  const input = make('input', { ...about, ...attributes });
  input.addEventListener('change', () => {
    // They are gone from it when it is made ready for the next time.
    const files = [...(input.files ?? [])];
    input.value = '';
    if (files.length > 0) picked((async () => filesOf(files))());
  });
  return () => input.click();
}
