import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { BLOCK_BYTES } from '../../src/object/block.ts';
import {
  afterTake,
  type Pace,
  portionOf,
  runBytes,
  UNKNOWN_PACE,
  wantedLength,
  windowFor,
} from '../../src/object/read-ahead.ts';

const MiB = 1024 * 1024;
const MOST = 8 * MiB;

/** Takes a block every `ms` milliseconds, `blocks` times. */
const taking = (blocks: number, ms: number, pace: Pace = UNKNOWN_PACE): Pace => {
  let after = pace;
  for (let n = 0; n < blocks; n++) after = afterTake(after, BLOCK_BYTES, ms);
  return after;
};

t.test('windowFor() is closed for a viewer who has taken nothing', async (t) => {
  t.equal(windowFor(UNKNOWN_PACE, MOST), 0);
});

t.test('windowFor() is wide open within a few blocks for one who takes all at once', async (t) => {
  t.equal(windowFor(taking(8, 0), MOST), MOST);
});

t.test('windowFor() gives a faster viewer a wider window (property)', async () => {
  const paces = fc.integer({ min: 0, max: 5000 });
  await fc.assert(
    fc.property(paces, paces, (a, b) => {
      const [fast, slow] = [Math.min(a, b), Math.max(a, b)];
      assert.ok(windowFor(taking(20, fast), MOST) >= windowFor(taking(20, slow), MOST));
    }),
  );
});

t.test('windowFor() narrows when a viewer slows down, and opens again', async (t) => {
  const fast = taking(20, 1);
  const slow = taking(20, 1000, fast);
  t.equal(windowFor(fast, MOST), MOST);
  t.ok(windowFor(slow, MOST) <= 4 * BLOCK_BYTES, `${windowFor(slow, MOST)}`);
  t.equal(windowFor(taking(20, 1, slow), MOST), MOST);
});

t.test('windowFor() never exceeds the most allowed (property)', async () => {
  await fc.assert(
    fc.property(
      fc.nat(100),
      fc.nat(10_000),
      fc.integer({ min: 65536, max: MOST }),
      (n, ms, most) => {
        const window = windowFor(taking(n, ms), most);
        assert.ok(window >= 0 && window <= most && Number.isInteger(window));
      },
    ),
  );
});

t.test('portionOf() is at most a chunk, at least a block (property)', async () => {
  const sizes = fc.integer({ min: 0, max: 1024 * MiB });
  const chunks = fc.integer({ min: BLOCK_BYTES, max: 64 * MiB });
  await fc.assert(
    fc.property(sizes, chunks, (window, chunk) => {
      const portion = portionOf(window, chunk);
      assert.ok(portion >= BLOCK_BYTES && portion <= chunk);
    }),
  );
});

t.test('portionOf() asks for as much at once as the window allows', async (t) => {
  t.equal(portionOf(BLOCK_BYTES, MiB), 4 * BLOCK_BYTES, 'no small change');
  t.equal(portionOf(600_000, MiB), 4 * BLOCK_BYTES, 'half of a narrow window');
  t.equal(portionOf(MiB, MiB), 8 * BLOCK_BYTES);
  t.equal(portionOf(8 * MiB, MiB), 8 * BLOCK_BYTES, 'no more for one than outruns it');
  t.equal(portionOf(64 * MiB, 8 * MiB), 4 * MiB, 'and a sixteenth of a wide one');
});

t.test('portionOf() cuts a full window into several requests side by side', async (t) => {
  t.ok(MOST / portionOf(MOST, MiB) >= 4);
});

t.test('wantedLength() is a chunk while the pace is unknown', async (t) => {
  t.equal(wantedLength(UNKNOWN_PACE, 0, MOST, MiB), MiB);
});

t.test('wantedLength() follows the window down for a slow viewer', async (t) => {
  const slow = taking(20, 1000);
  t.ok(wantedLength(slow, windowFor(slow, MOST), MOST, MiB) <= 4 * BLOCK_BYTES);
  t.equal(wantedLength(taking(20, 0), MOST, MOST, MiB), MiB, 'and not for a fast one');
});

t.test('wantedLength() is never more than a share of memory, and never of no use', async (t) => {
  t.equal(wantedLength(UNKNOWN_PACE, 0, 5 * BLOCK_BYTES + 1, MiB), 5 * BLOCK_BYTES);
  t.equal(wantedLength(taking(20, 0), MOST, 5 * BLOCK_BYTES, MiB), 5 * BLOCK_BYTES);
  t.equal(wantedLength(UNKNOWN_PACE, 0, 1, MiB), 2 * BLOCK_BYTES);
});

t.test(
  'runBytes() is one large write for few viewers, and little for each of a crowd',
  async (t) => {
    t.equal(runBytes(64 * MiB), MiB);
    t.equal(runBytes(16 * BLOCK_BYTES), 4 * BLOCK_BYTES);
    t.equal(runBytes(BLOCK_BYTES), BLOCK_BYTES);
    t.equal(runBytes(0), BLOCK_BYTES);
  },
);
