import t from 'tap';
import { readMovie } from '../../src/mp4/movie.ts';
import { isPinned } from '../../src/mp4/pinned.ts';
import { box, fullBox, join, u32 } from '../fixtures/boxes.ts';
import { VIDEO } from '../fixtures/tiny-film.ts';
import { type TinyTrack, tinyMoovBody } from '../fixtures/tiny-moov.ts';

function pinned(track: TinyTrack, ...extra: Uint8Array[]): boolean {
  const movie = readMovie(box('moov', tinyMoovBody([VIDEO, track], [], extra)));
  if (typeof movie === 'string') throw new Error(movie);
  return isPinned(movie);
}

t.test('isPinned() lets go of a film whose samples are in the file', async (t) => {
  t.equal(pinned(VIDEO), false);
  t.equal(pinned(VIDEO, box('udta', u32(0))), false);
});

t.test('isPinned() holds on to samples in other files', async (t) => {
  t.equal(pinned({ ...VIDEO, entryFlags: 0 }), true);
});

t.test('isPinned() holds on to data entries that it cannot read', async (t) => {
  // The first dref of a track is the one that counts, so this one is put into a track of its own.
  const broken = (dref: Uint8Array) => box('trak', box('mdia', box('minf', box('dinf', dref))));
  t.equal(pinned(VIDEO, broken(fullBox('dref', 0, u32(1, 5, 5)))), true);
  t.equal(pinned(VIDEO, broken(fullBox('dref', 0, u32(1), box('url ')))), true, 'no flags');
  t.equal(pinned(VIDEO, broken(box('dref'))), false, 'no entries');
});

t.test('isPinned() holds on to items, in moov or a track, in either form of meta', async (t) => {
  const iloc = box('iloc', u32(0));
  const other = box('hdlr', u32(0));
  t.equal(pinned(VIDEO, box('meta', u32(0), other, iloc)), true);
  t.equal(pinned(VIDEO, box('meta', other, iloc)), true, 'QuickTime');
  t.equal(pinned({ ...VIDEO, extra: [box('meta', u32(0), iloc)] }), true, 'in a track');
  t.equal(pinned(VIDEO, box('meta', u32(0), other)), false, 'without items');
  t.equal(pinned(VIDEO, box('meta', join(u32(0), other.subarray(1)))), false, 'unreadable');
  t.equal(pinned(VIDEO, box('meta')), false, 'empty');
});
