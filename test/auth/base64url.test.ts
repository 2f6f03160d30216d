import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { decodeText, encodeText } from '../../src/auth/base64url.ts';

t.test('encodeText() writes base64url without padding', async (t) => {
  t.equal(encodeText(''), '');
  t.equal(encodeText('a'), 'YQ');
  t.equal(encodeText('ü?>'), 'w7w_Pg');
});

t.test('decodeText() undoes encodeText() (property)', async () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.equal(decodeText(encodeText(text)), text);
    }),
    { numRuns: 10_000 },
  );
});

t.test('decodeText() takes no second spelling, and nothing that is not UTF-8', async (t) => {
  for (const text of ['YR', 'YQ==', 'YQ=', 'Y', 'Y Q', 'YQ\n', 'w7w/Pg', '_w', '7aCA', '!', 'ä']) {
    t.equal(decodeText(text), undefined, JSON.stringify(text));
  }
});
