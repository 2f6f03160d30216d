import t from 'tap';
import {
  MAX_FRONT_BYTES,
  MAX_MOOV_BYTES,
  MAX_TOP_BOXES,
  walkLayout,
} from '../../src/mp4/layout.ts';
import { ascii, box, FTYP, header, join, u32, u64 } from '../fixtures/boxes.ts';
import { type SparseObject, sparse } from '../fixtures/sparse-object.ts';

const MDAT = box('mdat', new Uint8Array(100));
const MOOV = box('moov', new Uint8Array(200));
const FREE = box('free', new Uint8Array(4));

/** What the walk says of an object, and what it asked for. */
function walk(object: SparseObject) {
  const asked: { start: number; end: number }[] = [];
  const settled: boolean[] = [];
  const steps = walkLayout(object.size);
  let step = steps.next();
  while (!step.done) {
    const { start, end } = step.value;
    asked.push({ start, end });
    settled.push(step.value.settled);
    step = steps.next(object.read(step.value));
  }
  return { layout: step.value, asked, settled };
}

const layoutOf = (...parts: (Uint8Array | number)[]) => walk(sparse(parts)).layout;

t.test('walkLayout() finds an index behind the media with one header a box', async (t) => {
  const { layout, asked } = walk(sparse([FTYP, FREE, MDAT, MOOV]));
  const start = FTYP.length + FREE.length + MDAT.length;
  const moov = { type: 'moov', start, body: start + 8, end: start + MOOV.length };
  t.strictSame(layout, { size: moov.end, placement: 'behind', moov, front: FTYP.length });
  const starts = [0, FTYP.length, FTYP.length + FREE.length, start];
  t.strictSame(
    asked,
    starts.map((at) => ({ start: at, end: at + 16 })),
  );
});

t.test('walkLayout() looks no further than the media when the index is in front', async (t) => {
  const { layout, asked } = walk(sparse([FTYP, MOOV, FREE, MDAT, FREE, ascii('rubbish here')]));
  t.match(layout, { placement: 'in-front', moov: { start: FTYP.length } });
  t.equal(asked.length, 4);
});

t.test('walkLayout() is sure that there is no view once the index came first', async (t) => {
  const settledFor = (...parts: (Uint8Array | number)[]) => walk(sparse(parts)).settled;
  t.strictSame(settledFor(FTYP, FREE, MOOV, FREE, MDAT), [false, false, false, true, true]);
  t.strictSame(settledFor(FTYP, MOOV, box('moof'), MDAT), [false, false, true]);
  t.strictSame(settledFor(FTYP, MDAT, MOOV, FREE), [false, false, false, false]);
  t.strictSame(settledFor(FTYP, MDAT, FREE), [false, false, false]);
});

t.test('walkLayout() knows QuickTime without ftyp, and padding of all kinds', async (t) => {
  const wide = box('wide');
  t.match(layoutOf(wide, MDAT, MOOV), { placement: 'behind', front: 0 });
  t.match(layoutOf(MDAT, MOOV), { placement: 'behind', front: 0 });
  t.match(layoutOf(FTYP, box('skip'), wide, MDAT, box('uuid', new Uint8Array(20)), MOOV), {
    placement: 'behind',
    front: FTYP.length,
  });
  t.match(layoutOf(FREE, FTYP, MDAT, MOOV), { front: FREE.length + FTYP.length });
  t.match(layoutOf(MDAT, FTYP, MOOV), { front: 0 }, 'an ftyp that comes late is late');
});

t.test('walkLayout() knows long and open lengths, and several mdat', async (t) => {
  t.match(layoutOf(FTYP, header('mdat', 5e9, 'long'), 5e9, MOOV), { placement: 'behind' });
  t.match(layoutOf(FTYP, MDAT, MDAT, MOOV, MDAT), { placement: 'behind' });
  t.match(layoutOf(FTYP, MDAT, MOOV, header('mdat', 0, 'open'), 70), { placement: 'behind' });
  t.match(layoutOf(FTYP, MDAT, header('moov', 0, 'open'), 70), { placement: 'behind' });
  t.match(layoutOf(FTYP, MOOV, header('mdat', 0, 'open'), 70), { placement: 'in-front' });
});

t.test('walkLayout() is in front when there is nothing to be in front of', async (t) => {
  t.match(layoutOf(FTYP, MOOV), { placement: 'in-front' });
});

