import t from 'tap';
import { byName, nextOf } from '../../static/player/next.js';
import { rateBeside } from '../../static/player/rates.js';
import { slideTo } from '../../static/player/seek-bar.js';
import { meaningOf } from '../../static/player/taps.js';

t.test('nextOf() goes by the order that is shown', async (t) => {
  const films = ['a/c.mp4', 'a/2.mp4', 'a/10.mp4'];
  t.equal(nextOf('a/c.mp4', films), 'a/2.mp4');
  t.equal(nextOf('a/2.mp4', films), 'a/10.mp4');
  t.equal(nextOf('a/10.mp4', films), undefined);
  t.equal(nextOf('elsewhere.mp4', films), undefined);
});

t.test('byName() goes by names as people read them', async (t) => {
  const names = ['10.mp4', 'c.mp4', 'B.mp4', '2.mp4', '1.mp4', 'b.mp4'];
  const sorted = names.toSorted(byName);
  t.strictSame(sorted.slice(0, 3), ['1.mp4', '2.mp4', '10.mp4']);
  t.equal(byName('B.mp4', 'b.mp4'), -byName('b.mp4', 'B.mp4'), 'no two are alike');
});

t.test('rateBeside() stays within what is offered', async (t) => {
  for (const [rate, direction, to] of [
    [1, 1, 1.25],
    [1, -1, 0.75],
    [2, 1, 2],
    [0.5, -1, 0.5],
    [1.1, 1, 1.25],
    [1.1, -1, 1],
  ] as const) {
    t.equal(rateBeside(rate, direction), to, `${rate} ${direction}`);
  }
});

t.test('slideTo() moves within the film, and leaves other keys alone', async (t) => {
  for (const [key, now, to] of [
    ['ArrowRight', 50, 55],
    ['ArrowUp', 98, 100],
    ['ArrowLeft', 3, 0],
    ['ArrowDown', 50, 45],
    ['PageUp', 50, 60],
    ['PageDown', 50, 40],
    ['Home', 50, 0],
    ['End', 50, 100],
    ['k', 50, null],
  ] as const) {
    t.equal(slideTo(key, now, 100), to, key);
  }
});

t.test('meaningOf() moves on two quick taps on one side only', async (t) => {
  for (const [x, before, meaning] of [
    [0.1, null, 'bar'],
    [0.1, { at: 800, x: 0.2 }, 'back'],
    [0.9, { at: 800, x: 0.8 }, 'forward'],
    [0.9, { at: 800, x: 0.1 }, 'bar'],
    [0.5, { at: 800, x: 0.5 }, 'bar'],
    [0.1, { at: 600, x: 0.2 }, 'bar'],
  ] as const) {
    t.equal(meaningOf({ at: 1000, x }, before), meaning, `${x} after ${JSON.stringify(before)}`);
  }
});
