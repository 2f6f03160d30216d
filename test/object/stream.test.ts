import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import { isStrong, type Meta } from '../../src/object/meta.ts';
import type { Arrival } from '../../src/object/origin.ts';
import { streamFrom } from '../../src/object/stream.ts';
import { createTurnstile } from '../../src/object/turnstile.ts';
import type { Span } from '../../src/span.ts';
import {
  bytesOf,
  collect,
  createOriginDouble,
  metaOf,
  type OriginDouble,
} from '../fixtures/origin-double.ts';

const REF = { bucket: 'films', key: 'a.mp4' };
const SIZE = 100;
const signal = new AbortController().signal;
const META = metaOf({ size: SIZE });

const setUp = (meta: Meta = META, chunkBytes = 10, pieceBytes = 4) => {
  const origin = createOriginDouble({ meta, version: 0 }, pieceBytes);
  /** The pause that is under way: its length, and what happens at its end. */
  const pauses: { ms: number; end: () => void }[] = [];
  const options = {
    origin,
    chunkBytes,
    after(ms: number, end: () => void) {
      const pause = { ms, end };
      pauses.push(pause);
      return () => void pauses.splice(pauses.indexOf(pause), 1);
    },
    alone: createTurnstile(2),
  };
  return { origin, options, pauses, reading: { ref: REF, meta, signal } };
};

/** What the opening brings along. */
const opened = async (origin: OriginDouble, wanted: Span): Promise<Arrival> => {
  const arrival = await origin.read(REF, wanted, { signal });
  assert.ok(arrival !== 'unsatisfiable');
  return arrival;
};

/** From here on the origin has another version of the same size. */
const replace = (origin: OriginDouble): void => {
  origin.object = { meta: { ...origin.object.meta, etag: '"v1"', lastModified: 0 }, version: 1 };
};

t.test(
  'streamFrom() gives exactly the bytes, whatever span, chunk and piece (property)',
  async () => {
    const spans = fc
      .tuple(fc.nat(SIZE - 1), fc.integer({ min: 1, max: SIZE }))
      .map(([start, length]): Span => ({ start, end: Math.min(SIZE, start + length) }));
    const sizes = fc.integer({ min: 1, max: SIZE + 10 });
    const etags = fc.constantFrom('"v0"', 'W/"v0"', undefined);
    await fc.assert(
      fc.asyncProperty(spans, sizes, sizes, etags, async (span, chunk, piece, etag) => {
        const { origin, options, reading } = setUp(metaOf({ size: SIZE, etag }), chunk, piece);
        const bytes = streamFrom(options, reading, span, undefined);
        assert.deepEqual(await collect(bytes), bytesOf(span));
        assert.equal(origin.held(), 0);
        if (!isStrong(etag)) assert.equal(origin.reads.length, 1);
        let at = span.start;
        for (const { wanted, ifMatch } of origin.reads) {
          assert.ok('start' in wanted);
          assert.equal(wanted.start, at);
          if (isStrong(etag)) assert.ok(wanted.end - wanted.start <= chunk);
          assert.equal(ifMatch, isStrong(etag) ? etag : undefined);
          at = wanted.end;
        }
        assert.equal(at, span.end, 'no byte is asked for twice, none beyond');
      }),
      { numRuns: 10_000 },
    );
  },
);

t.test('streamFrom() never mixes versions, whenever the object changes (property)', async () => {
  const when = fc.nat(SIZE);
  const etags = fc.constantFrom('"v0"', 'W/"v0"', undefined);
  await fc.assert(
    fc.asyncProperty(when, fc.integer({ min: 1, max: 40 }), etags, async (at, chunk, etag) => {
      const { origin, options, reading } = setUp(metaOf({ size: SIZE, etag }), chunk);
      origin.onPiece = (position) => {
        if (position >= at && origin.object.version === 0) replace(origin);
      };
      const span = { start: 0, end: SIZE };
      const pieces: Uint8Array[] = [];
      const failure: unknown = await (async () => {
        for await (const piece of streamFrom(options, reading, span, undefined)) pieces.push(piece);
      })().catch((error: unknown) => error);
      const got = Buffer.concat(pieces);
      assert.deepEqual(got, bytesOf({ start: 0, end: got.length }), 'all of the first version');
      if (got.length < SIZE) assert.equal((failure as GatewayError).code, 'object_changed');
      assert.equal(origin.held(), 0);
    }),
    { numRuns: 3_000 },
  );
});

