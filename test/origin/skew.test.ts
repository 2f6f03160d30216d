import t from 'tap';
import { createOriginClock } from '../../src/origin/skew.ts';

t.test('createOriginClock() follows our clock until it is corrected', async (t) => {
  const ours = { ms: Date.parse('2026-11-22T10:00:00Z'), now: () => ours.ms };
  const clock = createOriginClock(ours);
  t.equal(clock.now(), ours.ms);
  t.equal(clock.distance('Sun, 22 Nov 2026 10:20:00 GMT'), 20 * 60_000);
  t.equal(clock.correct('Sun, 22 Nov 2026 10:20:00 GMT'), true);
  t.equal(clock.now(), ours.ms + 20 * 60_000);
  t.equal(clock.distance('Sun, 22 Nov 2026 10:20:00 GMT'), 0);
  ours.ms += 5000;
  t.equal(clock.now(), ours.ms + 20 * 60_000, 'the offset stays');
  clock.correct('Sun, 22 Nov 2026 09:00:05 GMT');
  t.equal(clock.now(), Date.parse('2026-11-22T09:00:05Z'), 'not added to the one before');
});

t.test('createOriginClock() learns nothing from a missing or broken date', async (t) => {
  const clock = createOriginClock({ now: () => 1000 });
  for (const date of [undefined, '', 'soon']) {
    t.equal(clock.correct(date), false);
    t.equal(clock.distance(date), undefined);
  }
  t.equal(clock.now(), 1000);
});
