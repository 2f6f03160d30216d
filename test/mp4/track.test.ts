import assert from 'node:assert/strict';
import t from 'tap';
import { readMovie } from '../../src/mp4/movie.ts';
import { mainTrack } from '../../src/mp4/track.ts';
import { ascii, box, fullBox, u32, u64 } from '../fixtures/boxes.ts';
import { SOUND, VIDEO } from '../fixtures/tiny-film.ts';
import { type TinyTrack, tinyMoovBody } from '../fixtures/tiny-moov.ts';

function mainOf(tracks: TinyTrack[], ...extra: Uint8Array[]) {
  const offsets = tracks.map(({ chunks }) => chunks.map(() => 9));
  const movie = readMovie(box('moov', tinyMoovBody(tracks, offsets, extra)));
  assert(typeof movie !== 'string');
  const track = mainTrack(movie);
  return track && { kind: track.kind, seconds: track.seconds, timescale: track.timescale };
}

t.test('mainTrack() is the video, however long the sound is', async (t) => {
  const video = { kind: 'video', seconds: 5 / 30, timescale: 30 };
  t.strictSame(mainOf([{ ...SOUND, delta: 999 }, VIDEO]), video);
});

t.test('mainTrack() is the longest video: a cover picture is short', async (t) => {
  const cover = { ...VIDEO, chunks: [[4000]], timescale: 1000 };
  t.match(mainOf([cover, VIDEO]), { timescale: 30 });
});

t.test('mainTrack() is the longest track when there is no video', async (t) => {
  t.match(mainOf([SOUND, { ...SOUND, timescale: 10 }]), { kind: 'other', timescale: 10 });
});

t.test('mainTrack() has nothing to measure without durations or a timescale', async (t) => {
  t.equal(mainOf([{ ...VIDEO, delta: 0 }]), undefined);
  t.equal(mainOf([{ ...VIDEO, timescale: 0 }]), undefined);
  t.equal(mainOf([VIDEO], box('trak')), undefined, 'with tables that contradict themselves');
});

t.test('mainTrack() reads mdhd of version 1, and does without hdlr or mdhd', async (t) => {
  const track = (...boxes: Uint8Array[]) => {
    const stts = fullBox('stts', 0, u32(1, 60, 2));
    const stbl = box('stbl', stts, fullBox('stco', 0, u32(0)));
    const movie = readMovie(box('moov', box('trak', box('mdia', ...boxes, box('minf', stbl)))));
    assert(typeof movie !== 'string');
    return mainTrack(movie);
  };
  const mdhd = fullBox('mdhd', 2 ** 24, u64(0, 0), u32(40), u64(0), u32(0));
  t.match(track(mdhd), { timescale: 40, seconds: 3, kind: 'other' });
  t.match(track(mdhd, fullBox('hdlr', 0, u32(0), ascii('vide'))), { kind: 'video' });
  t.match(track(mdhd, fullBox('hdlr', 0, u32(0))), { kind: 'other' });
  t.equal(track(fullBox('mdhd', 0, u32(0, 0, 40))), undefined, 'too short');
  t.equal(track(), undefined);
});
