/** Shows the bar while somebody moves, and hides it from a film that nobody touches. */

const IDLE_MS = 2500;

/** @typedef {ReturnType<typeof createAwake>} Awake */

/**
 * @param {HTMLElement} screen gets `data-bar`, `shown` or `hidden`
 * @param {HTMLVideoElement} video
 * @param {(shown: boolean) => void} changed
 */
export function createAwake(screen, video, changed) {
  let timer = 0;

  /** Paused films, open menus and who walks the bar by keyboard keep it. */
  const needed = () =>
    video.paused ||
    screen.querySelector('.bar :focus-visible, .bar [aria-expanded="true"], [data-held]') !== null;

  /** @param {boolean} yes */
  function show(yes) {
    const word = yes ? 'shown' : 'hidden';
    if (screen.dataset.bar === word) return;
    screen.dataset.bar = word;
    changed(yes);
  }

  function wake() {
    show(true);
    clearTimeout(timer);
    timer = setTimeout(rest, IDLE_MS);
  }

  function rest() {
    if (needed()) wake();
    else show(false);
  }

  for (const name of ['pointermove', 'pointerdown', 'focusin', 'keydown']) {
    screen.addEventListener(name, (event) => {
      // A finger's taps have a meaning of their own.
      const touch = event instanceof PointerEvent && event.pointerType === 'touch';
      if (!touch || event.target !== video) wake();
    });
  }
  screen.addEventListener('pointerleave', (event) => {
    if (event.pointerType === 'mouse' && !needed()) show(false);
  });
  video.addEventListener('pause', wake);
  video.addEventListener('play', wake);
  wake();
  return { wake, rest, shown: () => screen.dataset.bar === 'shown' };
}
