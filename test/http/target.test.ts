import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { parseTarget, percentDecode } from '../../src/http/target.ts';

t.test('parseTarget() splits path and query and leaves both raw', async (t) => {
  for (const [raw, path, query] of [
    ['/', '/', ''],
    ['/watch?v=a%20b+c', '/watch', 'v=a%20b+c'],
    ['/a?', '/a', ''],
    ['/a?b?c', '/a', 'b?c'],
    ['/a?b=/c', '/a', 'b=/c'],
    ['/objects/b//x/./../y', '/objects/b//x/./../y', ''],
    ['//host/x', '//host/x', ''],
    ['/%2e%2E/%2F', '/%2e%2E/%2F', ''],
    ['/a#b?c', '/a', ''],
    ['/a?b#c', '/a', 'b'],
    ['/a:b', '/a:b', ''],
    ['/http://x/y', '/http://x/y', ''],
    ['*', '*', ''],
  ] as const) {
    t.strictSame(parseTarget(raw), { path, query }, raw);
  }
});

t.test('parseTarget() drops scheme and authority of the absolute form', async (t) => {
  for (const [raw, path, query] of [
    ['http://h/a?b', '/a', 'b'],
    ['HTTPS://h:8080/a', '/a', ''],
    ['http://h', '/', ''],
    ['http://h?a=b', '/', 'a=b'],
    ['http://h//a', '//a', ''],
    ['http://name@h/a', '/a', ''],
  ] as const) {
    t.strictSame(parseTarget(raw), { path, query }, raw);
  }
});

t.test('parseTarget() refuses what is no target of ours', async (t) => {
  for (const raw of ['a', 'a/b', 'ftp://h/a', 'h:443', '**']) {
    t.throws(() => parseTarget(raw), { code: 'request_malformed' }, raw);
  }
});

t.test('parseTarget() bounds the length at 8192 characters', async (t) => {
  t.equal(parseTarget(`/${'a'.repeat(8191)}`).path.length, 8192);
  t.throws(() => parseTarget(`/${'a'.repeat(8192)}`), { code: 'uri_too_long', status: 414 });
});

t.test('percentDecode() decodes once, as UTF-8', async (t) => {
  t.equal(percentDecode('a%20b'), 'a b');
  t.equal(percentDecode('%2520'), '%20');
  t.equal(percentDecode('a+b'), 'a+b');
  t.equal(percentDecode('%C3%A9%F0%9F%8E%AC'), '\u00e9\ud83c\udfac');
  t.equal(percentDecode('%00'), '\0');
  t.equal(percentDecode('\u00e9'), '\u00e9');
});

t.test('percentDecode() refuses broken escapes and what is no UTF-8', async (t) => {
  for (const text of ['%', '%2', '%zz', 'a%', '%ff', '%c3', '%c3%28', '%ed%a0%80', '%c0%af']) {
    t.equal(percentDecode(text), undefined, text);
  }
});

t.test('percentDecode() undoes every percent-encoding (property)', async () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(), (key, turn) => {
      const every = [...Buffer.from(key)].map((byte, n) => {
        const hex = byte.toString(16).padStart(2, '0');
        return `%${(n + turn) % 2 === 0 ? hex : hex.toUpperCase()}`;
      });
      assert.equal(percentDecode(every.join('')), key);
      assert.equal(percentDecode(encodeURIComponent(key)), key);
    }),
    { numRuns: 10_000 },
  );
});
