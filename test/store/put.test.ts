import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import t from 'tap';
import { listKeys, startFolderStore } from '../fixtures/folder-store.ts';
import { errorCode } from '../fixtures/s3-client.ts';

t.test('putObject() says the ETag that GET, HEAD and the listing say later', async (t) => {
  const { client } = await startFolderStore(t);
  const etag = String((await client.send('PUT', { key: 'a', body: 'x' })).headers.etag);
  t.match(etag, /^"[0-9a-f]+-fb"$/);
  for (const method of ['GET', 'HEAD']) {
    t.equal((await client.send(method, { key: 'a' })).headers.etag, etag);
  }
  const listing = await client.send('GET', { query: { 'list-type': '2' } });
  t.match(String(listing.body), etag.replaceAll('"', '&quot;'));
});

t.test('putObject() under a reader leaves it the version that it began with', async (t) => {
  const { client, store } = await startFolderStore(t);
  const size = 24 * 1024 * 1024;
  await client.send('PUT', { key: 'film', body: Buffer.alloc(size, 'a') });
  const wire = await client.sign('GET', { key: 'film' });
  const { port } = new URL(store.endpoint);
  const request = get({ port, path: wire.target, headers: { ...wire.headers }, agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  await client.send('PUT', { key: 'film', body: Buffer.alloc(size, 'b') });
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  t.ok(Buffer.concat(chunks).equals(Buffer.alloc(size, 'a')), 'whole and unmixed');
  t.ok((await client.send('GET', { key: 'film' })).body.equals(Buffer.alloc(size, 'b')));
});

t.test('putObject() at the same time stores one of the bodies, with its own type', async (t) => {
  const { client } = await startFolderStore(t);
  for (let round = 0; round < 10; round++) {
    await Promise.all(
      Array.from({ length: 6 }, (_, i) =>
        client.send('PUT', {
          key: 'a',
          body: `body ${i}`,
          headers: { 'content-type': `text/${i}` },
        }),
      ),
    );
    const { headers, body } = await client.send('GET', { key: 'a' });
    t.equal(`text/${String(body).slice(-1)}`, headers['content-type']);
  }
});

t.test('putObject() if nothing is there lets exactly one of many through', async (t) => {
  const { client } = await startFolderStore(t);
  const headers = { 'if-none-match': '*' };
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, i) => client.send('PUT', { key: 'a', body: `${i}`, headers })),
  );
  t.strictSame(answers.map(({ status }) => status).sort(), [200, ...Array(7).fill(412)]);
});

t.test('putObject() and DELETE side by side in one folder never fail', async (t) => {
  const { client, errors } = await startFolderStore(t);
  const work = Array.from({ length: 60 }, async (_, i) => {
    const key = `deep/er/${i % 6}`;
    const put = await client.send('PUT', { key, body: 'x' });
    const deleted = await client.send('DELETE', { key });
    return [put.status, deleted.status];
  });
  for (const statuses of await Promise.all(work)) t.strictSame(statuses, [200, 204]);
  t.strictSame(errors, []);
  t.strictSame(await listKeys(client), []);
});

t.test('putObject() takes the place of an empty folder, and of no other', async (t) => {
  const { client, films } = await startFolderStore(t);
  mkdirSync(join(films, 'empty'));
  t.equal((await client.send('PUT', { key: 'empty', body: 'x' })).status, 200);
  await client.send('PUT', { key: 'full/x', body: 'x' });
  const refused = await client.send('PUT', { key: 'full', body: 'x' });
  t.equal(refused.status, 409);
  t.equal(errorCode(refused), 'KeyConflict');
  t.equal(errorCode(await client.send('PUT', { key: 'empty/x', body: 'x' })), 'KeyConflict');
  t.strictSame(await listKeys(client), ['empty', 'full/x']);
});

t.test('putObject() does not copy', async (t) => {
  const { client } = await startFolderStore(t, { films: { a: 'x' } });
  const headers = { 'x-amz-copy-source': '/films/a' };
  t.equal((await client.send('PUT', { key: 'b', headers, body: '' })).status, 501);
});
