import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { startFolderStore } from '../fixtures/folder-store.ts';
import { errorCode } from '../fixtures/s3-client.ts';

t.test('listBuckets() lists the folders whose names are bucket names', async (t) => {
  const { mediaDir, client } = await startFolderStore(t, {
    films: {},
    another: {},
    '.firstbyte': {},
    'Not A Bucket': {},
    'file.mp4': 'x',
  });
  symlinkSync('films', join(mediaDir, 'linked'));
  const answer = String((await client.send('GET', { bucket: '' })).body);
  const names = [...answer.matchAll(/<Name>([^<]+)</g)].map((match) => match[1]);
  t.strictSame(names, ['another', 'films']);
  t.match(answer, /<CreationDate>\d{4}-\d\d-\d\dT[\d:.]+Z</);
});

t.test('createBucket() makes a folder; the name must be one of S3', async (t) => {
  const { client } = await startFolderStore(t);
  t.equal((await client.send('PUT', { bucket: 'new-one' })).status, 200);
  t.equal((await client.send('PUT', { bucket: 'new-one' })).status, 200);
  t.equal((await client.send('HEAD', { bucket: 'new-one' })).status, 200);
  for (const bucket of ['AB', 'a_b', '.firstbyte', '..', 'ab']) {
    t.equal(errorCode(await client.send('PUT', { bucket })), 'InvalidBucketName', bucket);
    t.equal((await client.send('HEAD', { bucket })).status, 404, bucket);
  }
});

t.test('deleteBucket() deletes only what is empty', async (t) => {
  const { client } = await startFolderStore(t);
  await client.send('PUT', { key: 'a/b', body: 'x' });
  t.equal(errorCode(await client.send('DELETE')), 'BucketNotEmpty');
  await client.send('DELETE', { key: 'a/b' });
  t.equal((await client.send('DELETE')).status, 204);
  t.equal((await client.send('HEAD')).status, 404);
});

t.test('listObjects() refuses parameters that make no sense', async (t) => {
  const { client } = await startFolderStore(t);
  for (const bad of [
    { 'encoding-type': 'base64' },
    { 'max-keys': 'x' },
    { 'continuation-token': 'x' },
  ]) {
    const answer = await client.send('GET', { query: { 'list-type': '2', ...bad } });
    t.equal(errorCode(answer), 'InvalidArgument', JSON.stringify(bad));
  }
});

t.test('listObjects() encodes keys, prefixes and delimiter when asked to', async (t) => {
  const { client } = await startFolderStore(t, { films: { 'a b': { '+%&é': '' }, 'a b!': '' } });
  const query = { 'list-type': '2', 'encoding-type': 'url', prefix: 'a ', delimiter: ' /'.trim() };
  const xml = String((await client.send('GET', { query })).body);
  t.match(xml, '<Prefix>a%20</Prefix>');
  t.match(xml, '<Key>a%20b%21</Key>');
  t.match(xml, '<CommonPrefixes><Prefix>a%20b/</Prefix></CommonPrefixes>');
});
