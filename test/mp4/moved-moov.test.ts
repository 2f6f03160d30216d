import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import type { Behind } from '../../src/mp4/layout.ts';
import { movedTo, planMove } from '../../src/mp4/move.ts';
import { movedMoov } from '../../src/mp4/moved-moov.ts';
import { readMovie } from '../../src/mp4/movie.ts';
import { offsetTables } from '../../src/mp4/offset-table.ts';
import { box, type Header, header, join } from '../fixtures/boxes.ts';
import { SOUND, VIDEO } from '../fixtures/tiny-film.ts';
import { type TinyTrack, tinyMoovBody } from '../fixtures/tiny-moov.ts';
import { offsetsIn } from '../fixtures/view-bytes.ts';

function moved(
  tracks: readonly TinyTrack[],
  offsets: readonly number[][],
  { at, form = 'short' }: { at: number; form?: Header },
) {
  const body = tinyMoovBody(tracks, offsets, [box('udta', new Uint8Array([1, 2, 3]))]);
  const bytes = join(header('moov', body.length, form), body);
  const movie = readMovie(bytes);
  assert(typeof movie !== 'string');
  const tables = offsetTables(movie);
  assert(typeof tables !== 'string');
  const moov = { type: 'moov', start: at, body: at + 8, end: at + bytes.length };
  const layout: Behind = { placement: 'behind', size: moov.end, moov, front: 20 };
  const move = planMove(movie, tables, layout);
  assert(typeof move !== 'string');
  return { bytes, move, result: movedMoov(movie, tables, move) };
}

t.test('movedMoov() changes nothing but offsets when everything fits', async (t) => {
  const { bytes, result } = moved(
    [VIDEO, SOUND],
    [
      [50, 60],
      [70, 80],
    ],
    { at: 1000 },
  );
  const rebuilt = tinyMoovBody(
    [VIDEO, SOUND],
    [
      [50, 60],
      [70, 80],
    ].map((row) => row.map((offset) => offset + bytes.length)),
    [box('udta', new Uint8Array([1, 2, 3]))],
  );
  t.strictSame(result, box('moov', rebuilt));
});

t.test(
  'movedMoov() is what a muxer would have written, also with widened tables (property)',
  async () => {
    const highest = 2 ** 32 + 5000;
    const offset = fc.oneof(
      fc.integer({ min: 20, max: 9000 }),
      fc.integer({ min: 2 ** 32 - 2000, max: highest }),
    );
    const aTrack = fc.record({
      offsets: fc.array(offset, { minLength: 1, maxLength: 30 }),
      wide: fc.boolean(),
      auxiliary: fc.option(fc.record({ wide: fc.boolean(), typed: fc.boolean() }), {
        nil: undefined,
      }),
    });
    const form = fc.constantFrom<Header>('short', 'long', 'open');
    await fc.assert(
      fc.property(fc.array(aTrack, { minLength: 1, maxLength: 5 }), form, (drawn, header) => {
        const tracks = drawn.map(({ offsets, wide, auxiliary }) => {
          const isFar = offsets.some((one) => one >= 2 ** 32);
          return {
            ...VIDEO,
            chunks: offsets.map(() => [1]),
            wide: wide || isFar,
            ...(auxiliary && { auxiliary: { ...auxiliary, wide: auxiliary.wide || isFar } }),
          };
        });
        const offsets = drawn.map((one) => one.offsets);
        const { move, result } = moved(tracks, offsets, { at: highest, form: header });
        const goal = offsets.map((row) => row.map((one) => movedTo(move, one)));
        const body = tinyMoovBody(
          tracks.map((track, i) => {
            const isFar = (goal[i] ?? []).some((one) => one >= 2 ** 32);
            const auxiliary = 'auxiliary' in track ? track.auxiliary : undefined;
            return {
              ...track,
              wide: track.wide || isFar,
              ...(auxiliary && { auxiliary: { ...auxiliary, wide: auxiliary.wide || isFar } }),
            };
          }),
          goal,
          [box('udta', new Uint8Array([1, 2, 3]))],
        );
        const expected = header === 'long' ? join(headerOf(body, 'long'), body) : box('moov', body);
        assert.deepEqual(result, expected);
        assert.equal(result.length, move.length);
      }),
      { numRuns: 500 },
    );
  },
);

t.test('movedMoov() gives an open moov a length', async (t) => {
  const { bytes, result } = moved([VIDEO], [[50, 60]], { at: 1000, form: 'open' });
  t.equal(Buffer.from(result).readUInt32BE(0), bytes.length);
  t.strictSame(offsetsIn(result), [[50 + bytes.length, 60 + bytes.length]]);
});

function headerOf(body: Uint8Array, form: Header): Uint8Array {
  return header('moov', body.length, form);
}
