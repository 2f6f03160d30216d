import t from 'tap';
import { createFaults, NO_FAULTS } from '../../bench/faults.ts';

const MANY = 20_000;

function kindsOf(shares: Parameters<typeof createFaults>[0], seed: number): Map<string, number> {
  const next = createFaults(shares, seed);
  const counts = new Map<string, number>();
  for (let time = 0; time < MANY; time++) {
    const { kind, at } = next();
    if (at < 0 || at >= 1) throw new Error(`${at} is not in the body`);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

t.test('createFaults() without faults has none', async (t) => {
  t.same([...kindsOf(NO_FAULTS, 1).keys()], ['none']);
});

t.test('createFaults() gives each kind its share, one an answer', async (t) => {
  const shares = { stall: 0.01, pause: 0.02, silence: 0.03, reset: 0.05, short: 0.1 };
  const counts = kindsOf({ ...shares, unavailable: 0.2 }, 1);
  for (const [kind, share] of Object.entries({ ...shares, unavailable: 0.2 })) {
    const got = (counts.get(kind) ?? 0) / MANY;
    t.ok(Math.abs(got - share) < 0.01, `${kind}: ${got}`);
  }
});

t.test('createFaults() gives the same row for the same seed', async (t) => {
  const rows = [1, 1, 2].map((seed) => {
    const next = createFaults({ reset: 0.5 }, seed);
    return Array.from({ length: 50 }, next);
  });
  t.same(rows[0], rows[1]);
  t.notSame(rows[0], rows[2]);
});

t.test('createFaults() breaks all where all is to break', async (t) => {
  t.same([...kindsOf({ silence: 1 }, 3).keys()], ['silence']);
});
