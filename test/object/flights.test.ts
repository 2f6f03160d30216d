import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import { BLOCK_BYTES, blockKey, type VersionKey, versionKey } from '../../src/object/block.ts';
import type { BlockCache } from '../../src/object/block-cache.ts';
import type { Flight } from '../../src/object/flight.ts';
import { NoRoom, Unsatisfiable, Unversioned } from '../../src/object/flight-ends.ts';
import { createEngine, REF, settle } from '../fixtures/engine.ts';
import { bytesOf, metaOf } from '../fixtures/origin-double.ts';
import { watchRejections } from '../fixtures/rejections.ts';
import { gate } from '../fixtures/server.ts';

watchRejections(t);

const B = BLOCK_BYTES;
const blocks = (from: number, to: number) => ({ start: from * B, end: to * B });

const setUp = (options: Parameters<typeof createEngine>[0] = {}) => {
  const engine = createEngine(options);
  const version = versionKey(REF, engine.meta);
  const launch = (from: number, to: number, urgency: 'wanted' | 'ahead' = 'wanted'): Flight => {
    const flight = engine.flights.launch(REF, engine.meta, blocks(from, to), urgency);
    flight.join();
    return flight;
  };
  const open = (wanted: Parameters<typeof engine.flights.open>[1]) => {
    const found = engine.flights.open(REF, wanted, 'wanted');
    found.flight.join();
    return found;
  };
  return { ...engine, version, launch, open };
};

/** Of block `index`, if it is cached. */
const cached = (cache: BlockCache, version: VersionKey, index: number): Buffer | undefined => {
  const pieces = cache.get(blockKey(version, index));
  return pieces && Buffer.concat(pieces);
};

const landed = async (flight: Flight): Promise<Flight> => {
  while (!flight.over) await flight.changed();
  return flight;
};

t.test('launch() is found by every block it will have, from the same turn on', async (t) => {
  const { flights, version, launch } = setUp();
  const flight = launch(2, 5);
  t.strictSame(
    [1, 2, 3, 4, 5].map((index) => flights.find(version, index) === flight),
    [false, true, true, true, false],
  );
  t.equal(flights.find(versionKey(REF, metaOf({ size: 1, etag: '"v1"' })), 2), undefined);
});

t.test(
  'launch() asks for its span of that version, and fills the cache block by block',
  async (t) => {
    const { double, cache, flights, version, launch } = setUp();
    const second = gate();
    double.onPiece = (position) => (position === 3 * B ? second.opened : undefined);
    const flight = launch(2, 4);
    await settle();
    t.match(double.reads, [{ wanted: blocks(2, 4), ifMatch: '"v0"' }]);
    t.strictSame(cached(cache, version, 2), bytesOf(blocks(2, 3)));
    t.equal(flights.find(version, 2), undefined, 'cached: nobody needs the flight for it');
    t.equal(flights.find(version, 3), flight);
    t.strictSame(cache.stats(), { bytes: B, reserved: B, blocks: 1, evictions: 0 });
    second.open();
    await landed(flight);
    t.equal(flight.failure, undefined);
    await settle();
    t.strictSame(cached(cache, version, 3), bytesOf(blocks(3, 4)));
    t.strictSame(cache.stats(), { bytes: 2 * B, reserved: 0, blocks: 2, evictions: 0 });
    t.equal(flights.find(version, 3), undefined);
    t.equal(flights.count(), 0);
    t.equal(double.held(), 0);
  },
);

t.test('launch() reaches to a last block that is short', async (t) => {
  const { meta, flights, cache, version } = setUp({ meta: { size: 2 * B + 7 } });
  const flight = flights.launch(REF, meta, { start: 0, end: meta.size }, 'wanted');
  flight.join();
  await landed(flight);
  t.equal(cached(cache, version, 2)?.length, 7);
});

