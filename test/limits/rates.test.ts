import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { createRates } from '../../src/limits/rates.ts';

t.test('createRates() says for how long to wait', async (t) => {
  const clock = { ms: 0 };
  const rates = createRates({ perSecond: 0.4, burst: 3, now: () => clock.ms });
  t.same(
    [1, 2, 3, 4].map(() => rates.take('a')),
    [0, 0, 0, 3],
  );
  clock.ms += 1600;
  t.equal(rates.take('a'), 1, 'at least a second');
  clock.ms += 900;
  t.same([rates.take('a'), rates.take('a')], [0, 3]);
  t.equal(rates.take('b'), 0);
});

t.test('createRates() of 0 has no limit and asks no clock', async (t) => {
  const now = () => t.fail('asked for the time') as never;
  const rates = createRates({ perSecond: 0, burst: 1, now });
  for (let n = 0; n < 100; n++) t.equal(rates.take('a'), 0);
});

t.test('createRates() remembers as many as it is told', async (t) => {
  const rates = createRates({ perSecond: 1, burst: 1, now: () => 0, most: 2 });
  t.same(
    ['a', 'a', 'b', 'c', 'a'].map((key) => rates.take(key)),
    [0, 1, 0, 0, 0],
  );
});

const perSecond = fc.oneof(
  fc.integer({ min: 1, max: 40 }),
  fc.double({ min: 0.05, max: 40, noNaN: true }),
);
const steps = fc.array(
  fc.record({
    gap: fc.oneof(fc.constant(0), fc.nat(3000), fc.double({ min: 0, max: 400, noNaN: true })),
    key: fc.constantFrom('a', 'b'),
  }),
  { maxLength: 120 },
);

t.test('createRates() allows burst + perSecond * t in any interval (property)', async () => {
  fc.assert(
    fc.property(perSecond, fc.integer({ min: 1, max: 12 }), steps, (rate, burst, asked) => {
      const clock = { ms: 0 };
      const rates = createRates({ perSecond: rate, burst, now: () => clock.ms, most: 2 });
      const allowed: Record<string, number[]> = { a: [], b: [] };
      for (const { gap, key } of asked) {
        clock.ms += gap;
        if (rates.take(key) === 0) allowed[key]?.push(clock.ms);
      }
      for (const times of Object.values(allowed)) {
        for (const [i, from] of times.entries()) {
          for (const [further, to] of times.slice(i).entries()) {
            const most = burst + (rate * (to - from)) / 1000;
            assert.ok(further + 1 <= most + 1e-3, `${further + 1} in ${to - from} ms`);
          }
        }
      }
    }),
    { numRuns: 1000 },
  );
});

t.test(
  'createRates() lets in who waits as told, and nobody a second before (property)',
  async () => {
    fc.assert(
      fc.property(perSecond, fc.integer({ min: 1, max: 12 }), steps, (rate, burst, asked) => {
        const clock = { ms: 0 };
        const rates = createRates({ perSecond: rate, burst, now: () => clock.ms, most: 2 });
        for (const { gap } of asked) {
          clock.ms += gap;
          const wait = rates.take('a');
          if (wait === 0) continue;
          assert.ok(Number.isInteger(wait) && wait >= 1);
          clock.ms += (wait - 1) * 1000;
          if (wait > 1) assert.notEqual(rates.take('a'), 0);
          clock.ms += 1000;
          assert.equal(rates.take('a'), 0);
        }
      }),
      { numRuns: 1000 },
    );
  },
);
