import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import { BLOCK_BYTES } from '../../src/object/block.ts';
import type { Opened } from '../../src/object/opened.ts';
import type { FirstRange } from '../../src/object/opening.ts';
import { createEngine, type EngineOptions, REF, settle } from '../fixtures/engine.ts';
import { bytesOf, metaOf } from '../fixtures/origin-double.ts';
import { watchRejections } from '../fixtures/rejections.ts';
import { gate } from '../fixtures/server.ts';
import { drain, nextOf } from '../fixtures/sources.ts';

watchRejections(t);

const B = BLOCK_BYTES;
const TTL = 10_000;
const NEVER = new AbortController().signal;
const blocks = (from: number, to: number) => ({ start: from * B, end: to * B });

const setUp = (options: EngineOptions = {}) => {
  const engine = createEngine({ ttlMs: TTL, ...options });
  const { objects, double } = engine;
  const open = (range?: FirstRange, wanted = true, signal = NEVER): Promise<Opened> =>
    objects.open(REF, range, wanted, signal);
  /** As a route does: opens, reads, lets go. */
  const fetch = async (span = blocks(0, 2)): Promise<Opened> => {
    const opened = await open({ first: span.start, last: span.end - 1 });
    const bytes = await drain(opened.read(span));
    const { version } = double.object;
    if (!bytes.equals(bytesOf(span, version))) throw new Error('other bytes');
    opened.close();
    return opened;
  };
  const asked = (): [number, number] => [double.reads.length, double.heads.length];
  /** Holds every HEAD until it is opened. */
  const heads = () => {
    const door = gate();
    double.onHead = () => door.opened;
    return door;
  };
  return { ...engine, open, fetch, asked, heads };
};

const down = () => {
  throw new GatewayError('origin_unreachable', 'm');
};

t.test('open() learns the version from the first ranged read, and starts the bytes', async (t) => {
  const { open, asked, double } = setUp();
  const opened = await open({ first: 3 * B + 5, last: undefined });
  t.equal(opened.knowledge, 'flown');
  t.equal(opened.shared, true);
  t.equal(opened.meta, double.object.meta);
  const source = opened.read({ start: 3 * B + 5, end: 20 * B });
  await nextOf(source);
  opened.close();
  t.strictSame(asked(), [1, 0], 'one round trip');
  t.strictSame(double.reads[0]?.wanted, blocks(3, 7));
  source.close();
});

t.test('open() by many at once, whatever their turn, is one read of each byte', async (t) => {
  const { objects, double, meta } = setUp();
  const span = { start: 0, end: meta.size };
  const viewer = async (turns: number): Promise<void> => {
    for (let n = 0; n < turns; n++) await Promise.resolve();
    const opened = await objects.open(REF, undefined, true, NEVER);
    const source = opened.read(span);
    const first = source.pull();
    opened.close();
    if (first instanceof Promise) await first;
    const head = Array.isArray(first) ? first : [];
    t.ok(Buffer.concat([...head, await drain(source)]).equals(bytesOf(span)));
  };
  await Promise.all(Array.from({ length: 60 }, (_, n) => viewer(n)));
  const bytes = double.reads.reduce((sum, read) => sum + read.taken, 0);
  t.equal(bytes, meta.size);
});

t.test('open() joins a first touch in the air, and is told so', async (t) => {
  const { open, double } = setUp();
  const head = gate();
  double.onRead = () => head.opened;
  const first = open();
  const second = open({ first: B, last: undefined });
  head.open();
  t.equal((await first).knowledge, 'flown');
  t.equal((await second).knowledge, 'joined');
  t.equal(double.reads.length, 1);
  for (const opened of [await first, await second]) opened.close();
});

t.test('open() that joined leaves the other alone when its viewer goes', async (t) => {
  const { open, double } = setUp();
  const head = gate();
  double.onRead = () => head.opened;
  const departure = new AbortController();
  const first = open(undefined, true, departure.signal);
  const second = open();
  departure.abort(new Error('left'));
  await t.rejects(first, { message: 'left' });
  head.open();
  t.ok((await drain((await second).read(blocks(0, 20)))).equals(bytesOf(blocks(0, 20))));
  t.equal(double.reads[0]?.signal.aborted, false);
});

t.test('open() gives the origin up when the only viewer goes', async (t) => {
  const { open, double, flights } = setUp();
  const head = gate();
  double.onRead = () => head.opened;
  const departure = new AbortController();
  const opening = open(undefined, true, departure.signal);
  departure.abort(new Error('left'));
  await t.rejects(opening, { message: 'left' });
  t.equal(double.reads[0]?.signal.aborted, true);
  head.open();
  await settle();
  t.equal(flights.count(), 0);
  t.equal(double.held(), 0);
});

