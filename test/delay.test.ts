import { getEventListeners } from 'node:events';
import t from 'tap';
import { delay } from '../src/delay.ts';

t.test('delay() resolves in time and listens no more', async (t) => {
  const { signal } = new AbortController();
  await delay(1, signal);
  t.equal(getEventListeners(signal, 'abort').length, 0);
});

t.test('delay() ends with the reason of the signal, before and after it began', async (t) => {
  const control = new AbortController();
  const waiting = delay(60_000, control.signal);
  const reason = new Error('called off');
  control.abort(reason);
  await t.rejects(waiting, reason);
  await t.rejects(delay(60_000, control.signal), reason);
});
