import { readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { versionOf } from '../../src/store/objects.ts';
import { startFolderStore } from '../fixtures/folder-store.ts';
import { errorCode } from '../fixtures/s3-client.ts';

t.test('versionOf() cuts the date to the second that a header can say', async (t) => {
  const stats = { ino: 1n, size: 1n, mtimeNs: 1_999_999_999n, ctimeNs: 1n };
  t.equal(versionOf(stats).lastModified, 1000);
});

t.test('readObject() forgets the type of a PUT when the object is replaced by hand', async (t) => {
  const { films, client } = await startFolderStore(t);
  const headers = { 'content-type': 'text/odd', 'x-amz-meta-a': 'b' };
  const put = await client.send('PUT', { key: 'a.mp4', body: 'one', headers });
  const before = await client.send('HEAD', { key: 'a.mp4' });
  t.match(before.headers, { ...headers, etag: put.headers.etag });
  writeFileSync(join(films, 'new'), 'two');
  renameSync(join(films, 'new'), join(films, 'a.mp4'));
  const after = await client.send('GET', { key: 'a.mp4' });
  t.equal(String(after.body), 'two');
  t.equal(after.headers['content-type'], 'video/mp4');
  t.equal(after.headers['x-amz-meta-a'], undefined);
  t.not(after.headers.etag, put.headers.etag);
});

t.test('readObject() says with 416 how long the object is', async (t) => {
  const { client } = await startFolderStore(t, { films: { a: 'abc' } });
  const answer = await client.send('GET', { key: 'a', headers: { range: 'bytes=3-' } });
  t.equal(answer.headers['content-range'], 'bytes */3');
});

t.test('readObject() heeds response-* and refuses what no header can hold', async (t) => {
  const { client } = await startFolderStore(t, { films: { a: 'abc' } });
  const query = { 'response-content-disposition': 'attachment', 'response-nonsense': 'x' };
  const answer = await client.send('GET', { key: 'a', query });
  t.equal(answer.headers['content-disposition'], 'attachment');
  t.equal(answer.headers.nonsense, undefined);
  for (const value of ['a\r\nX: y', '日本']) {
    const refused = await client.send('GET', {
      key: 'a',
      query: { 'response-content-type': value },
    });
    t.equal(errorCode(refused), 'InvalidArgument', value);
  }
});

t.test('deleteObject() removes a link and never what it leads to outside', async (t) => {
  const { films, mediaDir, client } = await startFolderStore(t, {
    films: {},
    'secret.txt': 'secret',
  });
  symlinkSync('../secret.txt', join(films, 'out'));
  for (const method of ['GET', 'HEAD']) {
    t.equal((await client.send(method, { key: 'out' })).status, 404, method);
  }
  t.equal((await client.send('DELETE', { key: 'out' })).status, 403);
  t.equal((await client.send('PUT', { key: 'out', body: 'x' })).status, 403);
  t.equal(readFileSync(join(mediaDir, 'secret.txt'), 'utf8'), 'secret');
});

t.test('deleteObject() leaves folders alone: they are no objects', async (t) => {
  const { client } = await startFolderStore(t, { films: { a: { b: 'x' } } });
  for (const key of ['a', 'a/b/c', 'a/', 'nothing/at/all']) {
    t.equal((await client.send('DELETE', { key })).status, 204, key);
  }
  t.equal((await client.send('GET', { key: 'a/b' })).status, 200);
});
