/** The API description against the router, and against what is really answered. */

import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats/dist/index.js';
import t, { type Test } from 'tap';
import { startStore } from '../../src/store/store.ts';
import { CREDENTIALS } from '../fixtures/folder-store.ts';
import { startGateway, type TestGateway } from '../fixtures/gateway.ts';

const METHODS = ['get', 'head', 'put', 'post', 'patch', 'delete', 'options'];
const PAGES = new Map([
  ['index.html', Buffer.from('<!doctype html>')],
  ['docs/index.html', Buffer.from('<!doctype html>')],
]);
/** Files of the page are no API. */
const FILES = ['/assets/*', '/favicon.svg'];
const HASH = `scrypt$N=16384,r=8,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`;

interface Answer {
  readonly headers?: Record<string, unknown>;
  readonly content?: Record<string, { readonly schema: object }>;
}
interface Api {
  readonly paths: Record<
    string,
    Record<string, { readonly operationId: string; readonly responses: Record<string, Answer> }>
  >;
  readonly components: object;
}

async function setUp(
  t: Test,
  env: Record<string, string>,
): Promise<{ gateway: TestGateway; api: Api }> {
  const mediaDir = t.testdir({ films: { 'a.webm': 'the film' } });
  const store = await startStore({ mediaDir, credentials: CREDENTIALS, onError: () => {} });
  t.teardown(() => store.close());
  const gateway = await startGateway(
    {
      AWS_ENDPOINT_URL_S3: store.endpoint,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      ...env,
    },
    PAGES,
  );
  t.teardown(() => gateway.close());
  const api = (await (await fetch(`${gateway.url}/openapi.json`)).json()) as Api;
  return { gateway, api };
}

const ANYBODY = { FIRSTBYTE_UPLOADS: 'true' };
const LINKS = {
  FIRSTBYTE_BUCKETS: 'films',
  FIRSTBYTE_UPLOADS: 'false',
  FIRSTBYTE_AUTH: JSON.stringify({
    basic: [{ name: 'anna', password_hash: HASH }],
    links: { keys: [{ id: 'k', secret: '0123456789abcdef0123456789abcdef' }] },
  }),
};

t.test('every route is described, and nothing else', async (t) => {
  for (const env of [ANYBODY, LINKS, { ...ANYBODY, FIRSTBYTE_ADMIN_PORT: '0' }]) {
    const { gateway, api } = await setUp(t, env);
    const routed = new Set<string>();
    for (const { path, methods } of gateway.routes) {
      if (FILES.includes(path)) continue;
      const plain = path
        .replace('/objects/*', '/objects/{bucket}/{key}')
        .replace('/uploads/*', '/uploads/{id}');
      const all =
        methods.includes('GET') &&
        !path.match(
          /\/(healthz|readyz|docs|metrics|openapi\.json|list_\w+|cache\/stats|log_level)$|^\/$/,
        )
          ? ['HEAD', ...methods]
          : methods;
      for (const method of all) {
        // By POST only for clients that have no other method.
        if (method === 'POST' && path === '/uploads/*') continue;
        routed.add(`${method} ${plain}`);
        if (path === '/objects/*') routed.add(`${method} /t/{token}${plain}`);
      }
    }
    const described = Object.entries(api.paths).flatMap(([path, methods]) =>
      Object.keys(methods)
        .filter((method) => METHODS.includes(method) && method !== 'options')
        .map((method) => `${method.toUpperCase()} ${path}`),
    );
    t.strictSame(described.sort(), [...routed].sort(), JSON.stringify(env).slice(0, 60));
  }
});

/** Headers of every HTTP answer, which no API describes. */
const ORDINARY = new Set(
  'connection content-encoding content-length content-security-policy content-type cross-origin-resource-policy date keep-alive referrer-policy transfer-encoding vary x-content-type-options cache-control etag'.split(
    ' ',
  ),
);

