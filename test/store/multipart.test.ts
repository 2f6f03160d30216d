import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { listKeys, startFolderStore } from '../fixtures/folder-store.ts';
import { errorCode, type S3Client } from '../fixtures/s3-client.ts';

const idOf = async (client: S3Client, key: string): Promise<string> => {
  const created = await client.send('POST', { key, query: { uploads: '' }, body: '' });
  return /<UploadId>([^<]+)</.exec(String(created.body))?.[1] ?? '';
};

const listOf = (...parts: [number, unknown][]): string =>
  `<CompleteMultipartUpload>${parts
    .map(([n, tag]) => `<Part><PartNumber>${n}</PartNumber><ETag>${tag}</ETag></Part>`)
    .join('')}</CompleteMultipartUpload>`;

t.test('a part sent again replaces the one before', async (t) => {
  const { client, mediaDir } = await startFolderStore(t);
  const uploadId = await idOf(client, 'a');
  const part = (body: string) =>
    client.send('PUT', { key: 'a', query: { uploadId, partNumber: '1' }, body });
  const first = (await part('one')).headers.etag;
  const second = (await part('two')).headers.etag;
  t.match(second, /^"[0-9a-f]{32}"$/, 'the MD5 of the part');
  const complete = (etag: unknown) =>
    client.send('POST', { key: 'a', query: { uploadId }, body: listOf([1, etag]) });
  t.equal(errorCode(await complete(first)), 'InvalidPart');
  t.strictSame(await listKeys(client), [], 'nothing before it is complete');
  t.equal((await complete(second)).status, 200);
  t.equal(String((await client.send('GET', { key: 'a' })).body), 'two');
  t.strictSame(readdirSync(join(mediaDir, '.firstbyte', 'uploads')), []);
  const again = await complete(second);
  t.equal(again.status, 200, 'who lost the answer gets it again');
  t.match(String(again.body), (await client.send('HEAD', { key: 'a' })).headers.etag?.slice(1, -1));
});

t.test('an upload completed twice at once is completed once', async (t) => {
  const { client } = await startFolderStore(t);
  const uploadId = await idOf(client, 'a');
  const { etag } = (
    await client.send('PUT', { key: 'a', query: { uploadId, partNumber: '1' }, body: 'x' })
  ).headers;
  const complete = () =>
    client.send('POST', { key: 'a', query: { uploadId }, body: listOf([1, etag]) });
  const answers = await Promise.all([complete(), complete()]);
  t.strictSame(answers.map(({ status }) => status).sort(), [200, 200]);
  t.equal(answers[0].body.toString(), answers[1].body.toString());
  t.strictSame(await listKeys(client), ['a']);
});

t.test('an upload id is good for its own key only, and is never a path', async (t) => {
  const { client } = await startFolderStore(t, { films: { 'upload.json': '{}' } });
  const uploadId = await idOf(client, 'a');
  for (const [key, id] of [
    ['b', uploadId],
    ['a', '../../films'],
    ['a', ''],
    ['a', 'x'.repeat(36)],
  ] as const) {
    const answer = await client.send('DELETE', { key, query: { uploadId: id } });
    t.equal(errorCode(answer), 'NoSuchUpload', id);
  }
  for (const partNumber of ['0', '10001', 'x', '']) {
    const answer = await client.send('PUT', {
      key: 'a',
      query: { uploadId, partNumber },
      body: '',
    });
    t.equal(errorCode(answer), 'InvalidArgument', partNumber);
  }
  const copy = { 'x-amz-copy-source': '/films/upload.json' };
  const query = { uploadId, partNumber: '1' };
  t.equal((await client.send('PUT', { key: 'a', query, headers: copy, body: '' })).status, 501);
});
