/** The composition: that every part is there, wired to the right options, and goes away again. */
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { startStore } from '../src/store/store.ts';
import { within } from './fixtures/deadline.ts';
import { openGatedOrigin } from './fixtures/gated-origin.ts';
import { startGateway, type TestGateway } from './fixtures/gateway.ts';

const FILM = Buffer.from('not a film, but bytes all the same');

async function mediaDir(t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'firstbyte-media-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, 'films'));
  await writeFile(join(folder, 'films', 'a film.mp4'), FILM);
  return folder;
}

/** No storage named: the embedded store is started. */
async function embedded(t: Test, env: Record<string, string> = {}): Promise<TestGateway> {
  const gateway = await startGateway({
    AWS_ACCESS_KEY_ID: '',
    AWS_SECRET_ACCESS_KEY: '',
    FIRSTBYTE_MEDIA_DIR: await mediaDir(t),
    ...env,
  });
  t.teardown(() => gateway.close());
  return gateway;
}

t.test('the embedded store is listed and watched through the gateway', async (t) => {
  const { url } = await embedded(t);
  const { buckets } = await (await fetch(`${url}/list_buckets`)).json();
  t.match(buckets, [{ name: 'films' }]);
  const listing = await (await fetch(`${url}/list_objects?bucket=films`)).json();
  t.match(listing.objects, [{ key: 'a film.mp4', size: FILM.length }]);
  for (const path of ['/watch?bucket=films&v=a+film.mp4', '/objects/films/a%20film.mp4']) {
    const response = await fetch(url + path);
    t.equal(response.headers.get('content-type'), 'video/mp4');
    t.equal(response.headers.get('etag'), listing.objects[0].etag, 'the tag of the listing');
    t.ok(Buffer.from(await response.arrayBuffer()).equals(FILM), path);
  }
});

t.test('it is ready when the origin knows its credentials', async (t) => {
  const { url } = await embedded(t);
  t.equal((await fetch(`${url}/healthz`)).status, 200);
  const response = await fetch(`${url}/readyz`);
  t.match([response.status, await response.json()], [200, { status: 'ready' }]);
});

t.test('refused credentials are told apart from an origin that is not there', async (t) => {
  const credentials = { accessKeyId: 'right', secretAccessKey: 'right-secret' };
  const store = await startStore({ mediaDir: await mediaDir(t), credentials });
  const gateway = await startGateway({
    AWS_ENDPOINT_URL_S3: store.endpoint,
    AWS_ACCESS_KEY_ID: 'right',
    AWS_SECRET_ACCESS_KEY: 'wrong-secret',
  });
  t.teardown(() => gateway.close());
  t.match(await gateway.line((line) => line.level === 'warn'), { code: 'origin_denied' });
  const watch = `${gateway.url}/watch?bucket=films&v=a+film.mp4`;
  const denied = await fetch(watch);
  t.match([denied.status, await denied.json()], [502, { code: 'origin_denied' }]);
  const unready = await fetch(`${gateway.url}/readyz`);
  t.match([unready.status, await unready.json()], [503, { reason: 'origin_denied' }]);

  await store.close();
  const gone = await fetch(watch);
  t.match([gone.status, await gone.json()], [502, { code: 'origin_unreachable' }]);
  t.notOk(JSON.stringify(gateway.lines).includes('wrong-secret'), 'no secret in the log');
});

t.test('only listed buckets are served', async (t) => {
  const store = await startStore({
    mediaDir: await mediaDir(t),
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
  });
  t.teardown(() => store.close());
  const gateway = await startGateway({
    AWS_ENDPOINT_URL_S3: store.endpoint,
    FIRSTBYTE_BUCKETS: 'others',
  });
  t.teardown(() => gateway.close());
  const refused = await fetch(`${gateway.url}/watch?bucket=films&v=a+film.mp4`);
  t.match([refused.status, await refused.json()], [403, { code: 'bucket_not_allowed' }]);
  const { buckets } = await (await fetch(`${gateway.url}/list_buckets`)).json();
  t.same(
    buckets,
    [{ name: 'others', created: null }],
    'the account has more, and nobody learns it',
  );
});

t.test('pages of other origins may read answers when they are listed', async (t) => {
  const { url } = await embedded(t, { FIRSTBYTE_CORS_ORIGINS: 'https://example.com' });
  const headers = { origin: 'https://example.com' };
  const missing = await fetch(`${url}/watch?bucket=films&v=none`, { headers });
  t.equal(missing.status, 404);
  t.equal(missing.headers.get('access-control-allow-origin'), 'https://example.com');
  const other = await fetch(`${url}/healthz`, { headers: { origin: 'https://example.org' } });
  t.equal(other.headers.get('access-control-allow-origin'), null);
});