t.test('streamFrom() uses the arrival of the opening without another read', async (t) => {
  const { origin, options, reading } = setUp();
  const arrival = await opened(origin, { start: 20, end: 30 });
  const span = { start: 20, end: 55 };
  t.strictSame(await collect(streamFrom(options, reading, span, arrival)), bytesOf(span));
  t.strictSame(
    origin.reads.map((read) => [read.wanted, read.ifMatch]),
    [
      [{ start: 20, end: 30 }, undefined],
      [{ start: 30, end: 40 }, '"v0"'],
      [{ start: 40, end: 50 }, '"v0"'],
      [{ start: 50, end: 55 }, '"v0"'],
    ],
  );
});

t.test('streamFrom() gives up what does not begin the span, and asks anew', async (t) => {
  const { origin, options, reading } = setUp();
  const arrival = await opened(origin, { start: 0, end: 10 });
  const span = { start: 5, end: 9 };
  t.strictSame(await collect(streamFrom(options, reading, span, arrival)), bytesOf(span));
  t.equal(origin.reads[0]?.released, true);
  t.match(origin.reads[1], { wanted: { start: 5, end: 9 }, ifMatch: '"v0"' });
});

t.test('streamFrom() reads an unversioned object in one go', async (t) => {
  const { origin, options, reading } = setUp(metaOf({ size: SIZE, etag: 'W/"v0"' }));
  const arrival = await opened(origin, { start: 0, end: 10 });
  const span = { start: 0, end: SIZE };
  t.strictSame(await collect(streamFrom(options, reading, span, arrival)), bytesOf(span));
  t.equal(origin.reads.length, 2);
  t.equal(origin.reads[0]?.taken, 0, 'the short one is given up');
  t.strictSame(origin.reads[1]?.wanted, span);
});

t.test('streamFrom() keeps an unversioned arrival that is all of the span', async (t) => {
  const { origin, options, reading } = setUp(metaOf({ size: SIZE, etag: undefined }));
  const arrival = await opened(origin, { start: 0, end: 10 });
  const span = { start: 0, end: 10 };
  t.strictSame(await collect(streamFrom(options, reading, span, arrival)), bytesOf(span));
  t.equal(origin.reads.length, 1);
});

t.test('streamFrom() notices another version by every sign of it', async (t) => {
  const span = { start: 0, end: 60 };
  for (const [name, change, etag] of [
    ['tag', { etag: '"v1"' }, '"v0"'],
    ['weak tag', { etag: 'W/"v1"' }, 'W/"v0"'],
    ['date', { lastModified: 0 }, undefined],
    ['longer', { size: SIZE + 1 }, undefined],
    ['shorter', { size: 50 }, undefined],
    ['nothing left there', { size: 0 }, undefined],
  ] as const) {
    const { origin, options, reading } = setUp(metaOf({ size: SIZE, etag }));
    origin.object = { meta: { ...origin.object.meta, ...change }, version: 1 };
    await t.rejects(
      collect(streamFrom(options, reading, span, undefined)),
      { code: 'object_changed' },
      name,
    );
    t.equal(origin.held(), 0, name);
  }
});

t.test('streamFrom() trusts no origin that ignores If-Match', async (t) => {
  const { origin, options, reading } = setUp();
  const honest = origin.read;
  const deaf = {
    ...origin,
    read: (ref: typeof REF, wanted: Span) => honest(ref, wanted, { signal }),
  };
  replace(origin);
  const span = { start: 0, end: 5 };
  const bytes = streamFrom({ ...options, origin: deaf as OriginDouble }, reading, span, undefined);
  await t.rejects(collect(bytes), { code: 'object_changed' });
  t.equal(origin.held(), 0);
});

