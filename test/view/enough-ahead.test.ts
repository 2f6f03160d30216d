import t from 'tap';
import { BLOCK_BYTES } from '../../src/object/block.ts';
import { createEnoughAhead } from '../../src/view/enough-ahead.ts';
import type { Learned } from '../../src/view/learned.ts';

const MB = 1e6;

/** A hundred seconds at 1 MB each, then a hundred at 3 MB. */
const timeline = {
  positions: Float64Array.of(0, 100 * MB, 400 * MB),
  seconds: Float64Array.of(0, 100, 200),
  firstFrame: undefined,
};

const setUp = (learned: Partial<Learned> | undefined, ms = 20_000) => {
  const film = learned && { view: undefined, reason: undefined, timeline: undefined, ...learned };
  return createEnoughAhead({ get: (version) => (version === 'v' ? film : undefined) }, ms);
};

t.test(
  'createEnoughAhead() counts seconds of video at the place where the viewer is',
  async (t) => {
    const enough = setUp({ timeline });
    t.equal(enough('v', 0), 20 * MB);
    t.equal(enough('v', 90 * MB), 10 * MB + 30 * MB);
    t.equal(enough('v', 200 * MB), 60 * MB);
    t.equal(setUp({ timeline }, 1000)('v', 0), MB);
  },
);

t.test('createEnoughAhead() never asks for portions too small to be worth it', async (t) => {
  const least = 8 * BLOCK_BYTES;
  t.equal(setUp({ timeline }, 1)('v', 0), least);
  t.equal(setUp({ timeline })('v', 400 * MB), least, 'at the end');
  t.equal(setUp({ timeline })('v', 900 * MB), least, 'beyond it');
});

t.test('createEnoughAhead() has no bound where nothing is known, or none is wanted', async (t) => {
  for (const enough of [setUp(undefined), setUp({}), setUp({ timeline }, 0)]) {
    t.equal(enough('v', 0), Number.POSITIVE_INFINITY);
  }
  t.equal(setUp({ timeline })('other', 0), Number.POSITIVE_INFINITY);
});

t.test('createEnoughAhead() tells the film how far its readers have come', async (t) => {
  const told: number[] = [];
  for (const ms of [0, 20_000]) setUp({ further: (position) => told.push(position) }, ms)('v', 7);
  t.strictSame(told, [7, 7]);
});
