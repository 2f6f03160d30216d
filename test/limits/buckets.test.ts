import t from 'tap';
import { createBuckets, wholeSeconds } from '../../src/limits/buckets.ts';

/** Buckets of two tokens, one back every 100 ms. */
function setUp(most?: number) {
  const clock = { ms: 5000 };
  const buckets = createBuckets({ burst: 2, everyMs: 100, now: () => clock.ms, most });
  const take = (key: string) => Math.round(buckets.take(key));
  const waitMs = (key: string) => Math.round(buckets.waitMs(key));
  return { clock, take, waitMs, drain: (key: string) => [take(key), take(key)] };
}

t.test('createBuckets() gives a burst, and then one each so often', async (t) => {
  const { clock, take, waitMs, drain } = setUp();
  t.same(drain('a'), [0, 0]);
  t.equal(take('a'), 100);
  t.equal(take('b'), 0, 'each key by itself');
  clock.ms += 40;
  t.equal(waitMs('a'), 60);
  clock.ms += 60;
  t.equal(waitMs('a'), 0);
  t.equal(waitMs('a'), 0, 'asking takes nothing');
  t.equal(take('a'), 0);
  t.equal(take('a'), 100, 'and being refused owes nothing');
  clock.ms += 1_000_000;
  t.same([...drain('a'), take('a')], [0, 0, 100], 'never more than a burst');
});

t.test('createBuckets() does not lose a token to fractions', async (t) => {
  const clock = { ms: 0.1 };
  const buckets = createBuckets({ burst: 1, everyMs: 1000 / 3, now: () => clock.ms });
  buckets.take('a');
  const waits = Array.from({ length: 1000 }, () => {
    clock.ms += 1000 / 3;
    return buckets.take('a');
  });
  t.same(new Set(waits), new Set([0]));
});

t.test('createBuckets() forgets who has not asked for longest', async (t) => {
  const { take, waitMs, drain } = setUp(2);
  drain('a');
  drain('b');
  t.ok(take('a') > 0, 'asking in vain counts as asking');
  drain('c');
  t.ok(waitMs('a') > 0);
  t.ok(waitMs('c') > 0);
  t.same([...drain('b'), take('b')], [0, 0, 100], 'one burst is forgiven');
});

t.test('wholeSeconds() never tells too few', async (t) => {
  t.same([0, 0.001, 1, 1000, 1000.5, 6000].map(wholeSeconds), [0, 1, 1, 1, 2, 6]);
});
