import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { bytesIn, splitRun } from '../../src/limits/split-run.ts';

const run = (...texts: readonly string[]) => texts.map((text) => Buffer.from(text));
const texts = (pieces: readonly Uint8Array[] | undefined) =>
  pieces?.map((piece) => Buffer.from(piece).toString());

t.test('splitRun() splits between pieces, or within one', async (t) => {
  const whole = run('abc', 'de');
  for (const [most, first, rest] of [
    [1, ['a'], ['bc', 'de']],
    [3, ['abc'], ['de']],
    [4, ['abc', 'd'], ['e']],
    [5, ['abc', 'de'], undefined],
    [99, ['abc', 'de'], undefined],
  ] as const) {
    const split = splitRun(whole, most);
    t.same([texts(split.first), texts(split.rest)], [first, rest], `at ${most}`);
  }
  t.equal(splitRun(whole, 5).first, whole, 'what fits is handed on as it is');
  t.equal(splitRun(whole, 1).first[0]?.buffer, whole[0]?.buffer, 'nothing is copied');
});

t.test('splitRun() keeps every byte in its place (property)', async () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 9 }), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(pieces, fc.integer({ min: 1, max: 40 }), (all, most) => {
      const { first, rest } = splitRun(all, most);
      assert.deepEqual(Buffer.concat([...first, ...(rest ?? [])]), Buffer.concat(all));
      assert.equal(bytesIn(first), Math.min(most, bytesIn(all)));
      assert.ok(first.length > 0);
      assert.ok(rest === undefined || bytesIn(rest) > 0);
    }),
    { numRuns: 2000 },
  );
});
