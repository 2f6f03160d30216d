import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { decodeCursor, encodeCursor } from '../../src/routes/cursor.ts';

t.test('encodeCursor() knows a last page', async (t) => {
  t.equal(encodeCursor(undefined), null);
});

t.test('decodeCursor() knows a first page', async (t) => {
  t.equal(decodeCursor(undefined), undefined);
  t.equal(decodeCursor(''), undefined);
});

t.test('decodeCursor() undoes encodeCursor(), which is safe in any URL (property)', async () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (token) => {
      const cursor = encodeCursor(token);
      assert.match(cursor ?? '', /^[A-Za-z0-9_-]+$/);
      assert.equal(decodeCursor(cursor ?? ''), token);
    }),
    { numRuns: 10_000 },
  );
});

t.test('decodeCursor() refuses what no listing gave out', async (t) => {
  for (const cursor of ['!', 'a', 'YQ==', 'Y Q', 'YR', '/w', '_w', 'YQ\n', 'l/v00/', '\u00e9']) {
    t.throws(() => decodeCursor(cursor), { code: 'cursor_invalid', status: 400 }, cursor);
  }
});
