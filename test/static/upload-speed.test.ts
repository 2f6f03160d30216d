import t from 'tap';
import { measured, secondsLeft, speedFrom, timeLeftInWords } from '../../static/upload/speed.js';

/** Measures every half second at a steady pace. */
function steadily(from: ReturnType<typeof speedFrom>, perSecond: number, seconds: number) {
  let speed = from;
  const { at, sent } = from;
  for (let step = 1; step <= seconds * 2; step += 1) {
    speed = measured(speed, at + step * 500, sent + (step * perSecond) / 2);
  }
  return speed;
}

t.test('measured() finds a steady pace at once, whatever had gone before', async (t) => {
  const speed = steadily(speedFrom(7000, 5e9), 1e6, 2);
  t.ok(Math.abs(speed.perSecond - 1e6) < 1, `${speed.perSecond}`);
});

t.test('measured() follows a change within seconds, and does not jump', async (t) => {
  const before = steadily(speedFrom(0, 0), 1e6, 10);
  const soon = steadily(before, 5e6, 0.5);
  t.ok(soon.perSecond < 2e6, `${soon.perSecond} after half a second`);
  const later = steadily(before, 5e6, 12);
  t.ok(later.perSecond > 4.5e6, `${later.perSecond} after twelve`);
});

t.test('measured() waits for a quarter of a second, and never falls below nothing', async (t) => {
  const before = speedFrom(0, 100);
  t.equal(measured(before, 249, 5000), before);
  t.equal(
    measured(before, 250, 0).perSecond,
    0,
    'the connection broke: less is there than had gone',
  );
});

t.test('secondsLeft() says nothing before it can know', async (t) => {
  t.equal(secondsLeft(steadily(speedFrom(0, 0), 1000, 1.5), 5000), null);
  t.equal(secondsLeft(steadily(speedFrom(0, 0), 0, 5), 5000), null, 'nothing moves');
  t.equal(Math.round(secondsLeft(steadily(speedFrom(0, 0), 1000, 2), 5000) ?? 0), 5);
});

t.test('timeLeftInWords() is no more exact than it can be', async (t) => {
  for (const [seconds, words] of [
    [0, 'a few seconds left'],
    [4.9, 'a few seconds left'],
    [5, '5 s left'],
    [57.4, '55 s left'],
    [57.5, '1 min left'],
    [89, '1 min left'],
    [3569, '59 min left'],
    [3600, '1 h left'],
    [5400, '1 h 30 min left'],
    [36000 + 1800, '11 h left'],
    [47 * 3600, '47 h left'],
    [48 * 3600, '2 days left'],
    [1e6, '12 days left'],
  ] as const) {
    t.equal(timeLeftInWords(seconds), words, `${seconds}`);
  }
});
