import t from 'tap';
import { postersAtOnce, watchingOf } from '../../static/library/pace.js';
import { createQueue } from '../../static/library/queue.js';

/** A queue whose work ends when the test says so. */
function house(free: number) {
  let slots = free;
  const running = new Map<string, { end: () => void; signal: AbortSignal }>();
  const queue = createQueue<string>({
    slots: () => slots,
    run: (id, _job, signal) =>
      new Promise((resolve) => {
        const end = (): void => {
          running.delete(id);
          resolve();
        };
        running.set(id, { signal, end });
      }),
  });
  const set = (next: number): void => {
    slots = next;
    queue.check();
  };
  return { queue, running, set, settled: () => new Promise((done) => setImmediate(done)) };
}

t.test('createQueue() runs so many at a time, the rest in their turn', async (t) => {
  const { queue, running, settled } = house(2);
  for (const id of ['a', 'b', 'c', 'a']) queue.add(id, id);
  t.strictSame([...running.keys()], ['a', 'b']);
  running.get('a')?.end();
  await settled();
  t.strictSame([...running.keys()], ['b', 'c']);
});

t.test('createQueue() gives up what has not begun, and finishes what has', async (t) => {
  const { queue, running, settled } = house(1);
  for (const id of ['a', 'b', 'c']) queue.add(id, id);
  queue.drop('a');
  queue.drop('b');
  t.equal(running.get('a')?.signal.aborted, false);
  running.get('a')?.end();
  await settled();
  t.strictSame([...running.keys()], ['c']);
});

t.test('createQueue() does what is spare when nothing else is wanted', async (t) => {
  const { queue, running, set, settled } = house(1);
  queue.spare(new Map([...'xyz'].map((id) => [id, id])));
  t.strictSame([...running.keys()], ['x']);
  queue.add('a', 'a');
  running.get('x')?.end();
  await settled();
  t.strictSame([...running.keys()], ['a'], 'before what has waited longer');
  const stopped = running.get('a');
  set(0);
  stopped?.end();
  await settled();
  set(1);
  t.strictSame([...running.keys()], ['a'], 'when it was stopped, too');
  queue.spare(new Map());
  t.notOk(queue.hasSpare());
  running.get('a')?.end();
  await settled();
  t.equal(running.size, 0);
});

t.test(
  'createQueue() stops everything when there is no room, and begins again later',
  async (t) => {
    const { queue, running, set, settled } = house(2);
    for (const id of ['a', 'b', 'c']) queue.add(id, id);
    const before = [...running.values()];
    set(0);
    t.ok(before.every(({ signal }) => signal.aborted));
    for (const { end } of before) end();
    await settled();
    t.equal(running.size, 0);
    set(1);
    t.equal(running.size, 1);
    t.ok([...running.values()].every(({ signal }) => !signal.aborted));
  },
);

t.test('postersAtOnce() never gets in the way of the film', async (t) => {
  const idle = {
    saves: false,
    film: false,
    failed: false,
    ready: false,
    ahead: 0,
    left: Number.NaN,
  };
  const film = { ...idle, film: true, ready: true, left: 100 };
  for (const [name, watching, slots] of [
    ['no film', idle, 2],
    ['reduced data', { ...idle, saves: true }, 0],
    ['a film that loads', { ...film, ready: false, ahead: 50 }, 0],
    ['a film with little ahead', { ...film, ahead: 3 }, 0],
    ['a film with enough ahead', { ...film, ahead: 9 }, 1],
    ['a film that is here to its end', { ...film, ahead: 3, left: 3.2 }, 1],
    ['a film that cannot be played', { ...film, ready: false, failed: true }, 2],
    ['a stream without an end', { ...film, ahead: 9, left: Number.POSITIVE_INFINITY }, 1],
  ] as const) {
    t.equal(postersAtOnce(watching), slots, name);
  }
});

t.test('watchingOf() counts what is ahead from the range that holds this place', async (t) => {
  const ranges = [
    [0, 4],
    [10, 30],
    [50, 60],
  ] as const;
  const buffered = {
    length: ranges.length,
    start: (i: number) => ranges[i]?.[0] ?? 0,
    end: (i: number) => ranges[i]?.[1] ?? 0,
  };
  const video = {
    currentTime: 12,
    duration: 90,
    buffered,
    error: null,
    readyState: 4,
    seeking: false,
  };
  t.match(watchingOf(video), { ahead: 18, left: 78, ready: true, failed: false });
  t.match(watchingOf({ ...video, currentTime: 40 }), { ahead: 0 });
  t.match(watchingOf({ ...video, seeking: true }), { ready: false });
});
