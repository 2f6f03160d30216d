import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import { BLOCK_BYTES, blockKey, versionKey } from '../../src/object/block.ts';
import { createReader } from '../../src/object/reader.ts';
import { type Source, sourceOf } from '../../src/object/source.ts';
import { streamFrom } from '../../src/object/stream.ts';
import { createEngine, type EngineOptions, REF, settle } from '../fixtures/engine.ts';
import { bytesOf, metaOf } from '../fixtures/origin-double.ts';
import { watchRejections } from '../fixtures/rejections.ts';
import { gate } from '../fixtures/server.ts';
import { drain, nextOf } from '../fixtures/sources.ts';

watchRejections(t);

const B = BLOCK_BYTES;
const blocks = (from: number, to: number) => ({ start: from * B, end: to * B });

const setUp = (options: EngineOptions = {}) => {
  const engine = createEngine(options);
  const { double, origin, tools, meta } = engine;
  const version = versionKey(REF, meta);
  let streamed = 0;
  const reader = (span = { start: 0, end: meta.size }): Source =>
    createReader(
      {
        ...tools,
        stream: (ref, current, rest) => {
          streamed++;
          const reading = { ref, meta: current, signal: new AbortController().signal };
          return sourceOf(streamFrom({ ...tools, origin }, reading, rest, undefined));
        },
      },
      REF,
      meta,
      span,
    );
  const wanted = () => double.reads.map((read) => read.wanted);
  const has = (index: number) => engine.cache.has(blockKey(version, index));
  return { ...engine, version, reader, wanted, has, streamed: () => streamed };
};

/** Bytes that the origin was asked for, in all. */
const askedFor = (wanted: readonly unknown[]): number =>
  (wanted as { start: number; end: number }[]).reduce((sum, one) => sum + one.end - one.start, 0);

t.test('createReader() gives exactly the bytes of any span, cold and hot', async (t) => {
  for (const [start, end] of [
    [0, 20 * B],
    [0, 1],
    [B - 1, B + 1],
    [5 * B, 6 * B],
    [3 * B + 7, 11 * B + 9],
    [20 * B - 1, 20 * B],
  ] as const) {
    for (const pieceBytes of [9999, B, 3 * B + 1]) {
      const { reader, double } = setUp({ pieceBytes });
      t.strictSame(await drain(reader({ start, end })), bytesOf({ start, end }), 'cold');
      const reads = double.reads.length;
      t.strictSame(await drain(reader({ start, end })), bytesOf({ start, end }), 'hot');
      t.equal(double.reads.length, reads, 'nothing is fetched twice');
      await settle();
      t.equal(double.held(), 0);
    }
  }
});

t.test('createReader() gives what is cached without a promise, in runs, uncopied', async (t) => {
  const { reader, cache, version } = setUp();
  await drain(reader());
  const source = reader(blocks(0, 10));
  const run = source.pull();
  t.ok(Array.isArray(run) && run.length === 10);
  const first = cache.get(blockKey(version, 0));
  if (Array.isArray(run)) t.equal(run[0]?.buffer, first?.[0]?.buffer);
  t.equal(source.pull(), undefined);
  source.close();
});

t.test(
  'createReader() begins at the wanted block, and passes bytes on while they come',
  async (t) => {
    const { reader, double, wanted } = setUp({ pieceBytes: 1000 });
    const rest = gate();
    double.onPiece = (position) => (position > 5 * B + 3000 ? rest.opened : undefined);
    const source = reader({ start: 5 * B + 500, end: 20 * B });
    t.ok((await nextOf(source))?.length, 'long before a block is complete');
    t.strictSame(wanted(), [blocks(5, 9)]);
    source.close();
    rest.open();
  },
);

t.test('createReader() fetches each byte once for readers that come at once', async (t) => {
  const { reader, wanted } = setUp();
  const all = await Promise.all(Array.from({ length: 30 }, () => drain(reader())));
  for (const bytes of all) t.ok(bytes.equals(bytesOf(blocks(0, 20))));
  t.equal(askedFor(wanted()), 20 * B);
});

