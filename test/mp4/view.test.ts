import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { readFilm } from '../../src/mp4/film.ts';
import { pieceBytes, slice, type View } from '../../src/mp4/view.ts';
import { box } from '../fixtures/boxes.ts';
import type { SparseObject } from '../fixtures/sparse-object.ts';
import { type Part, readerOf, SOUND, tinyFilm, VIDEO, wholeOf } from '../fixtures/tiny-film.ts';
import { asObject, bytesOf, offsetsIn, topBoxes } from '../fixtures/view-bytes.ts';

async function viewOf(object: SparseObject): Promise<View> {
  const { view } = await readFilm(object.size, readerOf(object));
  assert(typeof view !== 'string', `no view: ${view}`);
  return view;
}

const padding = fc.record({
  padding: fc.constantFrom('free', 'skip', 'wide', 'uuid'),
  bytes: fc.nat(40),
  header: fc.constantFrom('short' as const, 'long' as const),
});
const mdat = fc.record({
  is: fc.constant('mdat' as const),
  header: fc.constantFrom('short' as const, 'long' as const),
});
const some = fc.array(padding, { maxLength: 2 });

/** Films with the index behind some of the media, in every order that makes sense. */
const parts: fc.Arbitrary<Part[]> = fc
  .tuple(
    fc.boolean(),
    some,
    fc.array(fc.oneof(mdat, padding), { maxLength: 3 }),
    mdat,
    some,
    fc.constantFrom('short' as const, 'long' as const),
    fc.array(fc.oneof(mdat, padding), { maxLength: 3 }),
    fc.constantFrom<Part[]>([], [{ is: 'mdat', header: 'open' }], [{ raw: new Uint8Array(5) }]),
  )
  .map(([hasType, a, b, media, c, form, d, e]) => [
    ...(hasType ? (['ftyp'] as const) : []),
    ...a,
    ...b,
    media,
    ...c,
    { is: 'moov', header: form },
    ...d,
    ...e,
  ]);

const films = fc
  .record({ parts, sound: fc.boolean(), wide: fc.boolean(), encrypted: fc.boolean() })
  .map(({ parts, sound, wide, encrypted }) => {
    const auxiliary = encrypted ? { auxiliary: { wide, typed: sound } } : {};
    const video = { ...VIDEO, wide, ...auxiliary };
    return tinyFilm({ parts, tracks: sound ? [video, SOUND] : [video] });
  });

t.test('slice() of any span is that slice of the whole view (property)', async () => {
  await fc.assert(
    fc.asyncProperty(
      films,
      fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 20 }),
      async (object, pairs) => {
        const view = await viewOf(object);
        const whole = bytesOf(object, view.pieces);
        assert.equal(whole.length, view.size);
        for (const [a, b] of pairs) {
          const start = a % (view.size + 1);
          const end = start + (b % (view.size + 2 - start));
          const pieces = slice(view, { start, end });
          assert.deepEqual(bytesOf(object, pieces), whole.slice(start, end));
          assert.ok(pieces.every((piece) => pieceBytes(piece) > 0));
        }
      },
    ),
    { numRuns: 500 },
  );
});

t.test('viewOf() moves the index and nothing else (property)', async () => {
  await fc.assert(
    fc.asyncProperty(films, async (object) => {
      const view = await viewOf(object);
      const stored = wholeOf(object);
      const shown = bytesOf(object, view.pieces);
      assert.equal(view.size, object.size);
      const [before, after] = [offsetsIn(stored), offsetsIn(shown)];
      assert.deepEqual(
        after.map((row) => row.length),
        before.map((row) => row.length),
      );
      before.flat().forEach((offset, i) => {
        const now = after.flat()[i] ?? 0;
        // The shortest chunk has ten bytes, and they are random.
        assert.deepEqual(shown.slice(now, now + 10), stored.slice(offset, offset + 10));
      });
      assert.deepEqual(withoutMoov(shown), withoutMoov(stored));
    }),
    { numRuns: 500 },
  );
});

