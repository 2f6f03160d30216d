import t from 'tap';
import type { Film } from '../../src/mp4/film.ts';
import { conclude } from '../../src/view/conclude.ts';
import type { Learned } from '../../src/view/learned.ts';
import { REF } from '../fixtures/engine.ts';

const timeline = {
  positions: Float64Array.of(0, 1),
  seconds: Float64Array.of(0, 1),
  firstFrame: { start: 70_000, end: 70_001 },
};

const concluded = (film: Film) => {
  const remembered: Learned[] = [];
  const favoured: string[] = [];
  const noted: unknown[] = [];
  const learned = conclude(
    {
      films: { remember: (_ref, _version, what) => remembered.push(what) },
      cache: { favour: (key) => favoured.push(key) },
      noteBroken: (ref, version, reason) => noted.push([ref, version, reason]),
    },
    REF,
    'v/',
    film,
  );
  t.strictSame(remembered, [learned]);
  return { learned, favoured, noted };
};

t.test('conclude() keeps a view, and the blocks of its first frame', async (t) => {
  const view = { size: 1, pieces: [{ start: 0, end: 1 }] };
  const { learned, favoured, noted } = concluded({ view, timeline });
  t.strictSame(learned, { view, reason: undefined, timeline });
  t.strictSame(favoured, ['v/1']);
  t.strictSame(noted, [[REF, 'v/', undefined]]);
});

t.test('conclude() keeps and notes why there is none', async (t) => {
  const { learned, favoured, noted } = concluded({ view: 'no-moov', timeline: undefined });
  t.strictSame(learned, { view: undefined, reason: 'no-moov', timeline: undefined });
  t.strictSame(favoured, []);
  t.strictSame(noted, [[REF, 'v/', 'no-moov']]);
});
