import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { slice, type View } from '../../src/mp4/view.ts';
import { storedRange, storedSpans } from '../../src/view/stored-range.ts';

/** ftyp, an index that has grown from 100 bytes to 120, media, something behind the index. */
const VIEW: View = {
  size: 28 + 120 + 972 + 50,
  pieces: [
    { start: 0, end: 28 },
    new Uint8Array(120),
    { start: 28, end: 1000 },
    { start: 1100, end: 1150 },
  ],
};

t.test('storedRange() is what is wanted first, and what follows without a gap', async (t) => {
  const all = { first: 0, last: 999 };
  for (const [range, stored] of [
    [undefined, all],
    [{ first: 0, last: undefined }, all],
    [
      { first: 0, last: 27 },
      { first: 0, last: 27 },
    ],
    [
      { first: 10, last: 147 },
      { first: 10, last: 27 },
    ],
    [
      { first: 10, last: 150 },
      { first: 10, last: 30 },
    ],
    [
      { first: 50, last: undefined },
      { first: 28, last: 999 },
    ],
    [
      { first: 148, last: 157 },
      { first: 28, last: 37 },
    ],
    [
      { first: 1119, last: 1119 },
      { first: 999, last: 999 },
    ],
    [
      { first: 1119, last: undefined },
      { first: 999, last: 999 },
    ],
    [
      { first: 1120, last: 9999 },
      { first: 1100, last: 1149 },
    ],
    [{ suffix: 10 }, { first: 1140, last: 1149 }],
    [{ suffix: 9999 }, all],
  ] as const) {
    t.strictSame(storedRange(VIEW, range), stored, JSON.stringify(range));
  }
});

t.test('storedRange() is the first byte when no stored one is needed', async (t) => {
  for (const range of [{ first: 28, last: 147 }, { first: 9999, last: undefined }, { suffix: 0 }]) {
    t.strictSame(storedRange(VIEW, range), { first: 0, last: 0 });
  }
});

t.test('storedSpans() leave out what is literal', async (t) => {
  t.strictSame(
    storedSpans(VIEW, [
      { start: 20, end: 30 },
      { start: 140, end: 150 },
    ]),
    [
      { start: 20, end: 28 },
      { start: 28, end: 30 },
    ],
  );
  t.strictSame(storedSpans(VIEW, [{ start: 30, end: 40 }]), []);
});

t.test('storedRange() begins with the first stored byte of any range (property)', async () => {
  const position = fc.integer({ min: 0, max: VIEW.size - 1 });
  fc.assert(
    fc.property(position, position, (a, b) => {
      const span = { start: Math.min(a, b), end: Math.max(a, b) + 1 };
      const stored = storedRange(VIEW, { first: span.start, last: span.end - 1 });
      const [piece] = slice(VIEW, span).filter((one) => !(one instanceof Uint8Array));
      assert.deepEqual('first' in stored && stored.first, (piece as { start: number })?.start ?? 0);
    }),
  );
});
