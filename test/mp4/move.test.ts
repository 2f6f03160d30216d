import t from 'tap';
import type { Behind } from '../../src/mp4/layout.ts';
import { growthOf, movedTo, planMove } from '../../src/mp4/move.ts';
import { readMovie } from '../../src/mp4/movie.ts';
import { offsetTables } from '../../src/mp4/offset-table.ts';
import { box } from '../fixtures/boxes.ts';
import { SOUND, VIDEO } from '../fixtures/tiny-film.ts';
import { type TinyTrack, tinyMoovBody } from '../fixtures/tiny-moov.ts';

const FOUR_GIB = 2 ** 32;

/** A move of an index with `offsets` that begins at `at`, in an object with ten more bytes. */
function plan(tracks: TinyTrack[], offsets: number[][], at: number) {
  const bytes = box('moov', tinyMoovBody(tracks, offsets));
  const movie = readMovie(bytes);
  if (typeof movie === 'string') throw new Error(movie);
  const tables = offsetTables(movie);
  if (typeof tables === 'string') throw new Error(tables);
  const moov = { type: 'moov', start: at, body: at + 8, end: at + bytes.length };
  const layout: Behind = { placement: 'behind', size: moov.end + 10, moov, front: 20 };
  const move = planMove(movie, tables, layout);
  const widened = typeof move === 'string' ? [] : move.widened.map((one) => tables.indexOf(one));
  return { move, widened, grown: typeof move === 'string' ? 0 : move.length - bytes.length, bytes };
}

t.test('movedTo() shifts what is between the front and the index by the moved index', async (t) => {
  const moov = { type: 'moov', start: 100, body: 108, end: 150 };
  const layout: Behind = { placement: 'behind', size: 200, moov, front: 20 };
  const to = (offset: number, length: number) => movedTo({ layout, length }, offset);
  t.strictSame(
    [0, 19].map((offset) => to(offset, 58)),
    [0, 19],
  );
  t.strictSame(
    [20, 99, 100].map((offset) => to(offset, 58)),
    [78, 157, 158],
  );
  t.strictSame(
    [150, 199, 200].map((offset) => to(offset, 58)),
    [158, 207, 208],
  );
});

t.test('planMove() widens nothing as long as everything fits', async (t) => {
  const { move, bytes } = plan(
    [VIDEO, SOUND],
    [
      [50, 60],
      [70, 80],
    ],
    1000,
  );
  t.match(move, { widened: [], length: bytes.length });
});

t.test('planMove() widens the table whose highest offset passes 4 GiB, to the byte', async (t) => {
  const { bytes } = plan(
    [VIDEO, SOUND],
    [
      [50, 60],
      [70, 80],
    ],
    1000,
  );
  const last = FOUR_GIB - 1 - bytes.length;
  t.strictSame(
    plan(
      [VIDEO, SOUND],
      [
        [50, last],
        [70, 80],
      ],
      FOUR_GIB,
    ).widened,
    [],
  );
  const over = plan(
    [VIDEO, SOUND],
    [
      [50, last + 1],
      [70, 80],
    ],
    FOUR_GIB,
  );
  t.strictSame(over.widened, [0]);
  t.equal(over.grown, 8);
});

t.test('planMove() widens a table that only the growth of another has pushed over', async (t) => {
  const { bytes } = plan(
    [VIDEO, SOUND],
    [
      [50, 60],
      [70, 80],
    ],
    1000,
  );
  const last = FOUR_GIB - 1 - bytes.length;
  const chained = plan(
    [VIDEO, SOUND],
    [
      [50, last - 7],
      [70, last + 1],
    ],
    FOUR_GIB,
  );
  t.strictSame(chained.widened, [0, 1]);
  t.equal(chained.grown, 16);
  const single = plan(
    [VIDEO, SOUND],
    [
      [50, last - 8],
      [70, last + 1],
    ],
    FOUR_GIB,
  );
  t.strictSame(single.widened, [1]);
});

t.test('planMove() leaves wide tables as they are, and widens saio like the others', async (t) => {
  const wide = { ...VIDEO, wide: true, auxiliary: { wide: true, typed: true } };
  t.strictSame(plan([wide], [[50, FOUR_GIB + 9]], FOUR_GIB + 9).widened, []);
  const narrow = { ...VIDEO, auxiliary: { wide: false, typed: false } };
  t.strictSame(plan([narrow], [[50, FOUR_GIB - 9]], FOUR_GIB).widened, [0, 1]);
});

t.test('planMove() refuses offsets beyond the object and within the index', async (t) => {
  const size = 1010 + plan([VIDEO], [[50, 60]], 1000).bytes.length;
  t.equal(plan([VIDEO], [[50, size + 1]], 1000).move, 'malformed');
  t.match(plan([VIDEO], [[50, size]], 1000).move, { widened: [] }, 'nothing at the very end');
  t.equal(plan([VIDEO], [[50, 1001]], 1000).move, 'pinned');
  t.equal(plan([VIDEO], [[50, size - 11]], 1000).move, 'pinned');
  t.match(plan([VIDEO], [[1000, size - 10]], 1000).move, { widened: [] }, 'around it');
});

t.test('growthOf() is four bytes an entry', async (t) => {
  t.equal(growthOf([]), 0);
  const { move } = plan([VIDEO], [[50, FOUR_GIB - 1]], FOUR_GIB);
  t.equal(typeof move === 'string' ? move : growthOf(move.widened), 8);
});
