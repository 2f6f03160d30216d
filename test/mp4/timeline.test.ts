import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import {
  bytesPerSecondAt,
  positionAfter,
  secondAt,
  type Timeline,
} from '../../src/mp4/timeline.ts';

function timeline(...points: [position: number, second: number][]): Timeline {
  return {
    positions: Float64Array.from(points, ([position]) => position),
    seconds: Float64Array.from(points, ([, second]) => second),
    firstFrame: undefined,
  };
}

/** Ten bytes a second for ten seconds, then a hundred for one. */
const FILM = timeline([50, 0], [150, 10], [250, 11]);

t.test('secondAt() is linear between points and clamped to the film', async (t) => {
  t.strictSame(
    [0, 50, 100, 150, 200, 250, 999].map((at) => secondAt(FILM, at)),
    [0, 0, 5, 10, 10.5, 11, 11],
  );
});

t.test('positionAfter() goes on in seconds of film', async (t) => {
  t.equal(positionAfter(FILM, 50, 5), 100);
  t.equal(positionAfter(FILM, 140, 1.5), 200);
  t.equal(positionAfter(FILM, 0, 1), 60, 'from before the media');
  t.equal(positionAfter(FILM, 240, 60), 250, 'to the end of the media');
  t.equal(positionAfter(FILM, 300, 60), 300, 'not back from behind them');
  t.equal(positionAfter(FILM, 100, 0), 100);
  t.equal(positionAfter(FILM, 100, -5), 100);
});

t.test('bytesPerSecondAt() is the pace between two points', async (t) => {
  t.strictSame(
    [0, 50, 149, 150, 999].map((at) => bytesPerSecondAt(FILM, at)),
    [10, 10, 10, 100, 100],
  );
});

t.test('a timeline ascends and never leaves the media (property)', async () => {
  const steps = fc.array(
    fc.tuple(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 60 })),
    {
      minLength: 1,
      maxLength: 50,
    },
  );
  await fc.assert(
    fc.property(
      fc.nat(1000),
      steps,
      fc.nat(6e7),
      fc.nat(6e7),
      fc.nat(3000),
      (first, gaps, a, b, ahead) => {
        let point: [number, number] = [first, 0];
        const points = [point, ...gaps.map(([p, s]) => (point = [point[0] + p, point[1] + s]))];
        const film = timeline(...(points as [number, number][]));
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        assert.ok(secondAt(film, low) <= secondAt(film, high));
        const after = positionAfter(film, low, ahead);
        assert.ok(after >= low && after <= Math.max(low, point[0]));
        assert.ok(after <= positionAfter(film, high, ahead));
        assert.ok(bytesPerSecondAt(film, low) > 0);
      },
    ),
    { numRuns: 1000 },
  );
});
