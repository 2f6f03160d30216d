import fc from 'fast-check';
import t from 'tap';
import { compareBytes } from '../../src/store/byte-order.ts';

t.test('compareBytes() orders as the bytes of UTF-8 do', async (t) => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 6 }),
    fc.string({ unit: fc.constantFrom('a', '/', '\u{ffee}', '\ue000', '🎬', 'é'), maxLength: 4 }),
  );
  fc.assert(
    fc.property(text, text, (a, b) => {
      const wanted = Buffer.compare(Buffer.from(a), Buffer.from(b));
      return Math.sign(compareBytes(a, b)) === wanted;
    }),
    { numRuns: 10_000 },
  );
  t.ok(compareBytes('\u{ffee}', '🎬') < 0, 'unlike UTF-16 code units');
});
