import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { createStreams } from '../../src/limits/streams.ts';

t.test('createStreams() has so many in all', async (t) => {
  const streams = createStreams({ most: 2, mostPerAddress: 0 });
  const [first, second] = [streams.enter('a'), streams.enter('a')];
  t.throws(() => streams.enter('b'), { code: 'overloaded', status: 503, retryAfterSeconds: 5 });
  first();
  first();
  const third = streams.enter('b');
  t.throws(() => streams.enter('b'), { code: 'overloaded' }, 'who leaves twice leaves once');
  second();
  third();
  t.same([streams.running, streams.addresses], [0, 0]);
});

t.test('createStreams() has so many for one address', async (t) => {
  const streams = createStreams({ most: 3, mostPerAddress: 2 });
  const leave = streams.enter('a');
  streams.enter('a');
  const full = { code: 'rate_limited', status: 429, retryAfterSeconds: 5 };
  t.throws(() => streams.enter('a'), full);
  streams.enter('b');
  t.throws(() => streams.enter('a'), full, 'its own share is what it is told of');
  t.throws(() => streams.enter('b'), { code: 'overloaded' });
  leave();
  streams.enter('a');
});

t.test('createStreams() without limits counts all the same', async (t) => {
  const streams = createStreams({ most: 0, mostPerAddress: 0 });
  const leaves = Array.from({ length: 1000 }, (_, n) => streams.enter(String(n % 10)));
  t.same([streams.running, streams.addresses], [1000, 10]);
  for (const leave of leaves) leave();
  t.same([streams.running, streams.addresses], [0, 0]);
});

t.test('createStreams() counts as a list of who is there would (property)', async () => {
  const steps = fc.array(
    fc.record({ key: fc.constantFrom('a', 'b', 'c', undefined), which: fc.nat(50) }),
    { maxLength: 100 },
  );
  fc.assert(
    fc.property(fc.nat(8), fc.nat(4), steps, (most, mostPerAddress, actions) => {
      const streams = createStreams({ most, mostPerAddress });
      const there: string[] = [];
      /** Those who left stay in it: leaving again is one of the actions. */
      const ever: { key: string; gone: boolean; leave: () => void }[] = [];
      for (const { key, which } of actions) {
        const one = ever[which % Math.max(1, ever.length)];
        if (key !== undefined) {
          const own = there.filter((other) => other === key).length;
          const crowded = mostPerAddress > 0 && own >= mostPerAddress;
          const full = most > 0 && there.length >= most;
          if (crowded || full) {
            const code = crowded ? 'rate_limited' : 'overloaded';
            assert.throws(() => streams.enter(key), { code });
          } else {
            ever.push({ key, gone: false, leave: streams.enter(key) });
            there.push(key);
          }
        } else if (one !== undefined) {
          one.leave();
          if (!one.gone) there.splice(there.indexOf(one.key), 1);
          one.gone = true;
        }
        assert.equal(streams.running, there.length);
        assert.equal(streams.addresses, new Set(there).size);
      }
    }),
    { numRuns: 2000 },
  );
});
