import t from 'tap';
import { createAttempts } from '../../src/limits/attempts.ts';

t.test('createAttempts() allows ten failures, and then one every six seconds', async (t) => {
  const clock = { ms: 0 };
  const attempts = createAttempts({ now: () => clock.ms });
  for (let n = 0; n < 10; n++) {
    t.equal(attempts.blocked('a'), 0);
    attempts.failed('a');
  }
  t.equal(attempts.blocked('a'), 6);
  t.equal(attempts.blocked('b'), 0, 'others are not concerned');
  clock.ms += 5999;
  t.equal(attempts.blocked('a'), 1);
  clock.ms += 1;
  t.equal(attempts.blocked('a'), 0);
  attempts.failed('a');
  t.equal(attempts.blocked('a'), 6);
  clock.ms += 60_000;
  for (let n = 0; n < 10; n++) attempts.failed('a');
  t.equal(attempts.blocked('a'), 6, 'after a minute ten again, and no more');
});

t.test('createAttempts() counts failures, not questions', async (t) => {
  const attempts = createAttempts({ now: () => 0, burst: 1 });
  for (let n = 0; n < 20; n++) t.equal(attempts.blocked('a'), 0);
});

t.test('createAttempts() has failures side by side waited for, up to ten bursts', async (t) => {
  const clock = { ms: 0 };
  const attempts = createAttempts({ now: () => clock.ms, burst: 2, everyMs: 9000 });
  for (let n = 0; n < 5; n++) attempts.failed('a');
  t.equal(attempts.blocked('a'), 36, 'three are owed');
  clock.ms += 36_000;
  t.equal(attempts.blocked('a'), 0);
  for (let n = 0; n < 1000; n++) attempts.failed('a');
  t.equal(attempts.blocked('a'), 189, 'twenty are owed');
});

t.test('createAttempts() remembers as many as it is told', async (t) => {
  const attempts = createAttempts({ now: () => 0, burst: 1, most: 2 });
  for (const key of ['a', 'b', 'c']) attempts.failed(key);
  t.same(['a', 'b', 'c'].map(attempts.blocked), [0, 6, 6]);
});
