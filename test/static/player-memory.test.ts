import t from 'tap';
import {
  createMemory,
  positionsIn,
  remembered,
  wishesIn,
  worthKeeping,
} from '../../static/player/memory.js';

t.test('worthKeeping() forgets both ends of a film', async (t) => {
  for (const [seconds, duration, worth] of [
    [4.9, 1000, false],
    [5, 1000, true],
    [949.9, 1000, true],
    [950, 1000, false],
    [89.9, 100, true],
    [90, 100, false],
    [6, 16, false],
    [50, Number.NaN, false],
    [50, Number.POSITIVE_INFINITY, false],
  ] as const) {
    t.equal(worthKeeping(seconds, duration), worth, `${seconds} of ${duration}`);
  }
});

t.test('remembered() keeps the latest 200 films, the last one first', async (t) => {
  let positions: [string, number][] = [];
  for (let film = 0; film < 250; film += 1) {
    positions = remembered(positions, `b/${film}`, 60.4, 1000);
  }
  t.equal(positions.length, 200);
  t.strictSame(positions[0], ['b/249', 60]);
  t.strictSame(remembered(positions, 'b/100', 70, 1000)[0], ['b/100', 70]);
  t.equal(remembered(positions, 'b/100', 70, 1000).length, 200);
  t.equal(remembered(positions, 'b/100', 999, 1000).length, 199, 'watched to its end');
});

t.test('what is stored by others is read with suspicion', async (t) => {
  for (const stored of [null, 3, 'x', {}, [null, 1, ['a'], ['a', -1], [1, 2], ['a', 'b']]]) {
    t.strictSame(positionsIn(stored), [], JSON.stringify(stored));
  }
  const usual = { volume: 1, muted: false, rate: 1, captions: '', singleKeys: true };
  for (const stored of [null, 3, { volume: 7, muted: 'yes', rate: 99, captions: 1 }]) {
    t.strictSame(wishesIn(stored), usual, JSON.stringify(stored));
  }
  const wishes = { volume: 0.3, muted: true, rate: 1.5, captions: 'de', singleKeys: false };
  t.strictSame(wishesIn(wishes), wishes);
});

t.test('createMemory() finds in the storage what another one put there', async (t) => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  };
  const before = createMemory(() => storage);
  before.keep('b/film', 60, 1000);
  before.wish({ rate: 1.5 });
  const after = createMemory(() => storage);
  t.equal(after.position('b/film'), 60);
  t.equal(after.position('b/other'), 0);
  t.equal(after.wishes.rate, 1.5);
});

t.test(
  'createMemory() remembers for as long as it lives where nothing can be stored',
  async (t) => {
    const refuse = () => {
      throw new Error('denied');
    };
    for (const storage of [refuse, () => ({ getItem: () => null, setItem: refuse })]) {
      const memory = createMemory(storage);
      memory.keep('b/film', 60, 1000);
      memory.wish({ muted: true });
      t.equal(memory.position('b/film'), 60);
      t.equal(memory.wishes.muted, true);
    }
  },
);