t.test(
  'launch() fails with what the origin says, caches nothing of it and forgets it',
  async (t) => {
    const { double, cache, flights, version, launch } = setUp();
    double.onRead = () => {
      throw new GatewayError('origin_unreachable', 'm');
    };
    const flight = await landed(launch(0, 4));
    t.match(flight.failure, { code: 'origin_unreachable' });
    t.equal(flights.find(version, 0), undefined);
    double.onRead = () => {};
    double.onPiece = (position) => {
      if (position >= 2 * B) throw new GatewayError('origin_truncated', 'm');
    };
    t.match((await landed(launch(0, 4))).failure, { code: 'origin_truncated' });
    await settle();
    t.strictSame(cache.stats(), { bytes: 2 * B, reserved: 0, blocks: 2, evictions: 0 });
    t.equal(flights.count(), 0);
    t.equal(double.held(), 0);
  },
);

t.test('launch() fails when the object is another one by any sign', async (t) => {
  for (const change of [{ etag: '"v1"' }, { size: 19 * B }, { size: 3 * B }, { size: 0 }]) {
    const { double, cache, meta, launch } = setUp();
    double.object = { meta: { ...meta, ...change }, version: 1 };
    t.match((await landed(launch(2, 4))).failure, { code: 'object_changed' });
    await settle();
    t.equal(cache.stats().blocks, 0);
    t.equal(cache.stats().reserved, 0);
    t.equal(double.held(), 0);
  }
});

t.test(
  'launch() fails with NoRoom where nothing can be evicted, and asks for nothing',
  async (t) => {
    const { double, cache, launch } = setUp({ capacityBlocks: 5 });
    const never = gate();
    double.onRead = () => never.opened;
    launch(0, 3);
    const second = await landed(launch(3, 6));
    t.ok(second.failure instanceof NoRoom);
    t.equal(double.reads.length, 1);
    t.equal(cache.stats().reserved, 3 * B);
  },
);

t.test('the last reader to leave aborts the request, and frees slot and memory', async (t) => {
  const { double, cache, flights, version, launch } = setUp({ slots: 1 });
  const never = gate();
  double.onPiece = () => never.opened;
  const flight = launch(0, 4);
  flight.join();
  await settle();
  flight.leave();
  t.equal(double.reads[0]?.signal.aborted, false, 'one is still there');
  flight.leave();
  t.equal(double.reads[0]?.signal.aborted, true);
  t.equal(flights.find(version, 0), undefined, 'nobody joins what is dying');
  double.onPiece = () => {};
  const fresh = launch(0, 4);
  t.equal(flights.find(version, 0), fresh, 'a newcomer in the same turn starts afresh');
  never.open();
  await landed(fresh);
  t.equal(fresh.failure, undefined);
  await settle();
  t.strictSame(cache.stats(), { bytes: 4 * B, reserved: 0, blocks: 4, evictions: 0 });
  t.equal(flights.count(), 0);
  t.equal(double.held(), 0);
});

t.test('an abandoned flight that still queues asks the origin nothing', async (t) => {
  const { double, flights, launch } = setUp({ slots: 1 });
  const never = gate();
  double.onRead = () => never.opened;
  launch(0, 1);
  const queued = launch(1, 2);
  await settle();
  t.equal(flights.count(), 2);
  queued.leave();
  await settle();
  t.equal(flights.count(), 1);
  t.equal(double.reads.length, 1);
});

t.test(
  'an abandoned flight caches nothing of an origin that does not hear the abort',
  async (t) => {
    for (const when of ['head', 'piece'] as const) {
      const { double, cache, flights, version, launch } = setUp({ pieceBytes: 2 * B - 100 });
      const late = gate();
      const deaf = double.read;
      double.read = (ref, wanted, options) =>
        deaf(ref, wanted, { ...options, signal: new AbortController().signal });
      if (when === 'head') double.onRead = () => late.opened;
      else double.onPiece = (position) => (position > 0 ? late.opened : undefined);
      const flight = launch(0, 4);
      await settle();
      flight.leave();
      late.open();
      await settle();
      const expected = when === 'head' ? 0 : 1;
      t.equal(cache.stats().blocks, expected, when);
      t.equal(cache.stats().reserved, 0);
      t.equal(cache.has(blockKey(version, 1)), false, 'no block with a hole in it');
      t.equal(flights.count(), 0);
      t.equal(flights.find(version, 2), undefined);
      t.equal(double.held(), 0);
    }
  },
);

