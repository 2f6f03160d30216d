import t from 'tap';
import { axisOf } from '../../static/journey/axis.js';

t.test('axisOf() has room for every wait and picture, not for every transfer', async (t) => {
  const row = (firstMs: number | undefined, frameMs: number | undefined, endMs = 90_000) => ({
    firstMs,
    frameMs,
    endMs,
  });
  for (const [rows, ms] of [
    [[], 50],
    [[row(10, 20)], 50],
    [[row(10, undefined), row(20, 90)], 200],
    [[row(undefined, undefined, 800)], 1000],
    [[row(70_000, undefined)], 60_000],
  ] as const) {
    t.equal(axisOf(rows), ms);
  }
});