t.test('open() of one who joined for a byte beyond the end still has the version', async (t) => {
  const { open, double } = setUp({ meta: { size: 100 } });
  const head = gate();
  double.onRead = () => head.opened;
  const first = open();
  const second = open({ first: 2 * B, last: undefined });
  head.open();
  t.equal((await second).meta.size, 100);
  for (const opened of [await first, await second]) opened.close();
});

t.test('close() abandons what no source has taken', async (t) => {
  const { open, double } = setUp({ pieceBytes: 100 });
  const body = gate();
  double.onPiece = () => body.opened;
  const opened = await open();
  opened.close();
  opened.close();
  t.equal(double.reads[0]?.signal.aborted, true);
  body.open();
  await settle();
  t.equal(double.held(), 0);
});

t.test('open() trusts what it knows for its time to live, and asks nothing', async (t) => {
  const { fetch, clock, asked } = setUp();
  await fetch();
  clock.ms += TTL - 1;
  const opened = await fetch();
  t.equal(opened.knowledge, 'known');
  t.strictSame(asked(), [1, 0]);
});

t.test('open() serves cached blocks while it checks in the background', async (t) => {
  const { fetch, clock, asked, heads } = setUp();
  await fetch();
  clock.ms += TTL;
  const door = heads();
  t.equal((await fetch()).knowledge, 'known', 'though the origin has not answered yet');
  t.equal((await fetch()).knowledge, 'known');
  t.strictSame(asked(), [1, 1], 'one question for all');
  door.open();
  await settle();
  await fetch();
  t.strictSame(asked(), [1, 1], 'now it is fresh again');
});

t.test('open() checks first what was not asked for in a long while', async (t) => {
  const { fetch, clock, asked } = setUp();
  await fetch();
  clock.ms += 100 * TTL;
  t.equal((await fetch()).knowledge, 'checked');
  t.strictSame(asked(), [1, 1]);
});

t.test('open() of stale meta asks for the bytes instead when they are not here', async (t) => {
  const { fetch, clock, asked } = setUp();
  await fetch(blocks(0, 2));
  clock.ms += TTL;
  t.equal((await fetch(blocks(8, 9))).knowledge, 'flown', 'that tells the version too');
  t.strictSame(asked(), [2, 0]);
  clock.ms += 100 * TTL;
  t.equal((await fetch(blocks(12, 13))).knowledge, 'flown');
  t.strictSame(asked(), [3, 0]);
});

t.test('open() of stale meta joins what is flying already', async (t) => {
  for (const age of [TTL, 100 * TTL]) {
    const { fetch, open, clock, double, asked } = setUp();
    await fetch(blocks(0, 1));
    const body = gate();
    double.onPiece = () => body.opened;
    const source = (await open({ first: 4 * B, last: undefined })).read(blocks(4, 6));
    source.pull();
    await settle();
    clock.ms += age;
    const other = await open({ first: 4 * B, last: undefined });
    t.not(other.knowledge, 'flown');
    t.strictSame(asked(), [2, 1], 'no byte is asked for twice');
    body.open();
    t.ok((await drain(other.read(blocks(4, 6)))).equals(bytesOf(blocks(4, 6))));
    source.close();
  }
});

t.test('open() ends trust in a version the moment another one is seen', async (t) => {
  const { fetch, open, clock, double } = setUp();
  await fetch(blocks(0, 4));
  double.object = { meta: metaOf({ size: 20 * B, etag: '"v1"' }), version: 1 };
  clock.ms += TTL;
  await fetch(blocks(8, 9));
  t.equal((await open()).meta.etag, '"v1"');
});

t.test('open() ends trust when the background check finds another version', async (t) => {
  const { fetch, open, clock, double } = setUp();
  await fetch(blocks(0, 4));
  double.object = { meta: metaOf({ size: 20 * B, etag: '"v1"' }), version: 1 };
  clock.ms += TTL;
  t.equal((await open()).meta.etag, '"v0"', 'the last one that is told the old');
  await settle();
  t.equal((await open()).meta.etag, '"v1"');
});

t.test('open() ends trust when a running response learns that the object changed', async (t) => {
  const { fetch, open, double } = setUp();
  await fetch(blocks(0, 4));
  const running = (await open()).read(blocks(0, 20));
  double.object = { meta: metaOf({ size: 20 * B, etag: '"v1"' }), version: 1 };
  await t.rejects(drain(running), { code: 'object_changed' });
  t.equal((await open()).meta.etag, '"v1"', 'well within the time to live');
});

