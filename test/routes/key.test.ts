import t from 'tap';
import { checkKey, invalid, MAX_KEY_BYTES } from '../../src/routes/key.ts';

t.test('checkKey() hands keys back as they are', async (t) => {
  for (const key of [
    'a',
    ' ',
    '/',
    '//a/../b/',
    'a\nb',
    '\u00e9',
    'e\u0301',
    'a%20',
    'x'.repeat(1024),
  ]) {
    t.equal(checkKey(key), key);
  }
});

t.test('checkKey() misses a key', async (t) => {
  for (const key of [undefined, ''])
    t.throws(() => checkKey(key), { code: 'key_missing', status: 400 });
});

t.test('checkKey() bounds a key in bytes and holds it free of NUL', async (t) => {
  t.equal(MAX_KEY_BYTES, 1024);
  t.equal(checkKey('\u00e9'.repeat(512)).length, 512);
  t.throws(() => checkKey('\u00e9'.repeat(513)), { code: 'key_invalid', status: 400 });
  t.throws(() => checkKey('a'.repeat(1025)), { code: 'key_invalid' });
  t.throws(() => checkKey('a\0b'), { code: 'key_invalid' });
});

t.test('invalid() tells the viewer what is wrong', async (t) => {
  t.match(invalid('Too odd'), { code: 'key_invalid', detail: 'Too odd', message: 'Too odd' });
});
