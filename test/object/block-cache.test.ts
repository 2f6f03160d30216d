import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { lengthOfPieces } from '../../src/object/block.ts';
import { type BlockCache, createBlockCache } from '../../src/object/block-cache.ts';

/** Blocks of 10 bytes stand for those of 64 KiB. */
const BLOCK = 10;

const add = (cache: BlockCache, key: string, favoured = false, bytes = BLOCK): boolean => {
  if (!cache.reserve(bytes)) return false;
  cache.put(key, [Buffer.alloc(bytes)], favoured);
  return true;
};

const names = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `${prefix}${n}`);

/** As one viewer who plays from beginning to end, each block once. */
const playOnce = (cache: BlockCache, keys: readonly string[]): void => {
  for (const key of keys) {
    add(cache, key);
    cache.get(key);
  }
};

t.test('createBlockCache() keeps what was put, byte for byte', async (t) => {
  const cache = createBlockCache(100);
  const block = [Buffer.from('01234'), Buffer.from('56789')];
  t.ok(cache.reserve(10));
  t.strictSame(cache.stats(), { bytes: 0, reserved: 10, blocks: 0, evictions: 0 });
  cache.put('a', block, false);
  t.equal(cache.get('a'), block, 'the very pieces, not a copy');
  t.equal(cache.has('a'), true);
  t.equal(cache.get('b'), undefined);
  t.equal(cache.has('b'), false);
  t.strictSame(cache.stats(), { bytes: 10, reserved: 0, blocks: 1, evictions: 0 });
});

t.test('createBlockCache() joins the pieces of what it is likely to keep', async (t) => {
  const cache = createBlockCache(100);
  const memory = Buffer.from('..0123456789..');
  const block = [memory.subarray(2, 5), memory.subarray(5, 12)];
  const joined = (key: string) => {
    const [only, ...others] = cache.get(key) ?? [];
    t.strictSame(Buffer.from(only ?? []), Buffer.from('0123456789'));
    t.equal(only?.buffer.byteLength, 10, 'in memory of its own');
    t.strictSame(others, []);
    return only;
  };
  for (const [key, favoured] of [
    ['head', true],
    ['film', false],
  ] as const) {
    cache.reserve(10);
    cache.put(key, block, favoured);
  }
  joined('head');
  t.equal(cache.get('film'), block, 'read for the first time');
  const again = joined('film');
  t.equal(joined('film'), again, 'copied once');

  cache.reserve(10);
  cache.put(
    'trickle',
    [...memory.subarray(2, 12)].map((byte) => Buffer.from([byte])),
    false,
  );
  joined('trickle');
});

t.test('createBlockCache() counts a block that is put twice once', async (t) => {
  const cache = createBlockCache(100);
  for (const favoured of [false, true, false, true]) add(cache, 'a', favoured);
  t.strictSame(cache.stats(), { bytes: 10, reserved: 0, blocks: 1, evictions: 0 });
});

t.test('reserve() refuses what cannot fit even in an empty cache', async (t) => {
  const cache = createBlockCache(30);
  add(cache, 'a');
  t.equal(cache.reserve(31), false);
  t.equal(cache.has('a'), true, 'a refusal evicts nothing');
  t.equal(cache.reserve(25), true);
  t.equal(cache.has('a'), false, 'evicted to make room');
  t.equal(cache.reserve(6), false, 'full of what cannot be evicted');
  cache.release(25);
  t.equal(cache.reserve(30), true);
});

t.test('createBlockCache() of 0 bytes keeps nothing and reserves nothing', async (t) => {
  const cache = createBlockCache(0);
  t.equal(cache.capacity, 0);
  t.equal(cache.reserve(1), false);
  t.equal(cache.get('a'), undefined);
  t.strictSame(cache.stats(), { bytes: 0, reserved: 0, blocks: 0, evictions: 0 });
});

t.test('a long film that is read once pushes out nothing that was read twice', async (t) => {
  const cache = createBlockCache(20 * BLOCK);
  const hot = names('hot', 10);
  playOnce(cache, hot);
  for (const key of hot) cache.get(key);
  playOnce(cache, names('film', 500));
  t.strictSame(
    hot.filter((key) => !cache.has(key)),
    [],
  );
});

