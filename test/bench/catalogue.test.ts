import t from 'tap';
import { choose, WORKLOADS } from '../../bench/catalogue.ts';
import { listOf } from '../../bench/help.ts';
import { workload } from './samples.ts';

const some = [
  workload({ name: 'a', short: 5, samples: 100 }),
  workload({ name: 'b' }),
  workload({ name: 'c', onDemand: true }),
];

t.test('choose() takes all but those on demand, or those named', async (t) => {
  const names = (given: string[]) =>
    choose(some, { names: given, short: false }).map((o) => o.name);
  t.same(names([]), ['a', 'b']);
  t.same(names(['c', 'a']), ['a', 'c']);
});

t.test('choose() knows the short form', async (t) => {
  t.match(choose(some, { names: [], short: true }), [{ name: 'a', samples: 5 }]);
});

t.test('choose() names what there is not', async (t) => {
  t.throws(() => choose(some, { names: ['d', 'e'], short: false }), /no workload d, e; --list/);
});

t.test('every workload has a name of its own, which --list shows with its sentence', async (t) => {
  t.equal(new Set(WORKLOADS.map(({ name }) => name)).size, WORKLOADS.length);
  for (const { name, shows } of WORKLOADS)
    t.match(listOf(WORKLOADS), new RegExp(`^${name} `, 'm'), shows);
});
