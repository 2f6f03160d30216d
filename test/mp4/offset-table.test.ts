import t from 'tap';
import { readMovie } from '../../src/mp4/movie.ts';
import { offsetAt, offsetTables } from '../../src/mp4/offset-table.ts';
import { box, fullBox, u32, u64 } from '../fixtures/boxes.ts';
import { SOUND, VIDEO } from '../fixtures/tiny-film.ts';
import { type TinyTrack, tinyMoovBody } from '../fixtures/tiny-moov.ts';

function movieOf(tracks: TinyTrack[], offsets: number[][]) {
  const movie = readMovie(box('moov', tinyMoovBody(tracks, offsets)));
  if (typeof movie === 'string') throw new Error(movie);
  return movie;
}

function entriesOf(tracks: TinyTrack[], offsets: number[][]) {
  const movie = movieOf(tracks, offsets);
  const tables = offsetTables(movie);
  if (typeof tables === 'string') return tables;
  return tables.map((table) => ({
    type: table.box.type,
    entries: Array.from({ length: table.count }, (_, i) => offsetAt(movie.data, table, i)),
  }));
}

t.test('offsetTables() reads stco, co64 and saio in all their forms', async (t) => {
  const far = 2 ** 33 + 5;
  for (const typed of [false, true]) {
    const narrow = { ...VIDEO, auxiliary: { wide: false, typed } };
    const wide = { ...SOUND, wide: true, auxiliary: { wide: true, typed } };
    t.strictSame(
      entriesOf(
        [narrow, wide],
        [
          [7, 8],
          [far, 9],
        ],
      ),
      [
        { type: 'stco', entries: [7, 8] },
        { type: 'saio', entries: [7, 8] },
        { type: 'co64', entries: [far, 9] },
        { type: 'saio', entries: [far, 9] },
      ],
    );
  }
});

t.test('offsetTables() wants one table of chunks in every track', async (t) => {
  const twice = { ...VIDEO, extraTables: [fullBox('co64', 0, u32(1), u64(5))] };
  t.equal(
    entriesOf(
      [SOUND, twice],
      [
        [1, 2],
        [3, 4],
      ],
    ),
    'malformed',
  );
  const movie = readMovie(box('moov', tinyMoovBody([VIDEO], [[1]]), box('trak', box('mdia'))));
  t.equal(typeof movie === 'string' ? movie : offsetTables(movie), 'malformed');
});

t.test('offsetTables() refuses counts that their box cannot hold', async (t) => {
  const withTable = (table: Uint8Array) =>
    entriesOf([{ ...VIDEO, extraTables: [table] }], [[1, 2]]);
  for (const table of [
    box('saio'),
    box('saio', u32(0)),
    box('saio', u32(1, 0)),
    fullBox('saio', 0, u32(2, 1)),
    fullBox('saio', 0, u32(0xffffffff, 1)),
    fullBox('saio', 2 ** 24, u32(1, 0)),
    fullBox('saio', 1, u32(0, 0, 1)),
  ]) {
    t.equal(withTable(table), 'malformed');
  }
  t.match(withTable(fullBox('saio', 0, u32(1, 5, 99))), [{}, { entries: [5] }], 'slack is fine');
});

t.test('offsetTables() bounds how many there are', async (t) => {
  const many = Array.from({ length: 1024 }, () => fullBox('saio', 0, u32(0)));
  t.equal(entriesOf([{ ...VIDEO, extraTables: many.slice(1) }], [[1, 2]]).length, 1024);
  t.equal(entriesOf([{ ...VIDEO, extraTables: many }], [[1, 2]]), 'too-large');
});