t.test('a long film that is read once pushes out no favoured block', async (t) => {
  const cache = createBlockCache(20 * BLOCK);
  const heads = names('head', 10);
  for (const key of heads) add(cache, key, true);
  playOnce(cache, names('film', 500));
  t.strictSame(
    heads.filter((key) => !cache.has(key)),
    [],
  );
});

t.test('favour() protects a block by its name, whether it is here or yet to come', async (t) => {
  const cache = createBlockCache(20 * BLOCK);
  add(cache, 'here');
  cache.favour('here');
  cache.favour('later');
  add(cache, 'later');
  playOnce(cache, names('film', 500));
  t.equal(cache.has('here'), true);
  t.equal(cache.has('later'), true);
  t.equal(cache.stats().bytes <= 20 * BLOCK, true);
  cache.favour('here');
  t.equal(lengthOfPieces(cache.get('here') ?? []), BLOCK);
});

t.test('what was read twice gives way in the end to what is read twice later', async (t) => {
  const cache = createBlockCache(20 * BLOCK);
  const old = names('old', 16);
  const young = names('young', 16);
  for (const key of [...old, ...young]) {
    playOnce(cache, [key]);
    cache.get(key);
  }
  t.strictSame(
    young.filter((key) => !cache.has(key)),
    [],
  );
});

t.test('has() is no use of a block', async (t) => {
  const cache = createBlockCache(4 * BLOCK);
  playOnce(cache, ['a', 'b', 'c', 'd']);
  for (let n = 0; n < 5; n++) cache.has('a');
  add(cache, 'e');
  t.equal(cache.has('a'), false, 'the oldest goes first');
});

t.test('cached and reserved bytes never exceed the capacity (property)', async () => {
  const steps = fc.array(
    fc.record({
      what: fc.constantFrom('reserve', 'put', 'release', 'get'),
      key: fc.nat(15),
      bytes: fc.integer({ min: 1, max: 60 }),
      favoured: fc.boolean(),
    }),
    { maxLength: 200 },
  );
  await fc.assert(
    fc.property(fc.nat(200), steps, (capacity, actions) => {
      const cache = createBlockCache(capacity);
      const set: number[] = [];
      const lengths = new Map<string, number>();
      for (const { what, key, bytes, favoured } of actions) {
        if (what === 'reserve') {
          const fits = set.reduce((sum, n) => sum + n, 0) + bytes <= capacity;
          assert.equal(cache.reserve(bytes), fits);
          if (fits) set.push(bytes);
        } else if (what === 'get') {
          const block = cache.get(`${key}`);
          if (block !== undefined) assert.equal(lengthOfPieces(block), lengths.get(`${key}`));
        } else {
          const reserved = set.pop();
          if (reserved === undefined) continue;
          if (what === 'release') cache.release(reserved);
          else {
            lengths.set(`${key}`, reserved);
            cache.put(`${key}`, [Buffer.alloc(reserved)], favoured);
            assert.ok(cache.has(`${key}`), 'what was put is there, at least for now');
          }
        }
        const stats = cache.stats();
        assert.equal(
          stats.reserved,
          set.reduce((sum, n) => sum + n, 0),
        );
        assert.ok(stats.bytes + stats.reserved <= capacity);
        let held = 0;
        for (const [name, length] of lengths) if (cache.has(name)) held += length;
        assert.equal(stats.bytes, held);
      }
    }),
    { numRuns: 2000 },
  );
});

t.test('purge() drops what is meant, protected or not, and gives its memory back', async (t) => {
  const cache = createBlockCache(1000);
  for (const [key, favoured] of [
    ['a0', true],
    ['a1', false],
    ['b0', false],
  ] as const) {
    cache.reserve(10);
    cache.put(key, [new Uint8Array(10)], favoured);
  }
  cache.reserve(5);
  t.strictSame(
    cache.purge((key) => key.startsWith('a')),
    { blocks: 2, bytes: 20 },
  );
  t.strictSame(cache.stats(), { bytes: 10, reserved: 5, blocks: 1, evictions: 0 });
  t.notOk(cache.has('a0') || cache.has('a1'));
  t.ok(cache.has('b0'));
});
