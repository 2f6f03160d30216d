import t from 'tap';
import { createSweeper, type Unfinished } from '../../src/upload/sweeper.ts';

const setUp = (most?: number) => {
  const clock = { ms: 0 };
  const thrown: string[] = [];
  let failing = false;
  const sweeper = createSweeper({
    async abort({ storageId }) {
      if (failing) throw new Error('down');
      thrown.push(storageId);
    },
    wallClock: () => clock.ms,
    ...(most !== undefined && { most }),
  });
  const fail = (yes: boolean) => {
    failing = yes;
  };
  return { sweeper, clock, thrown, fail };
};
const one = (storageId: string, expires: number): Unfinished => ({
  ref: { bucket: 'films', key: 'a' },
  storageId,
  expires,
});

t.test('sweep() throws away what is past its time, once', async (t) => {
  const { sweeper, clock, thrown } = setUp();
  sweeper.note(one('a', 10));
  sweeper.note(one('b', 20));
  sweeper.note(one('c', 10));
  sweeper.forget(one('c', 10));
  clock.ms = 9999;
  await sweeper.sweep();
  t.same(thrown, []);
  clock.ms = 10_000;
  await Promise.all([sweeper.sweep(), sweeper.sweep()]);
  await sweeper.sweep();
  t.same(thrown, ['a']);
});

t.test('sweep() comes back to what could not be thrown away', async (t) => {
  const { sweeper, thrown, fail } = setUp();
  sweeper.note(one('a', 0));
  fail(true);
  await sweeper.sweep();
  fail(false);
  await sweeper.sweep();
  t.same(thrown, ['a']);
});

t.test('note() forgets the oldest beyond its bound', async (t) => {
  const { sweeper, thrown } = setUp(2);
  for (const name of ['a', 'b', 'a', 'c']) sweeper.note(one(name, 0));
  await sweeper.sweep();
  t.same(thrown, ['a', 'c']);
});
