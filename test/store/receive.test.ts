import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { listKeys, startFolderStore } from '../fixtures/folder-store.ts';
import { errorCode } from '../fixtures/s3-client.ts';

t.test('receiveBody() stores nothing when the client goes half way', async (t) => {
  const { mediaDir, client, store, errors } = await startFolderStore(t);
  await client.send('PUT', { key: 'film', body: 'old' });
  const wire = await client.sign('PUT', { key: 'film' });
  const socket = connect(Number(new URL(store.endpoint).port), '127.0.0.1');
  const headers = Object.entries(wire.headers).map(([name, value]) => `${name}: ${value}\r\n`);
  // The 100 tells that the store has taken the request up.
  const head = `PUT ${wire.target} HTTP/1.1\r\n${headers.join('')}Content-Length: 100\r\nExpect: 100-continue\r\n\r\n`;
  socket.write(head);
  await once(socket, 'readable');
  socket.write('half');
  socket.destroy();
  await once(socket, 'close');
  t.equal(String((await client.send('GET', { key: 'film' })).body), 'old');
  t.strictSame(await listKeys(client), ['film']);
  await store.close();
  t.strictSame(readdirSync(join(mediaDir, '.firstbyte', 'tmp')), []);
  t.strictSame(errors, [], 'a client that goes is no failure of the store');
});

t.test(
  'receiveBody() refuses a body of unknown length, and reads on for the next request',
  async (t) => {
    const { client } = await startFolderStore(t);
    const chunked = { 'transfer-encoding': 'chunked' };
    const spoil: Parameters<typeof client.send>[1] = {
      key: 'a',
      spoil: (wire) => ({ ...wire, headers: { ...wire.headers, ...chunked } }),
    };
    t.equal(errorCode(await client.send('PUT', spoil)), 'MissingContentLength');
    const big = Buffer.alloc(4 * 1024 * 1024);
    const wrong = { signing: { secretAccessKey: 'x' }, key: 'a', body: big };
    t.equal(errorCode(await client.send('PUT', wrong)), 'SignatureDoesNotMatch');
    t.strictSame(await listKeys(client), []);
  },
);

t.test('receiveBody() leaves no temporary file, whether it stored or refused', async (t) => {
  const { mediaDir, client } = await startFolderStore(t);
  await client.send('PUT', { key: 'a', body: 'x' });
  await client.send('PUT', { key: 'a/b', body: 'x' });
  await client.send('PUT', {
    key: 'c',
    body: 'x',
    headers: { 'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==' },
  });
  t.strictSame(readdirSync(join(mediaDir, '.firstbyte', 'tmp')), []);
  t.strictSame(readdirSync(join(mediaDir, 'films')), ['a']);
});

t.test('receiveText() bounds what it reads', async (t) => {
  const { client } = await startFolderStore(t);
  const created = await client.send('POST', { key: 'a', query: { uploads: '' }, body: '' });
  const uploadId = /<UploadId>([^<]+)</.exec(String(created.body))?.[1] ?? '';
  const body = Buffer.alloc(5 * 1024 * 1024, ' ');
  const answer = await client.send('POST', { key: 'a', query: { uploadId }, body });
  t.equal(errorCode(answer), 'EntityTooLarge');
});