t.test('a bucket that is to be served and does not exist is named at the start', async (t) => {
  const store = await startStore({
    mediaDir: await mediaDir(t),
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
  });
  t.teardown(() => store.close());
  const gateway = await startGateway({
    AWS_ENDPOINT_URL_S3: store.endpoint,
    FIRSTBYTE_BUCKETS: 'films,flims',
  });
  t.teardown(() => gateway.close());
  t.match(await gateway.line((line) => line.level === 'warn'), {
    bucket: 'flims',
    code: 'bucket_not_found',
  });
  t.equal((await fetch(`${gateway.url}/readyz`)).status, 200, 'which is no reason to be unready');
});

t.test('the log says why an origin cannot be used', async (t) => {
  const gateway = await startGateway({ AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' });
  t.teardown(() => gateway.close());
  t.match(await gateway.line((line) => line.level === 'warn'), {
    code: 'origin_unreachable',
    reason: /ECONNREFUSED/,
    cause: /127\.0\.0\.1:1/,
  });
});

t.test('the log says what of a folder is not served', async (t) => {
  const folder = await mediaDir(t);
  await mkdir(join(folder, 'My Films'));
  await writeFile(join(folder, 'film.mp4'), FILM);
  const { lines } = await embedded(t, { FIRSTBYTE_MEDIA_DIR: folder });
  t.match(
    lines.filter(({ level }) => level === 'warn').map(({ msg }) => msg),
    [/^not served: 1 file directly in the folder/, /^not served: folders .*: "My Films"$/],
  );
});

t.test('failures of the embedded store are in the log', async (t) => {
  const folder = await mediaDir(t);
  const gateway = await embedded(t, { FIRSTBYTE_MEDIA_DIR: folder });
  await rm(folder, { recursive: true });
  t.equal((await fetch(`${gateway.url}/list_buckets`)).status, 502);
  const line = gateway.line(({ level }) => level === 'error');
  t.match(await within(6000, 'a line of the log', line), {
    msg: 'the embedded store failed',
    err: { code: 'ENOENT' },
  });
});

t.test('max_connections bounds the connections of viewers', async (t) => {
  const { url, port } = await embedded(t, { FIRSTBYTE_MAX_CONNECTIONS: '1' });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  t.teardown(() => agent.destroy());
  await new Promise<void>((done, fail) => {
    get(`${url}/healthz`, { agent }, (response) => response.resume().on('end', done)).on(
      'error',
      fail,
    );
  });
  const second = connect(port, '127.0.0.1');
  let answer = '';
  second.on('data', (bytes) => {
    answer += bytes;
  });
  second.on('error', () => {});
  second.write('GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  await within(10_000, 'the end of the second connection', once(second, 'close'));
  t.equal(answer, '', 'nobody answers there');
});

t.test('origin_timeout_ms bounds the wait for a silent origin', async (t) => {
  const silent = await openGatedOrigin();
  const gateway = await startGateway({
    AWS_ENDPOINT_URL_S3: silent.endpoint,
    FIRSTBYTE_ORIGIN_TIMEOUT_MS: '100',
  });
  t.teardown(() => gateway.close());
  t.teardown(() => silent.close());
  // The default would be 10 s.
  const watch = fetch(`${gateway.url}/watch?bucket=films&v=a`);
  const answer = await within(6000, 'the answer', watch);
  t.match([answer.status, await answer.json()], [504, { code: 'origin_timeout' }]);
});

t.test('close() answers those who wait for readiness, at once', async (t) => {
  const silent = await openGatedOrigin();
  const gateway = await startGateway({ AWS_ENDPOINT_URL_S3: silent.endpoint });
  const ready = fetch(`${gateway.url}/readyz`);
  // Both the first look and we wait for this one; the second request proves that ours is here.
  await silent.next();
  await fetch(`${gateway.url}/healthz`);
  const closed = gateway.close();
  const answer = await within(6000, 'the answer', ready);
  t.match([answer.status, await answer.json()], [503, { reason: 'shutting_down' }]);
  await closed;
  await silent.close();
});

t.test('close() lets go of the connections to the origin', async (t) => {
  const origin = await openGatedOrigin((request) => request.serve(FILM));
  t.teardown(() => origin.close());
  const ends: Promise<unknown>[] = [];
  origin.server.on('connection', (socket) => ends.push(once(socket, 'close')));
  const gateway = await startGateway({ AWS_ENDPOINT_URL_S3: origin.endpoint });
  const film = await fetch(`${gateway.url}/watch?bucket=films&v=a`);
  t.equal((await film.arrayBuffer()).byteLength, FILM.length);
  t.ok(ends.length > 0);
  await gateway.close();
  // An idle one would be kept for 15 s.
  await t.resolves(within(6000, 'the end of the connections', Promise.all(ends)));
});
