import t from 'tap';
import { BLOCK_BYTES } from '../../src/object/block.ts';
import { createTails, type Tails } from '../../src/view/tails.ts';

const FIRST = 8 * BLOCK_BYTES;

const saw = (tails: Tails, bytes: number, times = 1): number => {
  for (let n = 0; n < times; n++) tails.saw('films', bytes);
  return tails.guess('films');
};

t.test('guess() is a first guess until enough films were seen, and never less', async (t) => {
  const tails = createTails();
  t.equal(tails.guess('films'), FIRST);
  t.equal(saw(tails, 1000, 15), FIRST);
  t.equal(saw(tails, 1000), 1000);
  t.equal(tails.guess('others'), FIRST, 'each bucket has films of its own');
});

t.test('guess() is as much as the longest index of late, up to a bound', async (t) => {
  const tails = createTails();
  t.equal(saw(tails, FIRST + 5), FIRST + 5, 'at once');
  t.equal(saw(tails, 2000, 15), FIRST + 5);
  t.equal(saw(tails, 2000), 2000);
  t.equal(saw(tails, 50_000_000), 16 * BLOCK_BYTES);
});

t.test(
  'guess() is nothing where all films have their index in front, until one has not',
  async (t) => {
    const tails = createTails();
    t.equal(saw(tails, 0, 16), 0);
    t.equal(saw(tails, 3000), 3000);
    t.equal(saw(tails, 0, 15), 3000);
    t.equal(saw(tails, 0), 0);
  },
);
