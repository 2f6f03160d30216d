import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import { BLOCK_BYTES } from '../../src/object/block.ts';
import {
  firstWanted,
  openObject,
  wantedBlocks,
  withWholeBlocks,
} from '../../src/object/opening.ts';
import { bytesOf, collect, createOriginDouble, metaOf } from '../fixtures/origin-double.ts';

const REF = { bucket: 'films', key: 'a.mp4' };
const signal = new AbortController().signal;

t.test('firstWanted() asks for the beginning of what is wanted, a chunk at most', async (t) => {
  for (const [range, wanted] of [
    [undefined, { start: 0, end: 100 }],
    [
      { first: 0, last: 0 },
      { start: 0, end: 1 },
    ],
    [
      { first: 7, last: undefined },
      { start: 7, end: 107 },
    ],
    [
      { first: 7, last: 1000 },
      { start: 7, end: 107 },
    ],
    [
      { first: 7, last: 106 },
      { start: 7, end: 107 },
    ],
    [
      { first: 7, last: 105 },
      { start: 7, end: 106 },
    ],
    [{ suffix: 5 }, { suffix: 5 }],
    [{ suffix: 5000 }, { suffix: 5000 }],
    [{ suffix: 0 }, undefined],
  ] as const) {
    t.strictSame(firstWanted(range, 100), wanted, JSON.stringify(range));
  }
});

t.test('firstWanted() asks for nothing beyond any object', async (t) => {
  t.equal(firstWanted({ first: Number.MAX_SAFE_INTEGER, last: undefined }, 100), undefined);
  const far = firstWanted({ first: 5, last: Number.MAX_SAFE_INTEGER }, 2 ** 20);
  t.strictSame(far, { start: 5, end: 5 + 2 ** 20 });
  const suffix = firstWanted({ suffix: Number.MAX_SAFE_INTEGER }, 100);
  t.ok(
    suffix && 'suffix' in suffix && Number.isSafeInteger(suffix.suffix) && suffix.suffix >= 5e13,
  );
});

t.test('openObject() learns meta and starts the bytes in one read', async (t) => {
  const origin = createOriginDouble({ meta: metaOf({ size: 50 }), version: 0 });
  const opening = await openObject(origin, REF, { start: 10, end: 20 }, signal);
  t.equal(opening.meta, origin.object.meta);
  t.strictSame(opening.arrival?.span, { start: 10, end: 20 });
  t.ok(opening.arrival);
  const bytes = opening.arrival && (await collect(opening.arrival.bytes));
  t.strictSame(bytes, bytesOf({ start: 10, end: 20 }));
  t.match(origin.reads, [{ ref: REF, wanted: { start: 10, end: 20 }, ifMatch: undefined, signal }]);
  t.equal(origin.reads.length, 1);
  t.equal(origin.heads.length, 0);
});

t.test('openObject() asks for meta alone when no byte can be wanted', async (t) => {
  const origin = createOriginDouble({ meta: metaOf({ size: 50 }), version: 0 });
  t.strictSame(await openObject(origin, REF, undefined, signal), {
    meta: origin.object.meta,
    arrival: undefined,
  });
  t.equal(origin.reads.length, 0);
  t.strictSame(origin.heads, [REF]);
});

t.test('openObject() asks for meta when there are no such bytes', async (t) => {
  for (const size of [0, 10]) {
    const origin = createOriginDouble({ meta: metaOf({ size }), version: 0 });
    const opening = await openObject(origin, REF, { start: 10, end: 20 }, signal);
    t.strictSame(opening, { meta: origin.object.meta, arrival: undefined });
    t.equal(origin.reads.length, 1);
    t.equal(origin.heads.length, 1);
  }
});

t.test('openObject() passes failures on', async (t) => {
  const origin = createOriginDouble({ meta: metaOf({ size: 0 }), version: 0 });
  origin.onRead = () => {
    throw new GatewayError('object_not_found', 'm');
  };
  await t.rejects(openObject(origin, REF, { suffix: 1 }, signal), { code: 'object_not_found' });
  origin.onHead = () => {
    throw new GatewayError('origin_denied', 'm');
  };
  await t.rejects(openObject(origin, REF, undefined, signal), { code: 'origin_denied' });
});

t.test('wantedBlocks() asks for whole blocks, a chunk at most', async (t) => {
  const B = BLOCK_BYTES;
  for (const [range, chunk, wanted] of [
    [undefined, 4 * B, [0, 4]],
    [{ first: 0, last: 1 }, 4 * B, [0, 1]],
    [{ first: 5, last: B }, 4 * B, [0, 2]],
    [{ first: 3 * B - 1, last: undefined }, 4 * B, [2, 6]],
    [{ first: 3 * B, last: undefined }, 4 * B, [3, 7]],
    [{ first: 3 * B, last: undefined }, 4 * B + 100, [3, 7]],
    [{ first: 3 * B + 9, last: undefined }, B, [3, 4]],
    [{ first: 3 * B + 9, last: undefined }, 2 * B - 1, [3, 4]],
    [{ first: 3 * B + 9, last: undefined }, 100, [3, 4]],
  ] as const) {
    const span = { start: wanted[0] * B, end: wanted[1] * B };
    t.strictSame(wantedBlocks(range, chunk), span, JSON.stringify(range));
  }
});

t.test('wantedBlocks() leaves a suffix as it is, or alone', async (t) => {
  const chunk = 4 * BLOCK_BYTES;
  t.strictSame(wantedBlocks({ suffix: 1 }, chunk), { suffix: 1 });
  const most = chunk - BLOCK_BYTES + 1;
  t.strictSame(wantedBlocks({ suffix: most }, chunk), { suffix: most });
  t.equal(withWholeBlocks({ suffix: most }).suffix, chunk, 'no request is longer than a chunk');
  t.equal(wantedBlocks({ suffix: most + 1 }, chunk), undefined);
  t.equal(wantedBlocks({ suffix: 0 }, chunk), undefined);
  t.equal(wantedBlocks({ first: 2 ** 52, last: undefined }, chunk), undefined);
});

t.test('withWholeBlocks() reaches the beginning of the block, wherever that is', async (t) => {
  for (const size of [1, 65535, 65536, 65537, 200_000]) {
    for (const suffix of [1, 2, 65535, 65536, 65537]) {
      const from = Math.max(0, size - suffix);
      const asked = Math.max(0, size - withWholeBlocks({ suffix }).suffix);
      t.ok(asked <= Math.floor(from / 65536) * 65536);
    }
  }
});