t.test('real answers are as described', async (t) => {
  const asked = new Set<string>();
  const check = async (
    t: Test,
    { gateway, api }: { gateway: TestGateway; api: Api },
    path: string,
    status: number,
    init: RequestInit & { of?: string } = {},
  ): Promise<Response> => {
    const method = (init.method ?? 'GET').toLowerCase();
    const plain = init.of ?? path.replace(/\?.*/, '');
    const operation = api.paths[plain]?.[method];
    const name = `${method.toUpperCase()} ${path}`;
    const response = await fetch(gateway.url + path, init);
    const bytes = Buffer.from(await response.clone().arrayBuffer());
    t.equal(response.status, status, `${name}: ${bytes.toString().slice(0, 200)}`);
    asked.add(operation?.operationId ?? '');
    const answer = operation?.responses[`${status}`];
    if (answer === undefined) throw new Error(`${name}: ${status} is not described`);
    const known = new Set(Object.keys(answer.headers ?? {}).map((one) => one.toLowerCase()));
    const strange = [...response.headers.keys()].filter(
      (one) => !known.has(one) && !ORDINARY.has(one),
    );
    t.strictSame(strange, [], `${name}: headers`);
    const type = response.headers.get('content-type')?.split(';', 1)[0] ?? '';
    if (bytes.length === 0) return response;
    const content = answer.content ?? {};
    const schema = (content[type] ?? content[type.replace(/\/.*/, '/*')] ?? content['*/*'])?.schema;
    t.ok(schema, `${name}: ${type}`);
    if (type.endsWith('json') && schema !== undefined) {
      const ajv = new Ajv2020({ strict: false });
      addFormats.default(ajv);
      const validate = ajv.compile({ ...schema, components: api.components });
      t.ok(validate(JSON.parse(bytes.toString())), `${name}: ${JSON.stringify(validate.errors)}`);
    }
    return response;
  };

  t.test('of a gateway for this machine', async (t) => {
    const house = await setUp(t, ANYBODY);
    const ask = (path: string, status: number, init?: RequestInit & { of?: string }) =>
      check(t, house, path, status, init);
    const object = { of: '/objects/{bucket}/{key}' };
    const film = '/objects/films/a.webm';
    for (const [path, of] of [
      [film, object.of],
      ['/watch?v=a.webm&bucket=films', '/watch'],
      [`/t/1.k..x${film}`, '/t/{token}/objects/{bucket}/{key}'],
    ] as const) {
      const { headers } = await ask(path, 200, { of });
      await ask(path, 200, { of, method: 'HEAD' });
      await ask(path, 206, { of, headers: { range: 'bytes=0-1' } });
      await ask(path, 206, { of, headers: { range: 'bytes=0-0,4-5' } });
      await ask(path, 416, { of, headers: { range: 'bytes=100-' } });
      await ask(path, 304, { of, headers: { 'if-none-match': headers.get('etag') ?? '' } });
      await ask(path, 412, { of, headers: { 'if-match': '"x"' } });
    }
    await ask('/objects/films/none.webm', 404, object);
    await ask('/objects/films/', 400, object);
    await ask('/objects/films/new.webm', 201, { ...object, method: 'PUT', body: 'new' });
    await ask('/objects/films/new.webm', 204, { ...object, method: 'PUT', body: 'newer' });
    await ask('/objects/films/new.webm', 412, {
      ...object,
      method: 'PUT',
      body: '',
      headers: { 'if-none-match': '*' },
    });
    await ask('/objects/films/new.webm', 403, {
      ...object,
      method: 'PUT',
      body: '',
      headers: { origin: 'https://evil.example' },
    });
    await ask('/objects/films/new.webm', 204, { ...object, method: 'DELETE' });
    await ask('/objects/films/new.webm', 404, { ...object, method: 'DELETE' });
    const behind = { of: '/t/{token}/objects/{bucket}/{key}' };
    await ask('/t/1.k..x/objects/films/new.webm', 201, { ...behind, method: 'PUT', body: 'new' });
    await ask('/t/1.k..x/objects/films/new.webm', 204, { ...behind, method: 'DELETE' });

    await ask('/list_buckets', 200);
    await ask('/list_objects?bucket=films&delimiter=/', 200);
    await ask('/list_objects?bucket=films&details=true', 200);
    await ask('/list_objects?bucket=films&limit=x', 400);
    await ask('/list_objects?bucket=none', 404);

    await ask('/create_bucket?bucket_name=trailers', 201, { method: 'POST' });
    await ask('/create_bucket?bucket_name=trailers', 409, { method: 'POST' });
    const form = new FormData();
    form.set('bucket', 'films');
    form.set('file', new Blob(['form']), 'form.webm');
    await ask('/files_upload', 201, { method: 'POST', body: form });
    await ask('/files_upload', 415, { method: 'POST', body: 'x' });

    const tus = { 'tus-resumable': '1.0.0' };
    await ask('/uploads', 204, { method: 'OPTIONS' });
    const metadata = `key ${btoa('tus.webm')}`;
    const begun = await ask('/uploads?bucket=films', 201, {
      method: 'POST',
      headers: { ...tus, 'upload-length': '4', 'upload-metadata': metadata },
    });
    const place = new URL(begun.headers.get('location') ?? '', house.gateway.url).pathname;
    const one = { of: '/uploads/{id}' };
    await ask(place, 200, { ...one, method: 'HEAD', headers: tus });
    const patch = { ...tus, 'content-type': 'application/offset+octet-stream' };
    await ask(place, 409, {
      ...one,
      method: 'PATCH',
      body: 'film',
      headers: { ...patch, 'upload-offset': '2' },
    });
    await ask(place, 204, {
      ...one,
      method: 'PATCH',
      body: 'film',
      headers: { ...patch, 'upload-offset': '0' },
    });
    await ask('/uploads?bucket=films', 412, { method: 'POST' });
    await ask('/uploads/none', 404, { ...one, method: 'HEAD', headers: tus });
    const other = await ask('/uploads?bucket=films', 201, {
      method: 'POST',
      headers: { ...tus, 'upload-length': '4', 'upload-metadata': metadata },
    });
    const otherPlace = new URL(other.headers.get('location') ?? '', house.gateway.url).pathname;
    await ask(otherPlace, 204, { ...one, method: 'DELETE', headers: tus });

    await ask('/reports', 204, { method: 'POST', body: '{"stalls":1}' });
    await ask('/reports', 400, { method: 'POST', body: 'x' });
    for (const path of [
      '/healthz',
      '/readyz',
      '/',
      '/docs',
      '/openapi.json',
      '/metrics',
      '/cache/stats',
      '/log_level',
    ]) {
      await ask(path, 200);
    }
    await ask('/log_level', 200, { method: 'PUT', body: '{"level":"info"}' });
    await ask('/cache', 200, { method: 'DELETE' });
    await ask('/cache?key=a', 400, { method: 'DELETE' });
    const described = Object.values(house.api.paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );
    t.strictSame(
      described.filter((id) => !asked.has(id)),
      [],
      'every operation was asked',
    );
  });

  t.test('of a gateway that asks who is there', async (t) => {
    const house = await setUp(t, LINKS);
    await check(t, house, '/objects/films/a.webm', 401, { of: '/objects/{bucket}/{key}' });
    await check(t, house, '/list_objects?bucket=films', 401);
    await check(t, house, '/sign', 401, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
  });
});
