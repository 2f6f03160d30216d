import t from 'tap';
import { BLOCK_BYTES, blockKey, versionKey } from '../../src/object/block.ts';
import { REF, settle } from '../fixtures/engine.ts';
import { drain } from '../fixtures/sources.ts';
import type { SparseObject } from '../fixtures/sparse-object.ts';
import { createViewHouse } from '../fixtures/view-house.ts';
import { noise, wideFilm } from '../fixtures/wide-film.ts';

const B = BLOCK_BYTES;
const IN_FRONT = wideFilm('ftyp', 'moov', noise(20 * B), 'mdat');
const someone = () => new AbortController().signal;

const setUp = (film: SparseObject) => {
  const house = createViewHouse({ film });
  const { views, films, meta, cache } = house;
  const learned = () => films.get(versionKey(REF, meta));
  const open = () => views.open(REF, undefined, true, someone());
  const favoured: string[] = [];
  const { favour } = cache;
  Object.assign(cache, {
    favour: (key: string) => {
      favoured.push(key);
      favour(key);
    },
  });
  return { ...house, learned, open, favoured };
};

t.test('a film with its index in front is learned from what its viewer has read', async (t) => {
  const { learned, open, double, meta, favoured } = setUp(IN_FRONT);
  const opened = await open();
  t.equal(learned()?.reason, undefined);
  await drain(opened.read({ start: 0, end: IN_FRONT.size }));
  opened.close();
  await settle();
  t.equal(learned()?.reason, 'in-front');
  t.type(learned()?.timeline?.firstFrame?.start, 'number');
  t.equal(double.reads.filter(({ ifMatch }) => ifMatch === undefined).length, 2);
  const bytes = double.reads.reduce((sum, { taken }) => sum + taken, 0);
  t.ok(bytes <= IN_FRONT.size + 9 * B, 'the origin gave nothing for it');
  const { start } = learned()?.timeline?.firstFrame ?? { start: 0 };
  const blocks = [0, Math.floor(start / B)].map((index) => blockKey(versionKey(REF, meta), index));
  t.ok(
    blocks.every((key) => favoured.includes(key)),
    'index and first frame are kept',
  );
});

t.test('an upload that was cut short behind its index is found out in passing', async (t) => {
  const whole = wideFilm('ftyp', 'moov', 'mdat', noise(B));
  const cut = { size: whole.size - B - 20, read: whole.read };
  const { learned, open, warnings } = setUp(cut);
  const opened = await open();
  await drain(opened.read({ start: 0, end: cut.size }));
  await settle();
  t.equal(learned()?.reason, 'cut-short');
  t.match(warnings, [[{ reason: 'cut-short' }]]);
  t.equal((await open()).meta.etag, '"v0"');
});

t.test('what is not in the cache is not read for it', async (t) => {
  const { learned, open, double } = setUp(IN_FRONT);
  const opened = await open();
  opened.close();
  await settle();
  const reads = double.reads.length;
  learned()?.further?.(5 * B);
  learned()?.further?.(0);
  await settle();
  t.equal(double.reads.length, reads);
  t.equal(learned()?.reason, undefined);
});
