import assert from 'node:assert/strict';
import t from 'tap';
import { find, readMovie } from '../../src/mp4/movie.ts';
import { offsetTables } from '../../src/mp4/offset-table.ts';
import {
  chunksOf,
  durationOf,
  firstKeySample,
  sampleClock,
  sampleSizes,
} from '../../src/mp4/sample-tables.ts';
import { box, fullBox, u32 } from '../fixtures/boxes.ts';
import { VIDEO } from '../fixtures/tiny-film.ts';
import { type TinyTrack, tinyMoovBody } from '../fixtures/tiny-moov.ts';

/** A sample table of nothing but `boxes`. */
function tableOf(...boxes: Uint8Array[]) {
  const stbl = box('stbl', fullBox('stco', 0, u32(4, 100, 200, 300, 400)), ...boxes);
  return opened(box('moov', box('trak', box('mdia', box('minf', stbl)))));
}

function ofTrack(track: TinyTrack) {
  return opened(box('moov', tinyMoovBody([track], [track.chunks.map((_, i) => 100 * (i + 1))])));
}

function opened(moov: Uint8Array) {
  const movie = readMovie(moov);
  assert(typeof movie !== 'string');
  const [track] = movie.tracks;
  const stbl = track && find(track, 'mdia', 'minf', 'stbl');
  const tables = offsetTables(movie);
  assert(stbl !== undefined && typeof tables !== 'string' && tables[0] !== undefined);
  const [table] = tables;
  return { data: movie.data, stbl, chunks: () => [...chunksOf(movie.data, stbl, table)] };
}

t.test('chunksOf() applies each row of stsc until the next begins', async (t) => {
  const { chunks } = tableOf(fullBox('stsc', 0, u32(2, 1, 3, 1, 4, 5, 1)));
  t.strictSame(chunks(), [
    { offset: 100, samples: 3 },
    { offset: 200, samples: 3 },
    { offset: 300, samples: 3 },
    { offset: 400, samples: 5 },
  ]);
});

t.test('chunksOf() is finite for rows of any kind', async (t) => {
  t.strictSame(tableOf().chunks(), [], 'no stsc');
  t.strictSame(tableOf(fullBox('stsc', 0, u32(0))).chunks(), [], 'no rows');
  t.equal(tableOf(fullBox('stsc', 0, u32(0xffffffff, 1, 7, 1))).chunks().length, 4, 'a lie');
  const backwards = tableOf(fullBox('stsc', 0, u32(3, 1, 1, 1, 3, 2, 1, 0, 9, 1)));
  t.strictSame(
    backwards.chunks().map(({ samples }) => samples),
    [1, 1, 9, 9],
  );
});

t.test('sampleClock() goes through runs of durations, and stops at the last', async (t) => {
  const { data, stbl } = tableOf(fullBox('stts', 0, u32(3, 2, 10, 0, 99, 3, 1)));
  const clock = sampleClock(data, stbl);
  const at = (samples: number) => {
    clock.advance(samples);
    return clock.elapsed;
  };
  t.strictSame([at(0), at(1), at(2), at(1), at(9), at(1)], [0, 10, 21, 22, 23, 23]);
  t.equal(durationOf(data, stbl), 23);
});

t.test('sampleClock() counts billions of samples without going through them', async (t) => {
  const { data, stbl } = tableOf(fullBox('stts', 0, u32(2, 0xffffffff, 0xffffffff, 0xffffffff, 1)));
  t.equal(durationOf(data, stbl), 0xffffffff * 0xffffffff + 0xffffffff);
  t.equal(durationOf(data, tableOf().stbl), 0, 'no stts');
});

t.test('sampleSizes() reads sizes of 32, 16, 8 and 4 bits', async (t) => {
  const chunks = [
    [1, 15, 7],
    [9, 12],
  ];
  for (const compact of [undefined, 16, 8, 4] as const) {
    const { data, stbl } = ofTrack({ ...VIDEO, chunks, ...(compact && { compact }) });
    const sizes = sampleSizes(data, stbl);
    t.match(sizes, { uniform: undefined, count: 5 });
    t.strictSame(
      [0, 1, 2, 3, 4].map((i) => sizes?.sum(i, i + 1)),
      [1, 15, 7, 9, 12],
      `${compact}`,
    );
    t.equal(sizes?.sum(1, 4), 31);
  }
});

t.test('sampleSizes() takes one number for all', async (t) => {
  const { data, stbl } = tableOf(fullBox('stsz', 0, u32(4, 0xffffffff)));
  const sizes = sampleSizes(data, stbl);
  t.match(sizes, { uniform: 4, count: 0xffffffff });
  t.equal(sizes?.sum(1e9, 2e9), 4e9);
});

t.test('sampleSizes() counts no more samples than are there', async (t) => {
  const countOf = (...boxes: Uint8Array[]) => {
    const { data, stbl } = tableOf(...boxes);
    return sampleSizes(data, stbl)?.count;
  };
  t.equal(countOf(fullBox('stsz', 0, u32(0, 0xffffffff, 1, 2))), 2);
  t.equal(countOf(fullBox('stz2', 0, u32(4, 0xffffffff, 1))), 8);
  t.equal(countOf(fullBox('stz2', 0, u32(5, 2, 1))), undefined, 'no such field');
  t.equal(countOf(fullBox('stsz', 0, u32(0))), undefined, 'no count');
  t.equal(countOf(), undefined, 'no table');
});

t.test('firstKeySample() is the first that stss names', async (t) => {
  const keyOf = (...boxes: Uint8Array[]) => {
    const { data, stbl } = tableOf(...boxes);
    return firstKeySample(data, stbl);
  };
  t.equal(keyOf(fullBox('stss', 0, u32(2, 3, 9))), 2);
  t.equal(keyOf(), 0, 'every sample is one');
  t.equal(keyOf(fullBox('stss', 0, u32(0))), 0, 'none is');
  t.equal(keyOf(fullBox('stss', 0, u32(1, 0))), 0, 'one that cannot be');
  t.equal(keyOf(fullBox('stss', 0, u32(7))), 0, 'one that is not there');
});
