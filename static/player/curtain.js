/** What stands before the film while there is none, while it waits, and when it cannot play. */
import { announce, need } from '../elements.js';

/** Shorter waits are not worth a sign. */
const WAIT_MS = 400;

/**
 * @param {HTMLElement} screen
 * @param {HTMLVideoElement} video
 */
export function createCurtain(screen, video) {
  let waiting = 0;

  function settle() {
    clearTimeout(waiting);
    delete screen.dataset.waiting;
  }
  for (const name of ['waiting', 'seeking']) {
    video.addEventListener(name, () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        if (video.readyState < 3 && !video.error) screen.dataset.waiting = '';
      }, WAIT_MS);
    });
  }
  for (const name of ['playing', 'seeked', 'canplay', 'error', 'emptied']) {
    video.addEventListener(name, settle);
  }

  /**
   * @param {'idle' | 'loading' | 'shown' | 'failed'} state
   * @param {string} title
   * @param {string} detail
   */
  function show(state, title = '', detail = '') {
    screen.dataset.state = state;
    need('curtain-title', HTMLElement).textContent = title;
    need('curtain-detail', HTMLElement).textContent = detail;
    need('curtain-detail', HTMLElement).hidden = detail === '';
    if (state === 'failed') announce(title);
  }

  return { show, state: () => screen.dataset.state };
}