t.test('walkLayout() tells what was cut short from what was never finished', async (t) => {
  const cut = (...parts: Uint8Array[]) => layoutOf(join(...parts).slice(0, -1));
  t.equal(cut(FTYP, MDAT), 'cut-short', 'in the media');
  t.equal(cut(FTYP, MOOV, MDAT), 'cut-short', 'in the media, with the index in front');
  t.equal(cut(FTYP, MDAT, MOOV), 'cut-short', 'in the index');
  t.equal(cut(FTYP, MDAT, MOOV, MDAT), 'cut-short', 'in media behind the index');
  t.equal(cut(FTYP, MDAT, FREE), 'cut-short', 'in something else');
  t.equal(layoutOf(FTYP, MDAT, u32(8)), 'cut-short', 'in a header');
  t.equal(layoutOf(FTYP, MDAT, u32(1), ascii('moov'), u32(0)), 'cut-short', 'in a long header');
  t.equal(layoutOf(FTYP), 'no-moov');
  t.equal(layoutOf(FTYP, FREE, MDAT), 'no-moov');
  t.equal(layoutOf(FTYP, header('mdat', 0, 'open'), 999), 'no-moov', 'as recorders leave it');
});

t.test('walkLayout() cares for nothing unreadable behind a whole film', async (t) => {
  for (const rest of [u32(0), u32(3, 3, 3, 3), ascii('TAG of another age'), box('free').slice(1)]) {
    t.match(layoutOf(FTYP, MDAT, MOOV, rest), { placement: 'behind' });
  }
});

t.test('walkLayout() leaves fragments and what indexes them alone', async (t) => {
  t.equal(layoutOf(FTYP, MOOV, box('moof'), MDAT), 'fragmented');
  t.equal(layoutOf(FTYP, MDAT, MOOV, box('mfra')), 'fragmented');
  t.equal(layoutOf(FTYP, box('sidx'), MDAT, MOOV), 'fragmented');
  t.equal(layoutOf(box('styp'), box('moof'), MDAT), 'fragmented');
});

t.test('walkLayout() leaves items and a second index alone', async (t) => {
  t.equal(layoutOf(FTYP, box('meta'), MDAT, MOOV), 'pinned');
  t.equal(layoutOf(FTYP, MDAT, MOOV, MOOV), 'malformed');
  t.match(layoutOf(FTYP, box('meta'), MOOV, MDAT), { placement: 'in-front' });
});

t.test('walkLayout() knows what is no film', async (t) => {
  t.equal(layoutOf(), 'not-mp4');
  t.equal(layoutOf(u32(8)), 'not-mp4');
  t.equal(layoutOf(ascii('<!doctype html><html>')), 'not-mp4');
  t.equal(layoutOf(u32(0x1a45dfa3, 0, 0, 0)), 'not-mp4');
  t.equal(layoutOf(FTYP, ascii('\0\0\0\x07mdat'), 50), 'malformed', 'a length that is none');
  t.equal(layoutOf(FTYP, u32(99999, 0x01020304), 50), 'malformed', 'not even a name');
});

t.test('walkLayout() bounds boxes, the index and what goes before it', async (t) => {
  const many = Array.from({ length: MAX_TOP_BOXES }, () => FREE);
  t.equal(layoutOf(FTYP, ...many.slice(3), MDAT, MOOV) !== 'too-large', true);
  t.equal(layoutOf(FTYP, ...many, MDAT, MOOV), 'too-large');
  t.equal(walk(sparse([FTYP, ...many, MDAT, MOOV])).asked.length, MAX_TOP_BOXES);

  const index = (bytes: number) => [header('moov', bytes - 8), bytes - 8];
  t.match(layoutOf(FTYP, MDAT, ...index(MAX_MOOV_BYTES)), { placement: 'behind' });
  t.equal(layoutOf(FTYP, MDAT, ...index(MAX_MOOV_BYTES + 1)), 'too-large');
  t.match(layoutOf(FTYP, ...index(MAX_MOOV_BYTES + 1), MDAT), { placement: 'in-front' });

  const brands = (bytes: number) => [header('ftyp', bytes - 8), bytes - 8];
  t.match(layoutOf(...brands(MAX_FRONT_BYTES), MDAT, MOOV), { placement: 'behind' });
  t.equal(layoutOf(...brands(MAX_FRONT_BYTES + 1), MDAT, MOOV), 'malformed');
});

t.test('walkLayout() is not led astray by a length beyond all numbers', async (t) => {
  const absurd = join(u32(1), ascii('mdat'), u32(0xffffffff, 0xffffffff));
  t.equal(layoutOf(FTYP, absurd, 100), 'cut-short');
  t.equal(layoutOf(FTYP, u32(1), ascii('free'), u64(2 ** 53), 100), 'cut-short');
});
