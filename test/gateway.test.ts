/** The composition: that every part is there, wired to the right options, and goes away again. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { startStore } from '../src/store/store.ts';
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
