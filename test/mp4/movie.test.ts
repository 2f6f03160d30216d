import assert from 'node:assert/strict';
import t from 'tap';
import { dataOf } from '../../src/mp4/box.ts';
import { MAX_MOOV_BYTES } from '../../src/mp4/layout.ts';
import {
  boxesIn,
  childrenOf,
  find,
  MAX_BOXES,
  MAX_TRACKS,
  readMovie,
} from '../../src/mp4/movie.ts';
import { ascii, box, FTYP, header, join, u32 } from '../fixtures/boxes.ts';
import { SOUND, VIDEO } from '../fixtures/tiny-film.ts';
import { tinyMoovBody } from '../fixtures/tiny-moov.ts';

const BODY = tinyMoovBody(
  [VIDEO, SOUND],
  [
    [1, 2],
    [3, 4],
  ],
);
const read = (...parts: Uint8Array[]) => readMovie(box('moov', ...parts));

t.test('readMovie() opens the tracks as far as their sample tables', async (t) => {
  const movie = read(BODY);
  if (typeof movie === 'string') throw new Error(movie);
  t.equal(movie.tracks.length, 2);
  const [track] = movie.tracks;
  assert(track);
  const stbl = find(track, 'mdia', 'minf', 'stbl');
  const types = ['stsd', 'stts', 'stss', 'stsc', 'stsz', 'stco'];
  t.strictSame(
    stbl?.children.map(({ type }) => type),
    types,
  );
  t.equal(find(track, 'mdia', 'minf', 'dinf', 'dref')?.children.length, 0, 'not opened');
  t.equal(find(track, 'mdia', 'none'), undefined);
  t.equal(childrenOf(track, 'tkhd', 'mdia').length, 2);
});

t.test('readMovie() takes long and open headers of moov itself', async (t) => {
  for (const form of ['long', 'open'] as const) {
    t.match(readMovie(join(header('moov', BODY.length, form), BODY)), { tracks: { length: 2 } });
  }
});

t.test('readMovie() takes a few bytes that are left over, as QuickTime leaves them', async (t) => {
  t.match(read(BODY, u32(0)), { tracks: { length: 2 } });
});

t.test('readMovie() names what it does not read', async (t) => {
  t.equal(read(BODY, box('mvex')), 'fragmented');
  t.equal(read(box('cmov')), 'compressed');
  t.equal(read(), 'malformed', 'without a track');
  t.equal(readMovie(FTYP), 'malformed', 'not a moov');
  t.equal(readMovie(new Uint8Array()), 'malformed');
  t.equal(readMovie(box('moov', BODY).subarray(0, -1)), 'malformed', 'less than it says');
  t.equal(readMovie(join(box('moov', BODY), u32(0))), 'malformed', 'more than it says');
});

t.test('readMovie() refuses boxes that leave their parent, or end nowhere', async (t) => {
  const lie = join(u32(100), ascii('trak'), new Uint8Array(20));
  t.equal(read(BODY, lie), 'malformed');
  t.equal(read(BODY, box('trak', lie.subarray(0, 16))), 'malformed');
  t.equal(read(BODY, header('free', 0, 'open'), new Uint8Array(8)), 'malformed');
});

t.test('readMovie() bounds boxes, tracks and bytes', async (t) => {
  const many = (type: string, count: number) =>
    join(...Array.from({ length: count }, () => box(type)));
  t.match(read(many('trak', MAX_TRACKS)), { tracks: { length: MAX_TRACKS } });
  t.equal(read(many('trak', MAX_TRACKS + 1)), 'too-large');
  t.equal(read(many('free', MAX_BOXES + 1)), 'too-large');
  t.equal(read(box('trak', many('free', MAX_BOXES - 1)), box('trak', box('free'))), 'too-large');
  t.equal(readMovie(new Uint8Array(MAX_MOOV_BYTES + 1)), 'too-large');
});

t.test('readMovie() does not descend where boxes are in the wrong place', async (t) => {
  let nested = box('trak');
  for (let depth = 0; depth < 5000; depth++) nested = box(depth % 2 ? 'trak' : 'stbl', nested);
  t.match(read(BODY, box('trak', nested)), { tracks: { length: 3 } });
});

t.test('boxesIn() stops at its bound', async (t) => {
  const data = dataOf(join(...Array.from({ length: MAX_BOXES + 9 }, () => box('free'))));
  t.equal(boxesIn(data, 0, data.byteLength).length, MAX_BOXES + 1);
});
