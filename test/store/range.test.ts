import fc from 'fast-check';
import t from 'tap';
import { selectRange } from '../../src/store/range.ts';

t.test('selectRange() selects the positions that the header names', async (t) => {
  const position = fc.nat(14);
  fc.assert(
    fc.property(fc.option(position), fc.option(position), fc.nat(10), (first, last, size) => {
      const selection = selectRange(`bytes=${first ?? ''}-${last ?? ''}`, size);
      if (first === null && last === null) return selection === 'whole';
      if (first !== null && last !== null && last < first) return selection === 'whole';
      const all = Array.from({ length: size }, (_, i) => i);
      const wanted =
        first === null
          ? all.filter((i) => i >= size - (last ?? 0))
          : all.filter((i) => i >= first && (last === null || i <= last));
      if (typeof selection === 'string') return selection === 'unsatisfiable' && !wanted.length;
      return all.slice(selection.start, selection.end).join() === wanted.join() && !!wanted.length;
    }),
    { numRuns: 10_000 },
  );
  t.pass();
});

t.test('selectRange() ignores what is not one valid range', async (t) => {
  for (const header of [undefined, '', 'bytes', 'bytes=', 'bytes=-', 'bytes=a-b', 'items=0-1']) {
    t.equal(selectRange(header, 10), 'whole', header ?? 'none');
  }
  for (const header of ['bytes=0-1,3-4', 'bytes=5-4', 'bytes 0-1', 'bytes=0x1-2', 'bytes=1--2']) {
    t.equal(selectRange(header, 10), 'whole', header);
  }
});

t.test('selectRange() takes any spelling of the unit, and numbers of any length', async (t) => {
  t.strictSame(selectRange('BYTES= 1-2', 10), { start: 1, end: 3 });
  t.strictSame(selectRange('bytes=0-18446744073709551616', 10), { start: 0, end: 10 });
  t.strictSame(selectRange(`bytes=-${'9'.repeat(400)}`, 10), { start: 0, end: 10 });
  t.equal(selectRange(`bytes=${'9'.repeat(400)}-`, 10), 'unsatisfiable');
});
