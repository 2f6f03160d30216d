import t from 'tap';
import { createLocks } from '../../src/upload/locks.ts';
import { createHandClock } from '../fixtures/hand-clock.ts';
import { watchRejections } from '../fixtures/rejections.ts';

const signal = new AbortController().signal;

const setUp = () => {
  const clock = createHandClock();
  return { clock, locks: createLocks({ delay: clock.delay, waitMs: 100 }) };
};

t.test('enter() ends the older one and waits until it has let go', async (t) => {
  watchRejections(t);
  const { locks, clock } = setUp();
  const older = await locks.enter('a', signal);
  let isIn = false;
  const entering = locks.enter('a', signal).then((held) => {
    isIn = true;
    return held;
  });
  t.match(older.signal.reason, { code: 'upload_locked' });
  await clock.settle();
  t.notOk(isIn);
  older.release();
  const newer = await entering;
  t.notOk(newer.signal.aborted);
  newer.release();
  newer.release();
  t.same(clock.waiting(), [], 'no timer is left');
  t.notOk((await locks.enter('a', signal)).signal.aborted);
});

t.test('enter() keeps uploads apart', async (t) => {
  const { locks } = setUp();
  const one = await locks.enter('a', signal);
  await locks.enter('b', signal);
  t.notOk(one.signal.aborted);
});

t.test('enter() ends all who came before, those who wait too', async (t) => {
  watchRejections(t);
  const { locks } = setUp();
  const first = await locks.enter('a', signal);
  const second = locks.enter('a', signal);
  const third = locks.enter('a', signal);
  await t.rejects(second, { code: 'upload_locked' });
  first.release();
  const held = await third;
  t.notOk(held.signal.aborted);
});

t.test('enter() refuses when the older one does not let go', async (t) => {
  watchRejections(t);
  const { locks, clock } = setUp();
  const older = await locks.enter('a', signal);
  const entering = locks.enter('a', signal);
  entering.catch(() => {});
  await clock.advance(100);
  await t.rejects(entering, { code: 'upload_locked', status: 423 });
  const next = locks.enter('a', signal);
  older.release();
  await next;
});

t.test('enter() waits no longer than whoever enters', async (t) => {
  watchRejections(t);
  const { locks } = setUp();
  await locks.enter('a', signal);
  const leaving = new AbortController();
  const entering = locks.enter('a', leaving.signal);
  leaving.abort(new Error('gone'));
  await t.rejects(entering, { message: 'gone' });
});