t.test('createReader() fetches each byte once for readers of spans that overlap', async (t) => {
  const { reader, wanted } = setUp({ pieceBytes: 10_000 });
  const spans = [
    [0, 9],
    [4, 12],
    [8, 20],
    [2, 3],
    [11, 20],
  ] as const;
  await Promise.all(
    spans.map(async ([from, to]) => {
      t.ok((await drain(reader(blocks(from, to)))).equals(bytesOf(blocks(from, to))));
    }),
  );
  t.equal(askedFor(wanted()), 20 * B);
});

t.test('createReader() ends a flight at the next cached or flying block', async (t) => {
  const { reader, double, wanted } = setUp();
  await drain(reader(blocks(7, 8)));
  const never = gate();
  double.onRead = () => never.opened;
  const far = reader(blocks(2, 3));
  far.pull();
  const near = reader(blocks(0, 20));
  near.pull();
  const between = reader(blocks(5, 20));
  between.pull();
  await settle();
  t.strictSame(wanted(), [blocks(7, 8), blocks(2, 3), blocks(0, 2), blocks(5, 7)]);
  for (const source of [far, near, between]) source.close();
});

t.test('createReader() never asks for more than a chunk, whatever that is', async (t) => {
  const { tools, ...engine } = setUp();
  const source = createReader(
    { ...tools, chunkBytes: 3 * B - 1, stream: () => sourceOf([] as never) },
    REF,
    engine.meta,
    blocks(0, 20),
  );
  await drain(source);
  for (const { wanted } of engine.double.reads) t.ok(askedFor([wanted]) <= 3 * B - 1);
});

t.test('a reader who leaves never hurts another', async (t) => {
  const { reader, double, wanted } = setUp({ pieceBytes: 20_000 });
  const some = gate();
  double.onPiece = (position) => (position >= B ? some.opened : undefined);
  const leader = reader();
  const follower = drain(reader());
  await nextOf(leader);
  await settle();
  leader.close();
  leader.close();
  some.open();
  t.ok((await follower).equals(bytesOf(blocks(0, 20))));
  t.equal(askedFor(wanted()), 20 * B);
});

t.test('the last reader to leave aborts every flight of its own', async (t) => {
  const { reader, double, flights, cache } = setUp({ pieceBytes: 20_000 });
  const never = gate();
  double.onPiece = (position) => (position >= 8 * B ? never.opened : undefined);
  const source = reader();
  for (let got = 0; got < 8 * B; ) got += (await nextOf(source))?.length ?? 0;
  source.pull();
  await settle();
  t.ok(flights.count() > 0);
  source.close();
  t.ok(double.reads.filter((read) => !read.released).every((read) => read.signal.aborted));
  never.open();
  await settle();
  t.equal(flights.count(), 0);
  t.equal(cache.stats().reserved, 0);
  t.equal(double.held(), 0);
});

t.test('who is on board when a flight fails learns why; who comes later flies anew', async (t) => {
  const { reader, double } = setUp();
  double.onPiece = (position) => {
    if (position >= 2 * B) throw new GatewayError('origin_truncated', 'm');
  };
  const all = [drain(reader()), drain(reader())];
  for (const one of all) await t.rejects(one, { code: 'origin_truncated' });
  double.onPiece = () => {};
  t.ok((await drain(reader())).equals(bytesOf(blocks(0, 20))));
  t.equal(double.held(), 0);
});

t.test('a failure after the reader has left is nobody to be told', async (t) => {
  const { reader, double, flights } = setUp();
  const fail = gate();
  double.onRead = async () => {
    await fail.opened;
    throw new GatewayError('origin_unreachable', 'm');
  };
  const source = reader();
  source.pull();
  await settle();
  source.close();
  fail.open();
  await settle();
  t.equal(flights.count(), 0);
});

t.test('a running response goes on with the old version while its bytes can be had', async (t) => {
  const { reader, double } = setUp();
  await drain(reader(blocks(0, 12)));
  const source = reader();
  const old = bytesOf(blocks(0, 20));
  double.object = { meta: metaOf({ size: 20 * B, etag: '"v1"' }), version: 1 };
  const got: Buffer[] = [];
  await t.rejects(
    (async () => {
      for (let bytes = await nextOf(source); bytes; bytes = await nextOf(source)) got.push(bytes);
    })(),
    { code: 'object_changed' },
  );
  const bytes = Buffer.concat(got);
  t.ok(bytes.length >= 12 * B && bytes.equals(old.subarray(0, bytes.length)));
  source.close();
});

