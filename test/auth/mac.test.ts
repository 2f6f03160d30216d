import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import t from 'tap';
import { isMacOf, macOf } from '../../src/auth/mac.ts';

const SECRET = Buffer.from('0123456789abcdef0123456789abcdef');
const FIELDS = ['purpose', 'ä', '', 'last\nfield'];
const MAC = macOf(SECRET, FIELDS);
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

t.test('macOf() is HMAC-SHA256 of the fields, a line each', async (t) => {
  const hmac = createHmac('sha256', SECRET).update('purpose\nä\n\nlast\nfield', 'utf8');
  t.equal(MAC, hmac.digest('base64url'));
  t.match(MAC, /^[A-Za-z0-9_-]{43}$/);
});

t.test('macOf() refuses fields that could be mistaken for others', async (t) => {
  for (const fields of [
    ['a\nb', 'c'],
    ['a', '\n', 'c'],
    ['a', '\ud800'],
    ['\udc00', 'a'],
  ]) {
    t.throws(() => macOf(SECRET, fields), RangeError);
    // As if somebody had signed it without looking.
    const careless = createHmac('sha256', SECRET).update(fields.join('\n')).digest('base64url');
    t.equal(isMacOf(careless, SECRET, fields), false);
  }
});

t.test('isMacOf() accepts one spelling of one MAC', async (t) => {
  t.equal(isMacOf(MAC, SECRET, FIELDS), true);
  const last = ALPHABET.indexOf(MAC.at(-1) ?? '');
  const others = [1, 2, 3].map((bits) => MAC.slice(0, -1) + ALPHABET[last ^ bits]);
  for (const other of others) {
    t.same(Buffer.from(other, 'base64url'), Buffer.from(MAC, 'base64url'), 'the same bytes');
    t.equal(isMacOf(other, SECRET, FIELDS), false, 'in another spelling');
  }
  // In Latin-1 its first character would be the right one.
  const wide = String.fromCharCode(MAC.charCodeAt(0) + 0x100) + MAC.slice(1);
  for (const other of ['', MAC.slice(1), MAC.slice(0, -1), `${MAC}=`, `${MAC}A`, wide]) {
    t.equal(isMacOf(other, SECRET, FIELDS), false, other);
  }
});

t.test('isMacOf() accepts no MAC of other fields or of another secret (property)', async () => {
  const field = fc.string({ unit: fc.constantFrom('a', 'b', 'ä', '\0', ' '), maxLength: 3 });
  const last = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 4 });
  const fields = fc.tuple(field, field, field, last);
  fc.assert(
    fc.property(fields, fields, (one, other) => {
      const mac = macOf(SECRET, one);
      assert.ok(isMacOf(mac, SECRET, one));
      assert.equal(isMacOf(mac, SECRET, other), one.join('|') === other.join('|'));
      assert.ok(!isMacOf(mac, SECRET.subarray(1), one));
    }),
    { numRuns: 5000 },
  );
});
