import fc from 'fast-check';
import t from 'tap';
import {
  createHedgeBudget,
  createRecentTimes,
  patienceMs,
  percentile,
} from '../../src/origin/hedge-policy.ts';

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

t.test('percentile() is the smallest value that so many do not exceed', async (t) => {
  t.equal(percentile([], 0.95), undefined);
  t.equal(percentile([7], 0.95), 7);
  t.equal(percentile(upTo(20), 0.95), 19);
  t.equal(percentile(upTo(100), 0.95), 95);
  t.equal(percentile([9, 10, 100], 0.5), 10);
  t.equal(percentile(upTo(4), 0), 1);
  const values = fc
    .array(fc.nat(50), { minLength: 1, maxLength: 60 })
    .map((all) => all.sort((a, b) => a - b));
  fc.assert(
    fc.property(values, fc.double({ min: 0.01, max: 1, noNaN: true }), (all, share) => {
      const found = percentile(all, share) ?? -1;
      const within = all.filter((value) => value <= found).length;
      const below = all.filter((value) => value < found).length;
      const needed = Math.ceil(share * all.length);
      return all.includes(found) && within >= needed && below < needed;
    }),
    { numRuns: 10_000 },
  );
});

t.test('patienceMs() is a little above the p95, within bounds, once enough is known', async (t) => {
  t.equal(patienceMs(upTo(19)), undefined);
  t.equal(patienceMs(upTo(20)), 24, 'at least 5 ms above');
  t.equal(patienceMs(Array(20).fill(200)), 220, 'a tenth above');
  t.equal(patienceMs(Array(20).fill(1)), 10, 'not sooner');
  t.equal(patienceMs(Array(20).fill(30_000)), 1000, 'not later');
  const fewStall = [...Array(98).fill(30), 1000, 1000];
  t.equal(patienceMs(fewStall), 35, 'two in a hundred that stall do not count');
});

t.test('createRecentTimes() forgets the oldest', async (t) => {
  const recent = createRecentTimes(3);
  for (const ms of upTo(5)) recent.add(ms);
  t.same(recent.sorted, [3, 4, 5]);
  for (const ms of [100, 7, 7, 20]) recent.add(ms);
  t.same(recent.sorted, [7, 7, 20], 'in order, by number');
  const usual = createRecentTimes();
  for (const ms of upTo(300)) usual.add(ms);
  t.equal(usual.sorted.length, 200);
});

t.test('createHedgeBudget() allows one in twenty, and saves up no more than ten', async (t) => {
  const budget = createHedgeBudget();
  t.notOk(budget.spend(), 'nothing from the start');
  let spent = 0;
  for (let asked = 1; asked <= 1000; asked += 1) {
    budget.earn();
    if (budget.spend()) spent += 1;
    if (spent > asked / 20) t.fail(`${spent} of ${asked}`);
  }
  t.equal(spent, 50);
  for (let asked = 1; asked <= 1000; asked += 1) budget.earn();
  for (spent = 0; budget.spend(); ) spent += 1;
  t.equal(spent, 10);
});
