import t from 'tap';
import { readForm } from '../../src/routes/upload-form.ts';
import { collect } from '../fixtures/origin-double.ts';

const HEADERS = { 'content-type': 'multipart/form-data; boundary=b' };
const field = (name: string, value: string) =>
  `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const file = (text: string, name = 'a.mp4') =>
  `--b\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: video/x\r\n\r\n${text}\r\n`;
const END = '--b--\r\n';

/** In pieces of `size` bytes. */
async function* pieces(text: string, size = 7): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

t.test('readForm() gives fields and the file, in whatever pieces they come', async (t) => {
  const text = field('bucket', 'films') + file('the film', 'Käse.mp4') + field('late', 'é') + END;
  for (const size of [1, 7, 10_000]) {
    const form = await readForm(HEADERS, pieces(text, size));
    t.equal(form.fields.get('bucket'), 'films', 'what came before the file');
    t.match(form.file, { fileName: 'Käse.mp4', contentType: 'video/x' });
    t.equal((await collect(form.file.bytes)).toString(), 'the film');
    t.equal(form.fields.get('late'), 'é');
  }
});

t.test('readForm() refuses what is no form, or has no file', async (t) => {
  for (const [headers, text, code] of [
    [{}, '', 'media_type_unsupported'],
    [{ 'content-type': 'application/json' }, '{}', 'media_type_unsupported'],
    [{ 'content-type': 'multipart/form-data; x=y' }, '', 'body_invalid'],
    [HEADERS, field('bucket', 'films') + END, 'body_invalid'],
    [HEADERS, field('bucket', 'films'), 'body_invalid'],
    [HEADERS, field('bucket', 'x'.repeat(9000)) + file('a') + END, 'body_invalid'],
    [HEADERS, field('n', '').repeat(40) + file('a') + END, 'body_invalid'],
  ] as const) {
    await t.rejects(readForm(headers, pieces(text)), { code }, text.slice(0, 80));
  }
});

t.test('readForm() fails whoever reads a file that breaks off', async (t) => {
  const cut = await readForm(
    HEADERS,
    pieces(field('bucket', 'films') + file('the film').slice(0, -4)),
  );
  await t.rejects(collect(cut.file.bytes), { code: 'body_invalid' });
  async function* gone(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(file('the film').slice(0, -4));
    throw Object.assign(new Error('gone'), { code: 'request_malformed' });
  }
  const broken = await readForm(HEADERS, gone());
  await t.rejects(collect(broken.file.bytes), { code: 'request_malformed' });
});

t.test('readForm() reads no further than the file is taken', async (t) => {
  let read = 0;
  async function* endless(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(file('').slice(0, -2));
    for (; read < 1e9; read += 65536) yield Buffer.alloc(65536, 'x');
  }
  const form = await readForm(HEADERS, endless());
  await new Promise((resolve) => setImmediate(resolve));
  t.ok(read < 2e6, `${read} bytes lie in buffers`);
  form.cancel();
});

t.test('readForm() fails once, however much is wrong behind what waits to be read', async (t) => {
  async function* two(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(file('x'.repeat(200_000)).slice(0, -2));
    yield Buffer.from(`\r\n${field('a', 'x'.repeat(9000)).repeat(3)}${END}`);
  }
  const form = await readForm(HEADERS, two());
  // By now the second piece lies in a buffer: what is thrown there nobody would catch.
  await new Promise((resolve) => setImmediate(resolve));
  await t.rejects(collect(form.file.bytes), { code: 'body_invalid' });
});