t.test('a view is a film with its index in front, and the same timeline (property)', async () => {
  await fc.assert(
    fc.asyncProperty(films, async (object) => {
      const film = await readFilm(object.size, readerOf(object));
      assert(typeof film.view !== 'string');
      const shown = asObject(object, film.view);
      const again = await readFilm(shown.size, readerOf(shown));
      assert.equal(again.view, 'in-front');
      assert.deepEqual(again.timeline?.seconds, film.timeline?.seconds);
    }),
    { numRuns: 200 },
  );
});

/** A file without its index, whose place and offsets are what a view changes. */
function withoutMoov(bytes: Uint8Array): Buffer {
  const file = Buffer.from(bytes);
  const at = file.indexOf('moov') - 4;
  const length = file.readUInt32BE(at);
  const end = at + (length === 1 ? Number(file.readBigUInt64BE(at + 8)) : length);
  return Buffer.concat([file.subarray(0, at), file.subarray(end)]);
}

t.test('viewOf() is ftyp, moov, then the rest in its order', async (t) => {
  const object = tinyFilm({
    tracks: [VIDEO, SOUND],
    parts: ['ftyp', { padding: 'free', bytes: 8 }, 'mdat', 'moov', { padding: 'skip', bytes: 3 }],
  });
  const shown = asObject(object, await viewOf(object));
  const types = topBoxes(shown).map(({ type }) => type);
  t.strictSame(types, ['ftyp', 'moov', 'free', 'mdat', 'skip']);
});

t.test(
  'viewOf() of a film without ftyp or anything behind the index has no empty pieces',
  async (t) => {
    const object = tinyFilm({ tracks: [VIDEO], parts: ['mdat', 'moov'] });
    const { pieces } = await viewOf(object);
    t.match(pieces, [Uint8Array, { start: 0 }]);
    t.equal(pieces.length, 2);
  },
);

t.test('viewOf() grows by what offsets beyond 4 GiB take', async (t) => {
  // The media end short of 4 GiB: only the moved index pushes them over.
  const gap = 2 ** 32 - 400 - 28 - 16 - 8;
  const object = tinyFilm({
    tracks: [VIDEO, SOUND],
    parts: ['ftyp', { padding: 'free', bytes: gap, header: 'long' }, 'mdat', 'moov'],
  });
  const view = await viewOf(object);
  t.equal(view.size, object.size + 16, 'four entries');
  const shown = asObject(object, view);
  const boxes = topBoxes(shown);
  t.strictSame(
    boxes.map(({ type }) => type),
    ['ftyp', 'moov', 'free', 'mdat'],
  );
  const [, moov, , media] = boxes;
  const storedBoxes = topBoxes(object);
  const before = offsetsIn(object.read(storedBoxes[3]?.span ?? { start: 0, end: 0 })).flat();
  const after = offsetsIn(shown.read(moov?.span ?? { start: 0, end: 0 })).flat();
  t.equal(after.length, before.length);
  t.ok(after.every((offset) => offset >= (media?.span.start ?? 0)));
  for (const [i, offset] of before.entries()) {
    const now = after[i] ?? 0;
    t.strictSame(
      shown.read({ start: now, end: now + 10 }),
      object.read({ start: offset, end: offset + 10 }),
    );
  }
  const span = { start: 2 ** 32 - 5, end: 2 ** 32 + 500 };
  t.equal(bytesOf(object, slice(view, span)).length, 505);
});

t.test('viewOf() gives up what it cannot be sure of', async (t) => {
  const film = async (extra: Uint8Array[], track = VIDEO) => {
    const object = tinyFilm({ tracks: [track], parts: ['ftyp', 'mdat', 'moov'], extra });
    return (await readFilm(object.size, readerOf(object))).view;
  };
  t.equal(await film([box('meta', box('iloc'))]), 'pinned');
  t.equal(await film([box('trak')]), 'malformed');
  t.equal(await film([], { ...VIDEO, entryFlags: 0 }), 'pinned');
});

t.test('slice() leaves out what lies beyond the view', async (t) => {
  const view: View = { size: 6, pieces: [{ start: 10, end: 13 }, new Uint8Array([1, 2, 3])] };
  t.strictSame(slice(view, { start: 2, end: 99 }), [
    { start: 12, end: 13 },
    new Uint8Array([1, 2, 3]),
  ]);
  t.strictSame(slice(view, { start: 6, end: 99 }), []);
  t.strictSame(slice(view, { start: 4, end: 4 }), []);
});
