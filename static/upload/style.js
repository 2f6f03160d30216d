/** A style sheet beside this module that the first view of the page does without. */
import { make } from '../elements.js';

/**
 * @param {string} name
 * @returns {Promise<unknown>} when it is there, or will not come: all works without it
 */
export function loadStyle(name) {
  const { href } = new URL(name, import.meta.url);
  if (document.querySelector(`link[href="${href}"]`)) return Promise.resolve();
  const link = make('link', { rel: 'stylesheet', href });
  return new Promise((resolve) => {
    link.onload = resolve;
    link.onerror = resolve;
    document.head.append(link);
  });
}
