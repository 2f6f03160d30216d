import fc from 'fast-check';
import t from 'tap';
import { between, boxOf, planOf, stepFrom } from '../../static/library/bands.js';

const plans = fc
  .record({
    shape: fc.constantFrom('posters' as const, 'rows' as const),
    width: fc.integer({ min: 0, max: 3000 }),
    em: fc.integer({ min: 10, max: 40 }),
    counts: fc.tuple(fc.nat(50), fc.nat(400), fc.nat(50)),
  })
  .map((about) => ({ plan: planOf(about), count: about.counts.reduce((a, b) => a + b), about }));

t.test(
  'planOf() gives a phone two columns of posters, and a column beside the film one',
  async (t) => {
    const columns = (shape: 'posters' | 'rows', width: number) =>
      planOf({ shape, width, em: 15, counts: [0, 9, 0] }).bands[0]?.columns;
    for (const [shape, width, expected] of [
      ['posters', 358, 2],
      ['posters', 1200, 4],
      ['posters', 1640, 6],
      ['rows', 358, 1],
      ['rows', 700, 2],
      ['posters', 0, 1],
    ] as const) {
      t.equal(columns(shape, width), expected, `${shape} in ${width} px`);
    }
  },
);

t.test('boxOf() puts no tile over another, and none outside of the list', async () => {
  fc.assert(
    fc.property(plans, ({ plan, count, about }) => {
      const boxes = Array.from({ length: count }, (_, i) => boxOf(plan, i));
      boxes.forEach((box, i) => {
        const next = boxes[i + 1];
        const isBeside = next && next.y === box.y && next.x >= box.x + box.width;
        const isBelow = next && next.y >= box.y + box.height;
        if (next && !isBeside && !isBelow) throw new Error(`${i} lies under ${i + 1}`);
        if (box.x + box.width > about.width + 0.01) throw new Error(`${i} is too far right`);
        if (box.y + box.height > plan.height + 0.01) throw new Error(`${i} is too low`);
      });
    }),
  );
});

t.test('between() names exactly the tiles that reach into the view', async () => {
  fc.assert(
    fc.property(plans, fc.integer({ min: -500, max: 40_000 }), fc.nat(2000), (one, top, high) => {
      const { plan, count } = one;
      const [from, to] = between(plan, top, top + high);
      for (let i = 0; i < count; i++) {
        const { y, height } = boxOf(plan, i);
        const pixels = Math.min(y + height - top, top + high - y);
        const isNamed = i >= from && i < to;
        // Where it only touches the view, the last digit decides.
        const isSure = Math.abs(pixels) > 1e-6;
        if (isSure && isNamed !== pixels > 0) throw new Error(`${i} of ${from} to ${to}`);
      }
    }),
  );
});

t.test('stepFrom() walks over bands of different lengths', async (t) => {
  // 0 1 2 3 | 4 folders, one more below: 4 | films 5 6 7 8 / 9 10
  const plan = planOf({ shape: 'posters', width: 1200, em: 15, counts: [5, 6, 0] });
  for (const [from, key, to] of [
    [0, 'ArrowLeft', 0],
    [0, 'ArrowRight', 1],
    [10, 'ArrowRight', 10],
    [2, 'ArrowDown', 4],
    [4, 'ArrowDown', 5],
    [5, 'ArrowDown', 9],
    [8, 'ArrowDown', 10],
    [9, 'ArrowDown', undefined],
    [10, 'ArrowUp', 6],
    [6, 'ArrowUp', 4],
    [4, 'ArrowUp', 0],
    [3, 'ArrowUp', undefined],
    [7, 'Home', 0],
    [7, 'End', 10],
    [7, 'a', undefined],
    [11, 'ArrowLeft', undefined],
  ] as const) {
    t.equal(stepFrom(plan, from, key), to, `${key} at ${from}`);
  }
});