t.test('open() ends trust when a running response learns that the object is gone', async (t) => {
  const { fetch, open, double } = setUp();
  await fetch(blocks(0, 4));
  const running = (await open()).read(blocks(0, 20));
  double.onRead = () => {
    throw new GatewayError('object_not_found', 'm');
  };
  await t.rejects(drain(running), { code: 'object_not_found' });
  await t.rejects(open(), { code: 'object_not_found' });
});

t.test('open() remembers about a second that there is no such object', async (t) => {
  const { open, clock, double, asked } = setUp();
  double.onRead = double.onHead = () => {
    throw new GatewayError('object_not_found', 'm');
  };
  for (let n = 0; n < 20; n++) {
    await t.rejects(open(undefined, n % 2 === 0), { code: 'object_not_found' });
  }
  t.equal(asked()[0] + asked()[1], 1, 'however often it is asked for');
  clock.ms += 2000;
  double.onRead = () => {};
  t.equal((await open()).knowledge, 'flown');
});

t.test('open() serves what is cached while the origin is down, and says stale', async (t) => {
  const { fetch, clock, double, heads } = setUp();
  await fetch();
  clock.ms += 100 * TTL;
  double.onRead = double.onHead = down;
  t.equal((await fetch()).knowledge, 'stale');
  const door = heads();
  const opened = await fetch();
  t.equal(opened.knowledge, 'stale', 'the next one is not made to wait for it');
  door.open();
  await settle();
  t.equal((await fetch()).knowledge, 'known', 'it is back');
});

t.test('open() fails truly while the origin is down and the bytes are not here', async (t) => {
  const { fetch, open, clock, double } = setUp();
  await fetch();
  clock.ms += 100 * TTL;
  double.onRead = double.onHead = down;
  await t.rejects(open({ first: 8 * B, last: undefined }), { code: 'origin_unreachable' });
  double.onHead = () => {
    throw new GatewayError('object_not_found', 'm');
  };
  await t.rejects(fetch(), { code: 'object_not_found' }, 'gone is not down');
});

t.test('open() without bytes asks for meta alone, and only when it has to', async (t) => {
  const { open, clock, asked } = setUp();
  t.equal((await open(undefined, false)).knowledge, 'flown');
  t.equal((await open(undefined, false)).knowledge, 'known');
  t.strictSame(asked(), [0, 1]);
  clock.ms += TTL;
  t.equal((await open(undefined, false)).knowledge, 'checked', 'it serves no block meanwhile');
  t.strictSame(asked(), [0, 2]);
});

t.test('open() beyond the end is answered by meta alone', async (t) => {
  const { open, asked, double } = setUp({ meta: { size: 100 } });
  t.equal((await open({ first: 5 * B, last: undefined })).meta, double.object.meta);
  t.strictSame(asked(), [1, 1], 'stores leave the size out of a 416');
  t.equal((await open({ first: 5 * B, last: undefined })).knowledge, 'known');
  t.equal((await open({ suffix: 0 })).knowledge, 'known');
  t.strictSame(asked(), [1, 1]);
});

t.test('open() of an empty object has its meta', async (t) => {
  const { open } = setUp({ meta: { size: 0 } });
  t.equal((await open()).meta.size, 0);
  t.equal((await open({ suffix: 10 })).meta.size, 0);
});

t.test('open() of a suffix begins at its block, whatever the size', async (t) => {
  for (const size of [1, B, B + 1, 3 * B + 77]) {
    for (const suffix of [1, 100, B, 2 * B + 5]) {
      const { open, asked } = setUp({ meta: { size }, pieceBytes: 30_000 });
      const opened = await open({ suffix });
      const span = { start: Math.max(0, size - suffix), end: size };
      t.ok((await drain(opened.read(span))).equals(bytesOf(span)), `${suffix} of ${size}`);
      opened.close();
      t.strictSame(asked(), [1, 0]);
      t.equal(opened.look([span]), 'hit');
    }
  }
});

t.test('open() of a suffix longer than a chunk streams it in one read', async (t) => {
  const { open, asked, double } = setUp();
  const opened = await open({ suffix: 10 * B });
  t.equal(opened.shared, false);
  t.ok((await drain(opened.read(blocks(10, 20)))).equals(bytesOf(blocks(10, 20))));
  opened.close();
  t.strictSame(asked(), [1, 0]);
  t.equal(double.held(), 0);
});

t.test('open() never caches an object without a strong tag', async (t) => {
  for (const etag of ['W/"v0"', undefined]) {
    const { open, cache, double } = setUp({ meta: { etag } });
    for (let n = 0; n < 2; n++) {
      const opened = await open();
      t.equal(opened.shared, false);
      t.equal(opened.look([blocks(0, 1)]), 'miss');
      t.ok((await drain(opened.read(blocks(0, 20)))).equals(bytesOf(blocks(0, 20))));
      opened.close();
    }
    t.equal(cache.stats().blocks, 0);
    t.equal(double.held(), 0);
  }
});