t.test('hurry() sends a flight before other read-ahead', async (t) => {
  const { double, flights, launch } = setUp({ slots: 1 });
  const first = gate();
  double.onRead = (nth) => (nth === 1 ? first.opened : undefined);
  launch(0, 1, 'ahead');
  launch(1, 2, 'ahead');
  flights.hurry(launch(2, 3, 'ahead'));
  await settle();
  first.open();
  await settle();
  await settle();
  t.strictSame(
    double.reads.map(({ wanted }) => wanted),
    [blocks(0, 1), blocks(2, 3), blocks(1, 2)],
  );
});

t.test('open() learns the version and is found by its blocks the moment it has', async (t) => {
  const { double, directory, flights, version, open } = setUp();
  const head = gate();
  const body = gate();
  double.onRead = () => head.opened;
  double.onPiece = () => body.opened;
  const { flight, joined } = open(blocks(1, 5));
  t.equal(joined, false);
  t.equal(flights.find(version, 1), undefined, 'which version it will be is not known yet');
  head.open();
  while (flight.meta === undefined) await flight.changed();
  t.equal(flight.meta, double.object.meta);
  t.equal(flights.find(version, 1), flight, 'in the very turn in which its readers wake');
  t.equal(flights.find(version, 4), flight);
  t.equal(directory.find(REF)?.meta, double.object.meta);
  t.equal(double.reads[0]?.ifMatch, undefined);
  body.open();
  await landed(flight);
});

t.test('open() is joined by all who ask for a byte in it', async (t) => {
  const { double, open } = setUp();
  const head = gate();
  double.onRead = () => head.opened;
  const first = open(blocks(1, 5));
  t.equal(open(blocks(1, 5)).flight, first.flight);
  t.equal(open(blocks(4, 8)).flight, first.flight, 'its first byte comes with it');
  t.equal(open(blocks(4, 8)).joined, true);
  t.equal(open(blocks(5, 8)).joined, false, 'not a byte of it');
  t.equal(open(blocks(0, 4)).joined, false, 'not its first byte');
  const suffix = open({ suffix: 10 });
  t.equal(suffix.joined, false, 'where a suffix begins is not known');
  t.equal(open({ suffix: 10 }).flight, suffix.flight);
  t.equal(open({ suffix: 11 }).joined, false);
  head.open();
  await settle();
});

t.test('open() after an abandoned one is one fresh flight, whoever comes', async (t) => {
  const { double, open } = setUp();
  const never = gate();
  double.onRead = () => never.opened;
  const dead = open(blocks(0, 4)).flight;
  await settle();
  dead.leave();
  const fresh = open(blocks(0, 4));
  t.not(fresh.flight, dead);
  t.equal(fresh.joined, false);
  const third = open(blocks(0, 4));
  t.equal(third.flight, fresh.flight, 'though the origin has not let go of the dead one yet');
  t.equal(third.joined, true);
});

t.test('open() clips to the object, and gives back what was set aside beyond it', async (t) => {
  const { double, cache, open } = setUp({ meta: { size: 100 } });
  const body = gate();
  double.onPiece = () => body.opened;
  const { flight } = open(blocks(0, 4));
  await settle();
  t.strictSame(flight.span, { start: 0, end: 100 });
  t.equal(cache.stats().reserved, 100);
  body.open();
  await landed(flight);
  await settle();
  t.strictSame(cache.stats(), { bytes: 100, reserved: 0, blocks: 1, evictions: 0 });
});

t.test('open() brings a suffix in whole blocks, wherever it begins', async (t) => {
  for (const size of [1, 100, B - 1, B, B + 1, 3 * B - 1, 3 * B, 3 * B + 1, 5 * B + 77]) {
    for (const suffix of [1, 99, 100, B - 1, B, B + 1, 2 * B, 5 * B]) {
      for (const pieceBytes of [1000, B, 10 * B]) {
        const { cache, open, meta, version } = setUp({ meta: { size }, pieceBytes });
        const { flight } = open({ suffix });
        await landed(flight);
        await settle();
        t.equal(flight.failure, undefined);
        const first = Math.floor(Math.max(0, size - suffix) / B);
        for (let index = first; index * B < size; index++) {
          const span = { start: index * B, end: Math.min(size, (index + 1) * B) };
          const block = cached(cache, version, index);
          t.ok(
            block && Buffer.compare(block, bytesOf(span)) === 0,
            `${suffix} of ${size}: ${index}`,
          );
        }
        t.equal(cache.stats().reserved, 0);
        t.equal(flight.span.end, meta.size);
        t.ok(flight.span.start % B === 0 && flight.span.start <= first * B);
      }
    }
  }
});

