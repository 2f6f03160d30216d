import fc from 'fast-check';
import t from 'tap';
import { settings, tapes, type WalkSetting, walk } from '../fixtures/random-walk.ts';
import { watchRejections } from '../fixtures/rejections.ts';

watchRejections(t);

t.test(
  'any interleaving of viewers and faults gives exact bytes of one version (property)',
  async () => {
    await fc.assert(fc.asyncProperty(settings, tapes, walk), { numRuns: 400 });
  },
);

const SETTING: WalkSetting = {
  sizeBytes: 151_073,
  capacity: 100,
  chunk: 2,
  window: 1,
  slots: 1,
  pieceBytes: 20_000,
  deaf: true,
};

t.test('a piece that comes after the last viewer has left makes no block with a hole', async () => {
  // Two viewers of overlapping first touches; the origin goes on although one was given up.
  await walk(SETTING, [
    { what: 'come', a: 65_538, b: 709_155 },
    { what: 'come', a: 65_536, b: 754_297 },
    { what: 'open', a: 0, b: 0 },
    { what: 'open', a: 0, b: 0 },
    { what: 'come', a: 0, b: 0 },
    { what: 'open', a: 0, b: 0 },
    { what: 'open', a: 0, b: 0 },
    { what: 'leave', a: 404_395, b: 0 },
  ]);
});
