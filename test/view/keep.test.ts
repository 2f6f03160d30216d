import t from 'tap';
import { BLOCK_BYTES } from '../../src/object/block.ts';
import { keepLongest } from '../../src/view/keep.ts';

const B = BLOCK_BYTES;

const kept = (start: number, end: number): string[] => {
  const keys: string[] = [];
  keepLongest({ favour: (key) => keys.push(key) }, 'v/', { start, end });
  return keys;
};

t.test('keepLongest() favours the blocks that hold a span', async (t) => {
  t.strictSame(kept(0, 1), ['v/0']);
  t.strictSame(kept(B - 1, B + 1), ['v/0', 'v/1']);
  t.strictSame(kept(3 * B, 5 * B), ['v/3', 'v/4']);
});

t.test('keepLongest() favours no more of one film than it is worth', async (t) => {
  t.equal(kept(0, 1e9).length, 32);
});