t.test(
  'streamFrom() reads on no faster than it is read, and frees what is left early',
  async (t) => {
    const { origin, options, reading } = setUp();
    const bytes = streamFrom(options, reading, { start: 0, end: SIZE }, undefined);
    await bytes.next();
    t.equal(origin.reads.length, 1);
    t.equal(origin.reads[0]?.taken, 4);
    await bytes.next();
    await bytes.next();
    t.equal(origin.reads.length, 1, 'the next chunk is not asked for before its turn');
    t.equal(origin.held(), 1);
    await bytes.return();
    t.equal(origin.held(), 0);
  },
);

t.test('streamFrom() passes on what breaks under way', async (t) => {
  const { origin, options, reading } = setUp();
  origin.onPiece = (position) => {
    if (position >= 12) throw new GatewayError('origin_truncated', 'm');
  };
  const bytes = streamFrom(options, reading, { start: 0, end: SIZE }, undefined);
  await t.rejects(collect(bytes), { code: 'origin_truncated' });
  t.equal(origin.held(), 0);
});

t.test('streamFrom() hands the signal of the viewer to every read', async (t) => {
  const { origin, options, reading } = setUp();
  const departure = new AbortController();
  const leaving = { ...reading, signal: departure.signal };
  const bytes = streamFrom(options, leaving, { start: 0, end: SIZE }, undefined);
  origin.onRead = (nth) => {
    if (nth === 3) departure.abort(new Error('left'));
  };
  await t.rejects(collect(bytes), { message: 'left' });
  t.ok(origin.reads.every((read) => read.signal === departure.signal));
  t.equal(origin.held(), 0);
});

t.test('streamFrom() gives the connection back in a pause, and goes on at the byte', async (t) => {
  const { origin, options, pauses, reading } = setUp();
  const bytes = streamFrom(options, reading, { start: 0, end: 25 }, undefined);
  const got: Uint8Array[] = [];
  for (let pieces = 0; pieces < 2; pieces++)
    got.push((await bytes.next()).value ?? new Uint8Array());
  t.match(pauses, [{ ms: 5000 }], 'one at a time, called off by the next piece');
  pauses[0]?.end();
  t.equal(origin.held(), 0);
  got.push(await collect(bytes));
  t.strictSame(Buffer.concat(got), bytesOf({ start: 0, end: 25 }));
  t.strictSame(
    origin.reads.map(({ wanted }) => wanted),
    [
      { start: 0, end: 10 },
      { start: 8, end: 18 },
      { start: 18, end: 25 },
    ],
  );
  t.strictSame(pauses, []);
  t.equal(origin.held(), 0);
});

t.test('streamFrom() ends well when the pause came after the last byte', async (t) => {
  const { options, pauses, reading } = setUp(META, 100, 100);
  const bytes = streamFrom(options, reading, { start: 0, end: SIZE }, undefined);
  t.equal((await bytes.next()).value?.length, SIZE);
  pauses[0]?.end();
  t.equal((await bytes.next()).done, true);
});

const UNVERSIONED = metaOf({ size: SIZE, etag: undefined });

t.test('streamFrom() gives an unversioned answer up after a long pause only', async (t) => {
  const { origin, options, pauses, reading } = setUp(UNVERSIONED);
  const bytes = streamFrom(options, reading, { start: 0, end: SIZE }, undefined);
  await bytes.next();
  t.match(pauses, [{ ms: 60_000 }]);
  pauses[0]?.end();
  t.equal(origin.held(), 0);
  await t.rejects(bytes.next(), { code: 'origin_truncated' });
});

t.test('streamFrom() lets only so many hold connections that they cannot give back', async (t) => {
  const { origin, options, reading } = setUp(UNVERSIONED);
  const read = () => streamFrom(options, reading, { start: 0, end: SIZE }, undefined);
  const [first, second] = [read(), read()];
  await first.next();
  await second.next();
  await t.rejects(read().next(), { code: 'overloaded' });
  const brought = await opened(origin, { start: 0, end: SIZE });
  const late = streamFrom(options, reading, { start: 0, end: SIZE }, brought);
  await t.rejects(late.next(), { code: 'overloaded' });
  t.equal(origin.held(), 2, 'what it brought is given up');
  await first.return();
  t.strictSame(await collect(read()), bytesOf({ start: 0, end: SIZE }));
  await second.return();
  t.equal(origin.held(), 0);
});
