import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { startStore } from '../../src/store/store.ts';
import { CREDENTIALS, listKeys, startFolderStore } from '../fixtures/folder-store.ts';
import { errorCode } from '../fixtures/s3-client.ts';

/** What comes back for `text`, until the connection ends. */
async function raw(endpoint: string, text: string): Promise<string> {
  const socket = connect(Number(new URL(endpoint).port), '127.0.0.1');
  socket.write(text);
  let answer = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    answer += chunk;
  });
  socket.on('error', () => {});
  await once(socket, 'close');
  return answer;
}

t.test('startStore() serves a folder of films as it is', async (t) => {
  const { client } = await startFolderStore(t, {
    films: { 'Some Film.mp4': 'film', 'Série é': { '01.webm': 'one' }, odd: 'x' },
  });
  t.strictSame(await listKeys(client), ['Some Film.mp4', 'Série é/01.webm', 'odd']);
  const { headers, body } = await client.send('GET', { key: 'Some Film.mp4' });
  t.equal(String(body), 'film');
  t.equal(headers['content-type'], 'video/mp4');
  const webm = await client.send('HEAD', { key: 'Série é/01.webm' });
  t.equal(webm.headers['content-type'], 'video/webm');
  t.equal(
    (await client.send('HEAD', { key: 'odd' })).headers['content-type'],
    'binary/octet-stream',
  );
});

t.test('startStore() judges time by the clock it is given', async (t) => {
  const now = Date.UTC(2030, 0, 1);
  const { client } = await startFolderStore(t, { films: {} }, { now: () => now });
  t.equal((await client.send('HEAD', { date: new Date(now) })).status, 200);
  t.equal(errorCode(await client.send('GET')), 'RequestTimeTooSkewed');
  await client.send('PUT', { key: 'a', body: 'x', date: new Date(now) });
  const { headers } = await client.send('HEAD', { key: 'a', date: new Date(now) });
  t.equal(headers['last-modified'], 'Tue, 01 Jan 2030 00:00:00 GMT');
});

t.test('startStore() answers every kind of rubbish with S3 XML, and lives on', async (t) => {
  const { store, client, errors } = await startFolderStore(t);
  const get = (target: string, headers = ''): string =>
    `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n`;
  const table: readonly [text: string, status: number, code: string][] = [
    ['rubbish\r\n\r\n', 400, 'BadRequest'],
    ['\x16\x03\x01\x00\r\n\r\n', 400, 'BadRequest'],
    [get('/films/%'), 400, 'InvalidURI'],
    [get('/films/%FF'), 400, 'InvalidURI'],
    [get('/films/\xff'), 400, 'BadRequest'],
    [get('*'), 400, 'InvalidURI'],
    [get('/films/a'), 403, 'AccessDenied'],
    [get('/films/a', `X: ${'x'.repeat(40_000)}\r\n`), 400, 'RequestHeaderSectionTooLarge'],
    [get(`/films/${'x'.repeat(40_000)}`), 400, 'RequestHeaderSectionTooLarge'],
    [get('/films/a', 'Authorization: AWS4-HMAC-SHA256 =,=\r\n'), 403, 'AccessDenied'],
    [`PURGE /films/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`, 403, 'AccessDenied'],
    ['GET /films/a HTTP/1.1\r\nConnection: close\r\n\r\n', 400, ''],
  ];
  for (const [text, status, code] of table) {
    const answer = await raw(store.endpoint, text);
    t.match(answer, `HTTP/1.1 ${status} `, text.slice(0, 40));
    if (code) t.match(answer, `<Code>${code}</Code>`, text.slice(0, 40));
  }
  for (const method of ['PATCH', 'POST', 'OPTIONS', 'LOCK']) {
    t.equal(errorCode(await client.send(method, { key: 'a' })), 'MethodNotAllowed', method);
  }
  t.equal((await client.send('HEAD')).status, 200);
  t.strictSame(errors, []);
});

t.test(
  'startStore() tells a failure of its own to onError, and the client nothing of it',
  async (t) => {
    const { mediaDir, client, errors } = await startFolderStore(t);
    // A file where the store wants its own room.
    writeFileSync(join(mediaDir, '.firstbyte'), '');
    const answer = await client.send('PUT', { key: 'a', body: 'x' });
    t.equal(answer.status, 500);
    t.equal(errorCode(answer), 'InternalError');
    t.notMatch(String(answer.body), mediaDir);
    t.match(errors, [{ code: /ENOTDIR|EEXIST/ }]);
    t.strictSame(readdirSync(join(mediaDir, 'films')), []);
  },
);

t.test('startStore() refuses a folder that is not there, and a port that is taken', async (t) => {
  const { mediaDir, store } = await startFolderStore(t);
  const nowhere = join(mediaDir, 'nothing');
  await t.rejects(startStore({ mediaDir: nowhere, credentials: CREDENTIALS }), { code: 'ENOENT' });
  const port = Number(new URL(store.endpoint).port);
  await t.rejects(startStore({ mediaDir, credentials: CREDENTIALS, port }), { code: 'EADDRINUSE' });
});

t.test(
  'Store.close() ends with idle connections, with half a request, and with a stuck reader',
  async (t) => {
    const mediaDir = t.testdir({ films: { film: Buffer.alloc(24 * 1024 * 1024) } });
    const { client, store } = await startFolderStore(t, { films: {} });
    t.ok(mediaDir);
    await client.send('PUT', { key: 'film', body: Buffer.alloc(24 * 1024 * 1024) });
    const half = connect(Number(new URL(store.endpoint).port), '127.0.0.1');
    half.on('error', () => {});
    half.write('GET / HTTP/1.1\r\nHost');
    const wire = await client.sign('GET', { key: 'film' });
    const stuck = connect(Number(new URL(store.endpoint).port), '127.0.0.1');
    stuck.on('error', () => {});
    const headers = Object.entries(wire.headers).map(([name, value]) => `${name}: ${value}\r\n`);
    stuck.write(`GET ${wire.target} HTTP/1.1\r\n${headers.join('')}\r\n`);
    await once(stuck, 'readable');
    await store.close();
    await store.close();
    stuck.destroy();
    half.destroy();
  },
);
