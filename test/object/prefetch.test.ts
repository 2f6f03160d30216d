import t from 'tap';
import { BLOCK_BYTES, blockKey, versionKey } from '../../src/object/block.ts';
import { createPrefetch } from '../../src/object/prefetch.ts';
import { createEngine, type EngineOptions, REF, settle } from '../fixtures/engine.ts';
import { drain } from '../fixtures/sources.ts';

const B = BLOCK_BYTES;
const anybody = new AbortController().signal;

const setUp = (options: EngineOptions = {}, most = 8) => {
  const engine = createEngine({ blocks: 20, chunkBlocks: 4, ...options });
  const { directory, flights, cache, tools } = engine;
  const prefetch = createPrefetch({
    directory,
    flights,
    cache,
    chunkBytes: tools.chunkBytes,
    most,
  });
  const version = versionKey(REF, engine.meta);
  const here = () =>
    Array.from({ length: 20 }, (_, index) => index).filter((index) =>
      cache.has(blockKey(version, index)),
    );
  return { ...engine, prefetch, here };
};

t.test('createPrefetch() reads the first chunk of what nobody has asked for yet', async (t) => {
  const { prefetch, here, double, objects } = setUp();
  t.ok(prefetch(REF, undefined));
  await settle();
  t.strictSame(here(), [0, 1, 2, 3]);
  const reads = double.reads.length;
  const opened = await objects.open(REF, { first: 0, last: 99 }, true, anybody);
  t.equal(opened.look([{ start: 0, end: 100 }]), 'hit');
  t.equal(double.reads.length, reads, 'the viewer costs the storage nothing more');
  opened.close();
});

t.test(
  'createPrefetch() reads what is missing of a known version, and nothing that is here',
  async (t) => {
    const { prefetch, here, objects } = setUp();
    const opened = await objects.open(REF, { first: 0, last: 99 }, true, anybody);
    await drain(opened.read({ start: 0, end: 2 * B }));
    opened.close();
    t.notOk(prefetch(REF, undefined), 'begins here');
    t.ok(prefetch(REF, { first: 10 * B + 5, last: 10 * B + 9 }));
    await settle();
    t.ok(here().includes(10) && here().includes(13) && !here().includes(14), `${here()}`);
    t.ok(prefetch(REF, { suffix: 10 }));
    await settle();
    t.ok(here().includes(19));
    t.notOk(prefetch(REF, { first: 50 * B, last: undefined }), 'past the end');
  },
);

t.test('createPrefetch() goes behind viewers, and makes few guesses at once', async (t) => {
  const { prefetch, double } = setUp({}, 1);
  t.ok(prefetch(REF, undefined));
  t.notOk(prefetch({ ...REF, key: 'b.mp4' }, undefined), 'one at a time here');
  await settle();
  t.ok(prefetch(REF, { first: 10 * B, last: undefined }), 'when it is over, another');
  await settle();
  t.ok(double.reads.length >= 2);
});

t.test('createPrefetch() minds neither failures nor what cannot be kept', async (t) => {
  const { prefetch, directory } = setUp();
  directory.missing(REF);
  t.notOk(prefetch(REF, undefined));
  t.notOk(setUp({ capacityBlocks: 0 }).prefetch(REF, undefined));
  t.notOk(setUp().prefetch(REF, { suffix: 0 }));
});
