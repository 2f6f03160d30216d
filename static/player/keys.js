/**
 * What a key means to the player: a pure table. Keys with ctrl, alt or meta belong to the browser,
 * and whoever has the focus keeps the keys that it needs itself.
 */

/** @typedef {'toggle' | 'seek' | 'share' | 'volume' | 'full' | 'mute' | 'captions' | 'picture' | 'next' | 'frame' | 'rate' | 'help' | 'cancel'} ActionName */
/**
 * @typedef {object} Action
 * @property {ActionName} name
 * @property {number} value seconds for `seek`, 0 to 1 of the film for `share`, else a direction
 */
/**
 * Who has the focus: nothing of its own wishes (`page`), a `button`, a `range` that arrows move, a
 * `list` that arrows scroll, or something that every key belongs to (`taken`).
 * @typedef {'page' | 'button' | 'range' | 'list' | 'taken'} Focus
 */

/** @type {Record<string, [ActionName, number]>} */
const ACTIONS = {
  ' ': ['toggle', 0],
  k: ['toggle', 0],
  ArrowLeft: ['seek', -5],
  ArrowRight: ['seek', 5],
  j: ['seek', -10],
  l: ['seek', 10],
  ArrowUp: ['volume', 1],
  ArrowDown: ['volume', -1],
  f: ['full', 0],
  m: ['mute', 0],
  c: ['captions', 0],
  p: ['picture', 0],
  n: ['next', 0],
  ',': ['frame', -1],
  '.': ['frame', 1],
  '<': ['rate', -1],
  '>': ['rate', 1],
  Home: ['share', 0],
  End: ['share', 1],
  '?': ['help', 0],
  Escape: ['cancel', 0],
};

/** Those that are pointless again and again while a key is held down. */
const ONCE = 'toggle full mute captions picture next help';

/** @type {Record<Focus, RegExp>} keys that are left to whoever has the focus */
const KEPT = {
  page: /^$/,
  button: /^ $/,
  range: /^(Arrow.*|Home|End)$/,
  list: /^(ArrowUp|ArrowDown|Home|End)$/,
  taken: /./,
};

/**
 * @param {{ key: string, ctrlKey: boolean, altKey: boolean, metaKey: boolean, repeat?: boolean }} event
 * @param {Focus} focus
 * @returns {Action | null} null when the key is none of the player's business
 */
export function actionOf({ key, ctrlKey, altKey, metaKey, repeat = false }, focus) {
  if (ctrlKey || altKey || metaKey || KEPT[focus].test(key)) return null;
  if (/^\d$/.test(key)) return { name: 'share', value: Number(key) / 10 };
  const id = key.length === 1 ? key.toLowerCase() : key;
  const found = Object.hasOwn(ACTIONS, id) ? ACTIONS[id] : undefined;
  if (!found || (repeat && ONCE.includes(found[0]))) return null;
  return { name: found[0], value: found[1] };
}

/**
 * @param {EventTarget | null} target of a key event
 * @returns {Focus}
 */
export function focusAt(target) {
  if (!(target instanceof HTMLElement)) return 'page';
  if (target instanceof HTMLInputElement && target.type === 'range') return 'range';
  if (target.isContentEditable) return 'taken';
  if (target.closest('input, textarea, select, dialog, [role="menu"], [role="listbox"]')) {
    return 'taken';
  }
  if (target.closest('button, summary, [role="button"]')) return 'button';
  return target.closest('#library, #uploads') ? 'list' : 'page';
}