t.test('open() fails where there is no such byte, for all who joined', async (t) => {
  for (const size of [0, 3 * B]) {
    const { cache, flights, open } = setUp({ meta: { size } });
    const { flight } = open(blocks(4, 8));
    t.ok((await landed(flight)).failure instanceof Unsatisfiable);
    await settle();
    t.equal(flights.count(), 0);
    t.equal(cache.stats().reserved, 0);
  }
});

t.test('open() fails where the bytes cannot be shared', async (t) => {
  for (const etag of ['W/"v0"', undefined]) {
    const { double, cache, open } = setUp({ meta: { etag } });
    t.ok((await landed(open(blocks(0, 4)).flight)).failure instanceof Unversioned);
    await settle();
    t.equal(double.held(), 0);
    t.equal(cache.stats().reserved, 0);
  }
  const { double, open } = setUp({ capacityBlocks: 3 });
  t.ok((await landed(open(blocks(0, 4)).flight)).failure instanceof NoRoom);
  t.equal(double.reads.length, 0);
});

t.test('open() is not cached as a failure', async (t) => {
  const { double, open } = setUp();
  double.onRead = () => {
    throw new GatewayError('origin_timeout', 'm');
  };
  t.match((await landed(open(blocks(0, 4)).flight)).failure, { code: 'origin_timeout' });
  double.onRead = () => {};
  const again = open(blocks(0, 4));
  t.equal(again.joined, false);
  t.equal((await landed(again.flight)).failure, undefined);
});

t.test('two first touches that meet ask for no byte twice', async (t) => {
  const { double, cache, flights, version, open } = setUp({ pieceBytes: 10_000 });
  const body = gate();
  double.onPiece = () => body.opened;
  const second = open(blocks(3, 7)).flight;
  const first = open(blocks(1, 5)).flight;
  open({ suffix: 100 });
  await settle();
  t.strictSame(
    double.reads.map(({ wanted }) => wanted),
    [blocks(3, 7), blocks(1, 3), { suffix: 100 + B - 1 }],
  );
  t.equal(flights.find(version, 1), first);
  t.equal(flights.find(version, 4), second, 'the one that was here first is read');
  body.open();
  await landed(first);
  await landed(second);
  await settle();
  for (let index = 1; index < 7; index++) {
    t.strictSame(cached(cache, version, index), bytesOf(blocks(index, index + 1)));
  }
  t.equal(flights.find(version, 4), undefined);
});

t.test('a first touch goes past one that has been given up', async (t) => {
  const { double, open } = setUp();
  double.onRead = () => new Promise(() => {});
  open(blocks(3, 7)).flight.leave();
  open(blocks(1, 5));
  await settle();
  t.match(double.reads.at(-1)?.wanted, blocks(1, 5));
});

t.test('find() is of one bucket, one key and one version', async (t) => {
  const { flights, meta, launch } = setUp();
  launch(0, 4);
  t.equal(flights.find(versionKey({ ...REF, key: 'b' }, meta), 0), undefined);
  t.equal(flights.find(versionKey({ ...REF, bucket: 'b' }, meta), 0), undefined);
});

t.test('favoured blocks are the first and the last of an object', async (t) => {
  const { cache, version, launch } = setUp({ blocks: 100, capacityBlocks: 50 });
  await landed(launch(0, 4));
  await landed(launch(98, 100));
  for (let from = 8; from < 96; from += 4) await landed(launch(from, from + 4));
  for (const index of [0, 1, 98, 99]) t.ok(cache.has(blockKey(version, index)), `${index}`);
  t.notOk(cache.has(blockKey(version, 8)));
});

t.test('forget() has nobody join a first touch of before', async (t) => {
  const { open, flights } = setUp();
  const before = open(blocks(0, 2));
  flights.forget(REF);
  const after = open(blocks(0, 2));
  t.equal(after.joined, false);
  t.equal(open(blocks(0, 2)).flight, after.flight);
  await Promise.all([landed(before.flight), landed(after.flight)]);
});
