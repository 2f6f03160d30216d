/** The API description against what is really answered, and against the router in both directions. */
import t, { type Test } from 'tap';
import {
  ANYBODY,
  type Ask,
  askDescribed,
  type Described,
  LINKS,
  startDescribed,
} from '../fixtures/described.ts';

/** Paths that a route answers, by its own. */
const SAMPLES: Readonly<Record<string, readonly string[]>> = {
  '/objects/*': ['/objects/films/a.webm', '/t/1.k..x/objects/films/a.webm'],
  '/uploads/*': ['/uploads/x'],
  '/assets/*': ['/assets/x/app.js'],
};

/** A path as the description has it, for one that fits. */
function fill(path: string): string {
  return path
    .replace('{bucket}/{key}', 'films/a.webm')
    .replace('{token}', '1.k..x')
    .replace('assets/{digest}/{name}', 'assets/x/app.js')
    .replace('vendor/{name}', 'vendor/hls.js')
    .replaceAll(/\{\w+\}/g, 'x');
}

t.test('every method of every route is described, and nothing else', async (t) => {
  for (const env of [ANYBODY, LINKS, { ...ANYBODY, FIRSTBYTE_ADMIN_PORT: '0' }]) {
    const { gateway, api } = await startDescribed(t, env);
    const asFilled = new Map(Object.keys(api.paths).map((path) => [fill(path), path]));
    const routed = new Set<string>();
    for (const path of gateway.routes.flatMap(({ path }) => SAMPLES[path] ?? [path])) {
      const answer = await fetch(gateway.url + path, { method: 'OPTIONS' });
      const of = asFilled.get(path) ?? path;
      for (const method of answer.headers.get('allow')?.split(', ') ?? [])
        routed.add(`${method} ${of}`);
    }
    const described = Object.entries(api.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    t.strictSame(described.sort(), [...routed].sort(), JSON.stringify(env).slice(0, 60));
  }
});

t.test('every described operation answers as described, whatever little it is given', async (t) => {
  for (const env of [ANYBODY, LINKS]) {
    const house = await startDescribed(t, env);
    for (const [of, methods] of Object.entries(house.api.paths)) {
      for (const method of Object.keys(methods)) {
        await askDescribed(t, house, { path: fill(of), of, method: method.toUpperCase() });
      }
    }
  }
});

t.test('real answers are as described', async (t) => {
  const asked = new Set<string>();
  const check = async (
    t: Test,
    house: Described,
    path: string,
    status: number,
    { of = path.replace(/\?.*/, ''), ...init }: Partial<Ask> = {},
  ): Promise<Response> => {
    const response = await askDescribed(t, house, { ...init, path, of });
    const method = init.method ?? 'GET';
    t.equal(response.status, status, `${method} ${path}`);
    asked.add(house.api.paths[of]?.[method.toLowerCase()]?.operationId ?? '');
    return response;
  };

  t.test('of a gateway for this machine', async (t) => {
    const house = await startDescribed(t, ANYBODY);
    const ask = (path: string, status: number, init?: Partial<Ask>) =>
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
    await ask(place, 405, { ...one, method: 'POST', headers: tus });
    await ask(place, 200, {
      ...one,
      method: 'POST',
      headers: { ...tus, 'x-http-method-override': 'HEAD' },
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
    for (const [of, methods] of Object.entries(house.api.paths)) {
      const path = fill(of);
      if ('options' in methods) await ask(path, 204, { of, method: 'OPTIONS' });
      if (!('get' in methods) || asked.has(methods.get?.operationId ?? '')) continue;
      const { headers } = await ask(path, 200, { of });
      await ask(path, 200, { of, method: 'HEAD' });
      const tag = headers.get('etag');
      if (tag === null) continue;
      await ask(path, 304, { of, headers: { 'if-none-match': tag } });
      await ask(path, 412, { of, headers: { 'if-match': '"x"' } });
    }
    for (const path of ['/list_buckets', '/list_objects?bucket=films']) {
      await ask(path, 200, { method: 'HEAD' });
    }
    await ask('/assets/x/none.js', 404, { of: '/assets/{digest}/{name}' });
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
    const house = await startDescribed(t, LINKS);
    await check(t, house, '/objects/films/a.webm', 401, { of: '/objects/{bucket}/{key}' });
    await check(t, house, '/list_objects?bucket=films', 401);
    await check(t, house, '/sign', 401, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
  });
});
