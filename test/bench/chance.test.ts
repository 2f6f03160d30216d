import t from 'tap';
import { createRandom, createZipf, exponential, lognormal, shuffle } from '../../bench/chance.ts';

const MANY = 20_000;

function draw(count: number, one: () => number): number[] {
  return Array.from({ length: count }, one).sort((a, b) => a - b);
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const near = (value: number, wanted: number, share: number): boolean =>
  Math.abs(value - wanted) <= share * wanted;

t.test('createRandom() gives the same row for the same seed, within [0, 1)', async (t) => {
  const [one, two, other] = [1, 1, 2].map((seed) => draw(100, createRandom(seed)));
  t.same(one, two);
  t.notSame(one, other);
  t.ok(one?.every((value) => value >= 0 && value < 1));
});

t.test('exponential() has its mean, and is memoryless', async (t) => {
  const random = createRandom(1);
  const waits = draw(MANY, () => exponential(random, 5));
  t.ok(near(mean(waits), 5, 0.03), 'its mean');
  t.ok(near(waits[MANY / 2] ?? 0, 5 * Math.LN2, 0.03), 'half are below the mean times ln 2');
  t.ok((waits[0] ?? -1) >= 0);
});

t.test('lognormal() has its median and its spread', async (t) => {
  const random = createRandom(1);
  const waits = draw(MANY, () => lognormal(random, 30, 0.5));
  t.ok(near(waits[MANY / 2] ?? 0, 30, 0.02), 'half are below the median');
  const upper = waits[Math.floor(0.841_345 * MANY)] ?? 0;
  t.ok(near(upper, 30 * Math.exp(0.5), 0.02), 'one sigma above it, 84 % are below');
  t.ok(waits.every(Number.isFinite));
});

t.test('lognormal() without a spread is its median', async (t) => {
  const random = createRandom(1);
  t.same(new Set(draw(100, () => lognormal(random, 30, 0))), new Set([30]));
});

t.test('createZipf() draws each rank as often as its share', async (t) => {
  const counts = Array<number>(4).fill(0);
  const next = createZipf(createRandom(1), 4, 1);
  for (let time = 0; time < MANY; time++) {
    const rank = next();
    counts[rank] = (counts[rank] ?? Number.NaN) + 1;
  }
  const all = 1 + 1 / 2 + 1 / 3 + 1 / 4;
  counts.forEach((count, rank) => {
    t.ok(near(count / MANY, 1 / (rank + 1) / all, 0.05), `rank ${rank}`);
  });
});

t.test('createZipf() with exponent 0 likes all alike', async (t) => {
  const next = createZipf(createRandom(1), 2, 0);
  t.ok(near(mean(draw(MANY, next)), 0.5, 0.05));
});

t.test('shuffle() keeps every item, and puts each everywhere', async (t) => {
  const items = ['a', 'b', 'c'];
  const seen = new Set<string>();
  for (let n = 0; n < 500; n++) {
    const mixed = shuffle(items);
    t.strictSame([...mixed].sort(), items);
    seen.add(mixed.join(''));
  }
  t.equal(seen.size, 6);
  t.strictSame(items, ['a', 'b', 'c'], 'a copy');
});