t.test('read-ahead flies several requests side by side for a prompt viewer', async (t) => {
  const { reader, double, wanted } = setUp({ blocks: 60, chunkBlocks: 4, windowBlocks: 32 });
  const source = reader();
  for (let got = 0; got < 12 * B; ) got += (await nextOf(source))?.length ?? 0;
  const never = gate();
  double.onRead = () => never.opened;
  source.pull();
  await settle();
  const ends = wanted().map((one) => ('end' in one ? one.end : 0));
  t.ok(Math.max(...ends) >= 12 * B + 16 * B, `${Math.max(...ends) / B} blocks`);
  source.close();
});

t.test('read-ahead never runs further than the window, nor beyond the span', async (t) => {
  for (const end of [60, 17]) {
    const { reader, wanted } = setUp({ blocks: 60, chunkBlocks: 4, windowBlocks: 8 });
    const source = reader({ start: 0, end: end * B - 100 });
    let got = 0;
    for (let bytes = await nextOf(source); bytes; bytes = await nextOf(source)) {
      got += bytes.length;
      const furthest = Math.max(...wanted().map((one) => ('end' in one ? one.end : 0)));
      t.ok(furthest <= Math.min(end * B, got + 8 * B + B), `${furthest / B} at ${got / B}`);
      await settle();
    }
    t.equal(got, end * B - 100);
  }
});

t.test('read-ahead runs no further than is enough, which depends on the place', async (t) => {
  const asked: string[] = [];
  const { reader, wanted, version } = setUp({
    blocks: 60,
    chunkBlocks: 4,
    windowBlocks: 32,
    enoughAhead: (of, position) => {
      asked.push(of);
      return position < 30 * B ? 8 * B : Number.POSITIVE_INFINITY;
    },
  });
  const source = reader();
  let most = 0;
  let got = 0;
  while (got < 60 * B) {
    got += (await nextOf(source))?.length ?? 0;
    const furthest = Math.max(...wanted().map((one) => ('end' in one ? one.end : 0)));
    if (got <= 30 * B) t.ok(furthest <= got + 9 * B, `${furthest / B} at ${got / B}`);
    most = Math.max(most, furthest - got);
    await settle();
  }
  t.ok(most > 16 * B, 'as far as the window where nobody knows better');
  t.ok(asked.every((of) => of === version));
});

t.test('nothing is read ahead for a viewer who does not come back', async (t) => {
  const { reader, wanted } = setUp({ blocks: 60, chunkBlocks: 2, windowBlocks: 32 });
  const source = reader();
  await nextOf(source);
  for (let n = 0; n < 20; n++) await settle();
  t.ok(askedFor(wanted()) <= 2 * B, 'the chunk that it waited for');
  source.close();
});

t.test('a slow viewer has little read ahead for it', async (t) => {
  const { reader, clock, wanted } = setUp({ blocks: 200, chunkBlocks: 16, windowBlocks: 128 });
  const source = reader();
  let got = 0;
  while (got < 100 * B) {
    const bytes = await nextOf(source);
    got += bytes?.length ?? 0;
    // 64 KB a second, as a phone at the edge of town.
    clock.ms += (bytes?.length ?? 0) / 64;
    await settle();
  }
  const ahead = Math.max(...wanted().map((one) => ('end' in one ? one.end : 0))) - got;
  t.ok(ahead <= 8 * B, `${ahead / B} blocks`);
  source.close();
});

t.test('bytes are counted by whose request brought them', async (t) => {
  const { reader, served } = setUp({ blocks: 20 });
  const size = 20 * B;
  const first = reader();
  const second = reader();
  // One step each in turn: what the first asks for, the second joins.
  let left = 2 * size;
  while (left > 0) {
    for (const source of [first, second]) left -= (await nextOf(source))?.length ?? 0;
    await settle();
  }
  t.equal(served.origin, size, 'each byte was fetched by one of them');
  t.equal(served.origin + served.joined + served.memory, 2 * size);
  t.ok(served.joined > size / 2, 'and the other mostly waited for it');
  const before = { ...served };
  await drain(reader());
  t.strictSame(served, { ...before, memory: before.memory + size });
});

