import t from 'tap';
import { createFilesUpload, MOST_WAITING } from '../../src/routes/files-upload.ts';
import { createMemory } from '../../src/upload/memory.ts';
import { exchangeOf, jsonOf } from '../fixtures/exchange.ts';
import { collect } from '../fixtures/origin-double.ts';

const headers = { 'content-type': 'multipart/form-data; boundary=b' };
const field = (name: string, value: string) =>
  `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const file = (text: string) =>
  `--b\r\nContent-Disposition: form-data; name="file"; filename="own.mp4"\r\n\r\n${text}\r\n`;

const setUp = (buckets?: readonly string[], waiting = createMemory(MOST_WAITING)) => {
  const stored: unknown[] = [];
  const log: unknown[] = [];
  const handler = createFilesUpload({
    uploads: {
      async store(ref, body, { length, contentType }) {
        const text = (await collect(body)).toString();
        stored.push({ ...ref, text, length, contentType });
        return { etag: '"e"', size: text.length };
      },
    },
    permit: async (_exchange, ref) => void log.push(['permit', ref]),
    buckets,
    forget: (ref) => void log.push(['forget', ref]),
    waiting,
  });
  const post = async (body: string) =>
    handler(exchangeOf({ method: 'POST', headers, body: `${body}--b--\r\n` }));
  return { stored, log, post };
};

t.test('createFilesUpload() stores the file under the name of the form', async (t) => {
  const { stored, log, post } = setUp();
  const answer = await post(
    field('bucket', 'films') + field('file_name', '2026/a.webm') + file('the film'),
  );
  t.equal(answer.status, 201);
  const ref = { bucket: 'films', key: '2026/a.webm' };
  t.strictSame(await jsonOf(answer), { ...ref, size: 8, etag: '"e"' });
  t.strictSame(stored, [
    { ...ref, text: 'the film', length: undefined, contentType: 'video/webm' },
  ]);
  t.strictSame(log, [
    ['permit', ref],
    ['forget', ref],
  ]);
});

t.test('createFilesUpload() waits for names that come behind a short file', async (t) => {
  for (const [buckets, form, bucket, key] of [
    [
      undefined,
      file('x') + field('bucket', 'films') + field('file_name', 'a.mp4'),
      'films',
      'a.mp4',
    ],
    [undefined, field('bucket', 'films') + file('x'), 'films', 'own.mp4'],
    [['films'], file('x'), 'films', 'own.mp4'],
    [['films'], field('file_name', 'a.mp4') + file('x'), 'films', 'a.mp4'],
  ] as const) {
    const { stored, post } = setUp(buckets);
    t.equal((await post(form)).status, 201);
    t.match(stored, [{ bucket, key, text: 'x', contentType: 'video/mp4' }], form);
  }
});

t.test('createFilesUpload() says so when a long file comes before its name', async (t) => {
  const { stored, post } = setUp();
  await t.rejects(post(file('x'.repeat(MOST_WAITING + 1)) + field('bucket', 'films')), {
    code: 'body_too_large',
    detail: /before "file"/,
  });
  await t.rejects(post(file('x')), { code: 'bucket_missing' });
  t.strictSame(stored, []);
});

t.test(
  'createFilesUpload() lets no more wait than there is room for, whoever they are',
  async (t) => {
    const memory = createMemory(500);
    const { post } = setUp(['films'], memory);
    const other = memory.reserve(450);
    await t.rejects(post(file('x')), { code: 'overloaded', retryAfterSeconds: 5 });
    t.equal((await post(field('file_name', 'a.mp4') + file('x'))).status, 201, 'one with a name');
    other();
    for (const _ of [1, 2, 3]) t.equal((await post(file('x'))).status, 201, 'gives its room back');
  },
);
