import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { chart } from '../../src/mp4/chart.ts';
import { readMovie } from '../../src/mp4/movie.ts';
import { MAX_POINTS } from '../../src/mp4/timeline.ts';
import { box } from '../fixtures/boxes.ts';
import { SOUND, VIDEO } from '../fixtures/tiny-film.ts';
import { type TinyTrack, tinyMoovBody } from '../fixtures/tiny-moov.ts';

function chartOf(track: TinyTrack, offsets: readonly number[], size = 1e9) {
  const movie = readMovie(box('moov', tinyMoovBody([track, SOUND], [offsets, [1, 2]])));
  assert(typeof movie !== 'string');
  const timeline = chart(movie, size);
  return (
    timeline && {
      points: Array.from(timeline.positions, (position, i) => [position, timeline.seconds[i]]),
      firstFrame: timeline.firstFrame,
    }
  );
}

/** Two samples a second. */
const SLOW: TinyTrack = {
  ...VIDEO,
  timescale: 2,
  chunks: [[10, 20, 30], [40, 50], [60]],
  keys: [2],
};

t.test('chart() has a point a second, and the end of the media', async (t) => {
  const chunks = [Array.from({ length: 20 }, () => 10), [40, 50]];
  t.strictSame(chartOf({ ...SLOW, timescale: 8, chunks }, [100, 1000]), {
    points: [
      [100, 0],
      [180, 1],
      [260, 2],
      [1090, 2.75],
    ],
    firstFrame: { start: 110, end: 120 },
  });
});

t.test('chart() has the first frame of whichever chunk it is in', async (t) => {
  const frameOf = (key: number) => chartOf({ ...SLOW, keys: [key] }, [100, 1000, 2000])?.firstFrame;
  t.strictSame(frameOf(1), { start: 100, end: 110 });
  t.strictSame(frameOf(3), { start: 130, end: 160 });
  t.strictSame(frameOf(5), { start: 1040, end: 1090 });
  t.strictSame(frameOf(6), { start: 2000, end: 2060 });
});

t.test('chart() goes by chunks where one number stands for all sizes', async (t) => {
  const even = { ...SLOW, uniform: true, keys: [5] };
  t.strictSame(chartOf(even, [100, 1000, 2000]), {
    points: [
      [100, 0],
      [1000, 1.5],
      [2000, 2.5],
      [2010, 3],
    ],
    firstFrame: { start: 1010, end: 1020 },
  });
});

t.test('chart() leaves out what goes backwards', async (t) => {
  t.strictSame(chartOf(SLOW, [1000, 100, 2000])?.points, [
    [1000, 0],
    [2000, 2.5],
    [2060, 3],
  ]);
});

t.test('chart() goes as far as there are chunks', async (t) => {
  t.strictSame(chartOf({ ...SLOW, keys: [6] }, [100]), {
    points: [
      [100, 0],
      [160, 1.5],
    ],
    firstFrame: undefined,
  });
});

t.test('chart() stops where the file does', async (t) => {
  t.strictSame(chartOf(SLOW, [100, 1000, 2000], 1100)?.points, [
    [100, 0],
    [1000, 1.5],
    [1090, 2.5],
  ]);
  t.equal(chartOf(SLOW, [100, 1000, 2000], 109), undefined, 'before the first sample');
});

t.test('chart() says nothing about a film without sizes, durations or key frames', async (t) => {
  t.equal(chartOf({ ...SLOW, delta: 0 }, [100, 1000, 2000])?.points.length, 2, 'but of its sound');
  t.equal(chartOf({ ...SLOW, keys: [77] }, [100, 1000, 2000])?.firstFrame, undefined);
  const empty = { ...SLOW, chunks: [[0, 0]], keys: [1] };
  t.equal(chartOf(empty, [100]), undefined);
});

t.test('chart() has at most MAX_POINTS points of a film of days', async (t) => {
  const chunks = Array.from({ length: 20_000 }, () => [3]);
  const film = { ...SLOW, timescale: 1, delta: 10, chunks };
  const points =
    chartOf(
      film,
      chunks.map((_, i) => 100 + 5 * i),
    )?.points ?? [];
  t.ok(points.length > MAX_POINTS / 2 && points.length <= MAX_POINTS, `${points.length}`);
  t.strictSame(points.at(-1), [100 + 5 * 19_999 + 3, 200_000]);
});

t.test('chart() ascends whatever the offsets are (property)', async () => {
  const offsets = fc.array(fc.nat(100_000), { minLength: 3, maxLength: 3 });
  await fc.assert(
    fc.property(offsets, fc.boolean(), fc.nat(100_000), (drawn, uniform, size) => {
      const points = chartOf({ ...SLOW, uniform }, drawn, size)?.points ?? [];
      points.slice(1).forEach(([position = 0, second = 0], i) => {
        const [before = 0, earlier = 0] = points[i] ?? [];
        assert.ok(before < position && earlier < second && position <= size);
      });
    }),
    { numRuns: 1000 },
  );
});