t.test('what was read ahead and never used is counted, once', async (t) => {
  const { reader, unused } = setUp({ blocks: 60, chunkBlocks: 4, windowBlocks: 16 });
  const whole = reader();
  await drain(whole);
  whole.close();
  t.strictSame(unused, [], 'all of it was used, though it landed long before');
  const other = setUp({ blocks: 60, chunkBlocks: 4, windowBlocks: 16 });
  const source = other.reader();
  let got = 0;
  while (got < 12 * B) {
    got += (await nextOf(source))?.length ?? 0;
    await settle();
  }
  source.close();
  source.close();
  const read = other.double.reads.reduce((sum, one) => sum + one.taken, 0);
  t.ok(read > got, 'something was read ahead');
  t.equal(
    other.unused.reduce((sum, bytes) => sum + bytes, 0),
    read - got,
  );
});

t.test('what a viewer waits for goes before anything that is read ahead', async (t) => {
  const { reader, double, wanted } = setUp({ blocks: 60, windowBlocks: 32, slots: 2 });
  const first = reader(blocks(0, 40));
  for (let got = 0; got < 12 * B; ) got += (await nextOf(first))?.length ?? 0;
  const busy = gate();
  double.onPiece = () => busy.opened;
  first.pull();
  await settle();
  const before = wanted().length;
  const second = reader(blocks(50, 60));
  second.pull();
  await settle();
  t.ok(
    wanted()
      .slice(before)
      .every((one) => 'start' in one && one.start === 50 * B),
    'the last slot is its',
  );
  first.close();
  second.close();
  busy.open();
});

t.test('a reader of what memory has no room for streams it through', async (t) => {
  const { reader, double, cache, streamed } = setUp({ capacityBlocks: 8 });
  cache.reserve(7 * B);
  const bytes = await drain(reader());
  t.ok(bytes.equals(bytesOf(blocks(0, 20))));
  t.equal(streamed(), 1);
  t.equal(cache.stats().reserved, 7 * B);
  t.equal(double.held(), 0);
});

t.test(
  'readers make progress in a cache so small that landed blocks are gone at once',
  async (t) => {
    for (const capacityBlocks of [1, 2, 3, 5]) {
      const { reader, double, cache } = setUp({ capacityBlocks, chunkBlocks: 1, windowBlocks: 4 });
      const all = await Promise.all([
        drain(reader()),
        drain(reader(blocks(10, 20))),
        drain(reader(blocks(5, 15))),
      ]);
      t.ok(all[0]?.equals(bytesOf(blocks(0, 20))));
      t.ok(all[1]?.equals(bytesOf(blocks(10, 20))));
      t.ok(all[2]?.equals(bytesOf(blocks(5, 15))));
      t.ok(double.reads.length < 100, `${double.reads.length} requests`);
      t.equal(cache.stats().reserved, 0);
      t.equal(double.held(), 0);
    }
  },
);

t.test('a reader passes on what its stream throws, and closes it', async (t) => {
  const { reader, double } = setUp({ capacityBlocks: 1 });
  double.onPiece = (position) => {
    if (position >= 6 * B) throw new GatewayError('origin_truncated', 'm');
  };
  await t.rejects(drain(reader()), { code: 'origin_truncated' });
  t.equal(double.held(), 0);
  double.onPiece = () => {};
  const source = reader();
  await nextOf(source);
  source.close();
  await settle();
  t.equal(double.held(), 0);
});

t.test('a reader that closed holds nothing, whatever it was doing', async (t) => {
  for (let pulls = 0; pulls < 12; pulls++) {
    const { reader, double, flights, cache } = setUp({ pieceBytes: 50_000 });
    const source = reader();
    for (let n = 0; n < pulls; n++) await source.pull();
    source.close();
    for (let n = 0; n < 10; n++) await settle();
    t.equal(flights.count(), 0);
    t.equal(cache.stats().reserved, 0);
    t.equal(double.held(), 0);
  }
});
