/** What the library says instead of tiles, or above them: nothing here, nothing found, failed. */
import { announce, need } from '../elements.js';

/** @typedef {'empty' | 'failed'} Mood */

export function createNotice() {
  const notice = need('notice', HTMLElement);
  const retry = need('retry', HTMLButtonElement);
  let again = () => {};
  retry.addEventListener('click', () => again());

  return {
    /**
     * @param {Mood} mood
     * @param {string} title
     * @param {string} detail
     * @param {{ label: string, act: () => void }} [way] out
     * @param {readonly Node[]} [links] to elsewhere
     */
    show(mood, title, detail, way, links = []) {
      need('notice-title', HTMLElement).textContent = title;
      need('notice-detail', HTMLElement).replaceChildren(detail, ...links);
      again = way?.act ?? again;
      retry.hidden = way === undefined;
      retry.textContent = way?.label ?? '';
      notice.dataset.mood = mood;
      notice.hidden = false;
      announce(title);
    },
    hide() {
      // Whoever pressed its button must not stand nowhere.
      if (notice.contains(document.activeElement)) need('library', HTMLElement).focus();
      notice.hidden = true;
    },
  };
}
