import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import t from 'tap';
import { createEncoded } from '../../src/site/encoded.ts';

t.test('createEncoded() has gzip at once and brotli soon, of the same bytes', async (t) => {
  const text = Buffer.from('the quick brown fox jumps over the lazy dog. '.repeat(100));
  const encoded = createEncoded(text);
  t.strictSame(encoded.codings(), ['gzip', 'identity']);
  t.ok(gunzipSync(encoded.bytes('gzip')).equals(text));
  await encoded.settled;
  t.strictSame(encoded.codings(), ['br', 'gzip', 'identity']);
  t.ok(brotliDecompressSync(encoded.bytes('br')).equals(text));
  t.equal(encoded.bytes('identity'), text);
});

t.test('createEncoded() leaves alone what would not get smaller', async (t) => {
  const short = createEncoded(Buffer.from('short'));
  await short.settled;
  t.strictSame(short.codings(), ['identity']);
  const noise = Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * 7919 * (i + 3)) % 251));
  const encoded = createEncoded(noise);
  await encoded.settled;
  t.ok(encoded.bytes(encoded.codings()[0]).length <= noise.length);
});
