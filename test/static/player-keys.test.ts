import t from 'tap';
import { actionOf } from '../../static/player/keys.js';
import { isSingle } from '../../static/player/single-keys.js';

const PLAIN = { ctrlKey: false, altKey: false, metaKey: false };

t.test('actionOf() knows every key of the player', async (t) => {
  for (const [key, name, value] of [
    [' ', 'toggle', 0],
    ['k', 'toggle', 0],
    ['K', 'toggle', 0],
    ['ArrowLeft', 'seek', -5],
    ['ArrowRight', 'seek', 5],
    ['j', 'seek', -10],
    ['l', 'seek', 10],
    ['ArrowUp', 'volume', 1],
    ['ArrowDown', 'volume', -1],
    ['f', 'full', 0],
    ['m', 'mute', 0],
    ['c', 'captions', 0],
    ['p', 'picture', 0],
    ['n', 'next', 0],
    ['0', 'share', 0],
    ['9', 'share', 0.9],
    [',', 'frame', -1],
    ['.', 'frame', 1],
    ['<', 'rate', -1],
    ['>', 'rate', 1],
    ['Home', 'share', 0],
    ['End', 'share', 1],
    ['?', 'help', 0],
    ['Escape', 'cancel', 0],
  ] as const) {
    t.strictSame(actionOf({ ...PLAIN, key }, 'page'), { name, value }, key);
  }
});

t.test('actionOf() leaves alone what is no key of the player', async (t) => {
  for (const key of ['Tab', 'Enter', 'a', 'PageDown', 'F5', 'constructor', 'Dead', '٣']) {
    t.equal(actionOf({ ...PLAIN, key }, 'page'), null, key);
  }
  for (const held of ['ctrlKey', 'altKey', 'metaKey'] as const) {
    t.equal(actionOf({ ...PLAIN, [held]: true, key: 'f' }, 'page'), null, held);
  }
});

t.test('actionOf() leaves to whoever has the focus what it needs', async (t) => {
  for (const [focus, kept, free] of [
    ['button', [' '], ['k', 'ArrowLeft', 'f']],
    ['range', ['ArrowLeft', 'ArrowUp', 'Home', 'End'], ['k', ' ', 'm', '5']],
    ['list', ['ArrowUp', 'ArrowDown', 'Home', 'End'], ['ArrowLeft', 'k', ' ', 'f']],
    ['taken', [' ', 'k', 'ArrowLeft', '5', '?', 'Escape'], []],
  ] as const) {
    for (const key of kept) t.equal(actionOf({ ...PLAIN, key }, focus), null, `${focus} ${key}`);
    for (const key of free) t.ok(actionOf({ ...PLAIN, key }, focus), `${focus} ${key}`);
  }
});

t.test('actionOf() repeats what moves while a key is held, and switches once', async (t) => {
  for (const key of ['ArrowLeft', 'j', '.', 'ArrowUp']) {
    t.ok(actionOf({ ...PLAIN, key, repeat: true }, 'page'), key);
  }
  for (const key of [' ', 'f', 'm', 'c', 'n', '?']) {
    t.equal(actionOf({ ...PLAIN, key, repeat: true }, 'page'), null, key);
  }
});

t.test('isSingle() knows letters, digits and signs from other keys', async (t) => {
  for (const key of ['k', 'K', '5', '/', '?', 'é', '😀']) {
    t.equal(isSingle({ ...PLAIN, key }), true, key);
    t.equal(isSingle({ ...PLAIN, ctrlKey: true, key }), false, `ctrl ${key}`);
  }
  for (const key of [' ', 'Enter', 'ArrowLeft', 'F5']) {
    t.equal(isSingle({ ...PLAIN, key }), false, key);
  }
});