t.test('open() with a cache of 0 bytes streams everything, in one round trip', async (t) => {
  const { open, asked, double } = setUp({ capacityBlocks: 0 });
  for (const [range, span] of [
    [undefined, blocks(0, 20)],
    [{ suffix: 100 }, { start: 20 * B - 100, end: 20 * B }],
    [
      { first: 70, last: 90 },
      { start: 70, end: 91 },
    ],
  ] as const) {
    const opened = await open(range);
    t.equal(opened.shared, false);
    t.ok((await drain(opened.read(span))).equals(bytesOf(span)));
    opened.close();
  }
  t.equal(asked()[1], 0);
  t.equal(double.held(), 0);
});

t.test('open() streams when memory is full of what cannot be evicted, and says so', async (t) => {
  const { open, cache, double } = setUp({ capacityBlocks: 6 });
  cache.reserve(4 * B);
  const opened = await open();
  t.equal(opened.shared, false);
  t.ok((await drain(opened.read(blocks(0, 20)))).equals(bytesOf(blocks(0, 20))));
  t.equal(cache.stats().blocks, 0);
  cache.release(4 * B);
  const later = await open();
  t.equal(later.shared, true);
  cache.reserve(6 * B);
  t.ok((await drain(later.read(blocks(0, 20)))).equals(bytesOf(blocks(0, 20))));
  t.equal(later.shared, false, 'true of what was read since');
  await settle();
  t.equal(double.held(), 0);
});

t.test('open() passes failures on and remembers none', async (t) => {
  const { open, double } = setUp();
  double.onRead = down;
  await t.rejects(open(), { code: 'origin_unreachable' });
  double.onRead = () => {};
  t.equal((await open()).knowledge, 'flown');
});

t.test('look() tells where the bytes would come from, of all spans', async (t) => {
  const { fetch, open, double } = setUp();
  await fetch(blocks(0, 3));
  await fetch(blocks(5, 6));
  const body = gate();
  double.onPiece = () => body.opened;
  const flying = (await open({ first: 8 * B, last: 9 * B })).read(blocks(8, 10));
  flying.pull();
  await settle();
  const { look } = await open();
  t.equal(look([blocks(0, 3)]), 'hit');
  t.equal(look([{ start: B + 5, end: B + 6 }]), 'hit');
  t.equal(look([blocks(0, 4)]), 'partial');
  t.equal(look([blocks(3, 6)]), 'miss', 'the beginning decides');
  t.equal(look([blocks(8, 9)]), 'flying');
  t.equal(look([blocks(12, 13)]), 'miss');
  t.equal(look([blocks(0, 1), blocks(5, 6)]), 'hit');
  t.equal(look([blocks(0, 1), blocks(12, 13)]), 'partial', 'not all of it is here');
  flying.close();
  body.open();
});

t.test('forget() has the next opening ask the origin', async (t) => {
  const { objects, fetch, asked } = setUp();
  await fetch();
  objects.forget(REF);
  t.equal((await fetch()).knowledge, 'flown');
  t.strictSame(asked(), [2, 0]);
});

t.test('at() opens a version that is known, and asks nobody', async (t) => {
  const { objects, meta, asked } = setUp();
  const opened = objects.at(REF, meta, new AbortController().signal);
  t.equal(opened.knowledge, 'known');
  t.equal(opened.meta, meta);
  t.strictSame(asked(), [0, 0]);
  t.ok((await drain(opened.read(blocks(3, 5)))).equals(bytesOf(blocks(3, 5))));
  t.strictSame(asked(), [1, 0]);
});

t.test('forget() keeps out what a first touch or a check in the air says of before', async (t) => {
  for (const wanted of [true, false]) {
    const { open, asked, double, meta, objects } = setUp();
    const door = gate();
    const hold = (): Promise<void> | undefined => {
      const [reads, heads] = asked();
      return reads + heads === 1 ? door.opened : undefined;
    };
    double.onRead = hold;
    double.onHead = hold;
    const viewer = open({ first: 0, last: 0 }, wanted);
    await settle();
    objects.forget(REF);
    double.object = { meta: { ...meta, etag: '"v1"' }, version: 1 };
    const next = await open({ first: 0, last: 0 }, wanted);
    t.equal(next.meta.etag, '"v1"', 'does not wait for the answer of before');
    next.close();
    double.object = { meta, version: 0 };
    door.open();
    const first = await viewer;
    t.equal(first.meta.etag, '"v0"');
    first.close();
    const again = await open({ first: 0, last: 0 }, false);
    t.equal(again.meta.etag, '"v1"', 'the answer of before came last, and was not believed');
    again.close();
  }
});
