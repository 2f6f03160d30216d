import t, { type Test } from 'tap';
import { startStore } from '../../src/store/store.ts';
import { CREDENTIALS } from '../fixtures/folder-store.ts';
import { startGateway, type TestGateway } from '../fixtures/gateway.ts';
import { openWire } from '../fixtures/wire.ts';

const FILM = Buffer.alloc(200_000, 'x');

async function setUp(t: Test, env: Record<string, string> = {}) {
  const mediaDir = t.testdir({ films: { 'a.webm': FILM, 'b.webm': FILM } });
  const store = await startStore({ mediaDir, credentials: CREDENTIALS, onError: () => {} });
  const gateway = await startGateway({
    AWS_ENDPOINT_URL_S3: store.endpoint,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    ...env,
  });
  t.teardown(async () => {
    await gateway.close();
    await store.close();
  });
  return {
    gateway,
    film: async (key: string) => (await fetch(`${gateway.url}/objects/films/${key}`)).text(),
  };
}

async function operationsOf(gateway: TestGateway): Promise<string> {
  const { port } = await gateway.line(({ msg }) => msg === 'operations: listening');
  return `http://127.0.0.1:${port}`;
}

const json = async (response: Response | Promise<Response>) =>
  (await (await response).json()) as Record<string, unknown>;

t.test('operations on a listener of their own are not among the routes for viewers', async (t) => {
  const { gateway, film } = await setUp(t, { FIRSTBYTE_ADMIN_PORT: '0' });
  const operations = await operationsOf(gateway);
  await film('a.webm');
  for (const [path, method] of [
    ['/metrics', 'GET'],
    ['/cache/stats', 'GET'],
    ['/cache', 'DELETE'],
    ['/log_level', 'GET'],
  ] as const) {
    t.equal((await fetch(gateway.url + path, { method })).status, 404, `${path} for viewers`);
    t.equal((await fetch(operations + path, { method })).status, 200, `${path} for operators`);
  }
  t.equal((await fetch(`${operations}/objects/films/a.webm`)).status, 404);
  t.equal((await fetch(`${operations}/`)).status, 404);
  for (const url of [gateway.url, operations]) {
    t.equal((await fetch(`${url}/healthz`)).status, 200);
    t.equal((await fetch(`${url}/readyz`)).status, 200);
  }
});

t.test('operations ask for the token where there is one', async (t) => {
  const { gateway } = await setUp(t, { FIRSTBYTE_ADMIN_PORT: '0', FIRSTBYTE_ADMIN_TOKEN: 'tok3n' });
  const operations = await operationsOf(gateway);
  const refused = await fetch(`${operations}/metrics`);
  t.equal(refused.status, 401);
  t.match(refused.headers.get('www-authenticate'), /^Bearer/);
  const headers = { authorization: 'Bearer tok3n' };
  t.equal((await fetch(`${operations}/metrics`, { headers })).status, 200);
  t.equal((await fetch(`${operations}/healthz`)).status, 200, 'probes have none');
});

t.test('operations are off where viewers may be anybody', async (t) => {
  const { gateway } = await setUp(t, { FIRSTBYTE_AUTH: 'public', FIRSTBYTE_BUCKETS: 'films' });
  for (const path of ['/metrics', '/cache/stats', '/log_level']) {
    t.equal((await fetch(gateway.url + path)).status, 404, path);
  }
  t.equal((await fetch(`${gateway.url}/cache`, { method: 'DELETE' })).status, 404);
});

t.test(
  'a purge empties what it names, and what is asked for next comes from the storage',
  async (t) => {
    const { gateway, film } = await setUp(t);
    const ask = async (key: string) => {
      const response = await fetch(`${gateway.url}/objects/films/${key}`);
      const body = Buffer.from(await response.arrayBuffer());
      t.ok(body.equals(FILM));
      return response.headers.get('cache-status');
    };
    await film('a.webm');
    await film('b.webm');
    t.equal(await ask('a.webm'), 'firstbyte; hit');
    const stats = await json(fetch(`${gateway.url}/cache/stats`));
    t.match(stats, {
      cache: { bytes: 2 * FILM.length, blocks: 8 },
      flights: 0,
      topObjects: [
        { bucket: 'films', key: 'a.webm', bytes: 2 * FILM.length, answers: 2 },
        { bucket: 'films', key: 'b.webm', bytes: FILM.length, answers: 1 },
      ],
    });
    const purge = (query: string) =>
      json(fetch(`${gateway.url}/cache${query}`, { method: 'DELETE' }));
    t.strictSame(await purge('?bucket=films&key=a.webm'), {
      purged: { objects: 1, blocks: 4, bytes: FILM.length },
    });
    t.match(await ask('a.webm'), /uri-miss/);
    t.equal(await ask('b.webm'), 'firstbyte; hit', 'beside it');
    t.strictSame(await purge('?bucket=films&prefix=b'), {
      purged: { objects: 1, blocks: 4, bytes: FILM.length },
    });
    t.match(await ask('b.webm'), /uri-miss/);
    t.match(await purge(''), { purged: { blocks: 8 } });
    t.match(await json(fetch(`${gateway.url}/cache/stats`)), { cache: { bytes: 0, blocks: 0 } });
    t.match(await (await fetch(`${gateway.url}/metrics`)).text(), /purged_blocks_total 16\n/);
  },
);

t.test('the log level changes while the gateway runs', async (t) => {
  const { gateway, film } = await setUp(t);
  const lines = (msg: string) => gateway.lines.filter((line) => line.msg === msg).length;
  const put = (level: string) =>
    fetch(`${gateway.url}/log_level`, { method: 'PUT', body: JSON.stringify({ level }) });
  t.equal((await put('info')).status, 200);
  await film('a.webm');
  const before = lines('origin request');
  t.equal((await put('debug')).status, 200);
  await film('b.webm');
  t.ok(lines('origin request') > before);
  t.equal((await put('loud')).status, 400);
  const told = await gateway.line(({ logLevel }) => logLevel === 'debug');
  t.match(told, { level: 'warn', msg: 'the log level was changed' });
});

t.test('what is refused before it is a request is counted, too', async (t) => {
  const { gateway } = await setUp(t);
  for (const text of ['rubbish\r\n\r\n', `GET / HTTP/1.1\r\nx: ${'x'.repeat(40_000)}\r\n\r\n`]) {
    const wire = await openWire(gateway.port);
    wire.write(text);
    await wire.closed;
  }
  const text = await (await fetch(`${gateway.url}/metrics`)).text();
  t.match(text, 'firstbyte_errors_total{code="request_malformed",source="viewer"} 1\n');
  t.match(text, 'firstbyte_errors_total{code="headers_too_large",source="viewer"} 1\n');
});
