import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import { firstWanted, openObject, usableArrival } from '../../src/object/opening.ts';
import type { Arrival } from '../../src/object/origin.ts';
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

t.test('usableArrival() gives up what is not the beginning of the span', async (t) => {
  const meta = metaOf({ size: 100 });
  for (const [arrived, wanted, usable] of [
    [[0, 10], [0, 10], true],
    [[0, 5], [0, 10], true],
    [[0, 11], [0, 10], false],
    [[1, 10], [0, 10], false],
    [[0, 10], [1, 10], false],
    [[0, 10], undefined, false],
  ] as const) {
    let cancelled = 0;
    const arrival: Arrival = {
      meta,
      span: { start: arrived[0], end: arrived[1] },
      bytes: (async function* () {})(),
      cancel: () => cancelled++,
    };
    const span = wanted && { start: wanted[0], end: wanted[1] };
    const name = `${arrived} for ${wanted}`;
    t.equal(usableArrival(arrival, span), usable ? arrival : undefined, name);
    t.equal(cancelled, usable ? 0 : 1, name);
  }
  t.equal(usableArrival(undefined, { start: 0, end: 1 }), undefined);
});
