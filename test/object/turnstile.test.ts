import t from 'tap';
import { createTurnstile } from '../../src/object/turnstile.ts';

t.test('createTurnstile() lets so many in, and others when one has left', async (t) => {
  const turnstile = createTurnstile(2);
  const [first, second] = [turnstile.enter(), turnstile.enter()];
  t.throws(() => turnstile.enter(), { code: 'overloaded', retryAfterSeconds: 5 });
  first();
  first();
  const third = turnstile.enter();
  t.throws(() => turnstile.enter(), { code: 'overloaded' }, 'who leaves twice leaves once');
  second();
  third();
  turnstile.enter();
});
