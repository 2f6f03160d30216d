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

t.test('createAttempts() makes no wait longer for failures of who is blocked', async (t) => {
  const attempts = createAttempts({ now: () => 0, burst: 2, everyMs: 9000 });
  for (let n = 0; n < 20; n++) attempts.failed('a');
  t.equal(attempts.blocked('a'), 9);
});

t.test('createAttempts() remembers as many as it is told', async (t) => {
  const attempts = createAttempts({ now: () => 0, burst: 1, most: 2 });
  for (const key of ['a', 'b', 'c']) attempts.failed(key);
  t.same(['a', 'b', 'c'].map(attempts.blocked), [0, 6, 6]);
});
