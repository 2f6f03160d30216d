import { getEventListeners } from 'node:events';
import t from 'tap';
import { untilAborted } from '../src/until-aborted.ts';
import { watchRejections } from './fixtures/rejections.ts';

watchRejections(t);

t.test('untilAborted() settles as the work does', async (t) => {
  const { signal } = new AbortController();
  t.equal(await untilAborted(Promise.resolve(7), signal), 7);
  await t.rejects(untilAborted(Promise.reject(new Error('m')), signal), { message: 'm' });
});

t.test('untilAborted() throws the reason the moment the signal aborts', async (t) => {
  const departure = new AbortController();
  const waiting = untilAborted(new Promise(() => {}), departure.signal);
  departure.abort(new Error('left'));
  await t.rejects(waiting, { message: 'left' });
});

t.test('untilAborted() throws at once when the signal is aborted already', async (t) => {
  await t.rejects(untilAborted(Promise.resolve(7), AbortSignal.abort(new Error('left'))), {
    message: 'left',
  });
});

t.test('untilAborted() leaves no rejection behind when work fails after the abort', async (t) => {
  let fail = (_: Error): void => {};
  const work = () =>
    new Promise<void>((_, reject) => {
      fail = reject;
    });
  const departure = new AbortController();
  const waiting = untilAborted(work(), departure.signal);
  departure.abort(new Error('left'));
  await t.rejects(waiting, { message: 'left' });
  fail(new Error('late'));

  await t.rejects(untilAborted(work(), departure.signal), { message: 'left' });
  fail(new Error('late, and nobody ever waited'));
});

t.test('untilAborted() leaves no listener on the signal', async (t) => {
  const { signal } = new AbortController();
  for (let n = 0; n < 50; n++) {
    await untilAborted(Promise.resolve(n), signal);
    await untilAborted(Promise.reject(new Error('m')), signal).catch(() => {});
  }
  t.equal(getEventListeners(signal, 'abort').length, 0);
});
