/**
 * The viewer's wish that keys of one character do nothing by themselves (WCAG 2.1.4): speech input
 * and slips of the hand press them too. Then they work only where the player has the focus; what is
 * typed into a field is typed.
 */

/**
 * @param {Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey'>} event
 * @returns {boolean} letters, digits and signs; the space bar is none of them
 */
export function isSingle({ key, ctrlKey, altKey, metaKey }) {
  return [...key].length === 1 && key !== ' ' && !(ctrlKey || altKey || metaKey);
}

/**
 * @param {HTMLElement} screen
 * @param {import('./memory.js').Memory} memory
 */
export function createSingleKeys(screen, memory) {
  // Before everybody else, so that it holds for all shortcuts of the page.
  addEventListener(
    'keydown',
    (event) => {
      if (memory.wishes.singleKeys || !isSingle(event)) return;
      const { target } = event;
      const isOwn = target instanceof Element && target.closest('input, textarea, select');
      if (!isOwn && !(target instanceof Node && screen.contains(target))) {
        event.stopImmediatePropagation();
      }
    },
    { capture: true },
  );
  return {
    on: () => memory.wishes.singleKeys,
    /** @param {boolean} singleKeys */
    set: (singleKeys) => memory.wish({ singleKeys }),
  };
}
