/**
 * A scripted day: hits, joins, misses, faults, a hedge, departures, uploads and refused tokens, each
 * as often as the script says; and then every counter is compared with what the script did.
 */
import { connect } from 'node:net';
import t from 'tap';
import { presentLink } from '../../src/auth/link-urls.ts';
import { type GatedRequest, openGatedOrigin } from '../fixtures/gated-origin.ts';
import { startGateway } from '../fixtures/gateway.ts';
import { gate } from '../fixtures/server.ts';

const FILM = Buffer.alloc(3 * 65536, 'film');
const MiB = 1024 ** 2;
const PART = 8 * MiB;
const SECRET = '0123456789abcdef0123456789abcdef';

const xml = { 'content-type': 'application/xml' };
const LISTS = {
  buckets: '<ListAllMyBucketsResult><Buckets></Buckets></ListAllMyBucketsResult>',
  objects: '<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>',
};

/** The storage: what it does to a film is in the film's name; `seen` is what it was asked. */
async function openStorage() {
  const seen: string[] = [];
  const held = new Map<string, GatedRequest[]>();
  const holds = gate();
  let sent = 0;
  const answerRead = (request: GatedRequest, key: string): void => {
    const times = seen.filter((one) => one === `GET ${key}`).length;
    if (key.startsWith('missing')) request.refuse(404, 'NoSuchKey');
    else if (key.startsWith('busy') && times === 1) request.refuse(500, 'InternalError');
    else if ((key.startsWith('cut') && times === 1) || key.startsWith('left')) {
      request.open(FILM.length);
      void request.write(FILM.subarray(0, 65536)).then(() => {
        if (key.startsWith('cut')) request.cut('reset');
      });
    } else if (key.startsWith('held') || (key.startsWith('late') && times === 1)) {
      held.set(key, [...(held.get(key) ?? []), request]);
      if (key.startsWith('held')) holds.open();
    } else request.serve(FILM);
  };
  const gated = await openGatedOrigin((request) => {
    const { method, url } = request;
    const [path = '', query = ''] = url.split('?');
    const key = path.split('/').slice(2).join('/');
    sent += Number(request.headers['content-length'] ?? 0);
    const what = key === '' ? `LIST ${path}` : `${method} ${key}`;
    seen.push(what);
    if (path === '/') request.answer(200, xml, LISTS.buckets);
    else if (key === '') request.answer(200, xml, LISTS.objects);
    else if (method === 'GET') answerRead(request, key);
    else if (method === 'HEAD') request.answer(404);
    else {
      request.response.req.resume().once('end', () => {
        const begun =
          '<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>';
        const done =
          '<CompleteMultipartUploadResult><ETag>"e-3"</ETag></CompleteMultipartUploadResult>';
        if (method === 'POST') request.answer(200, xml, query.startsWith('uploads') ? begun : done);
        else request.answer(200, { etag: '"e"' });
      });
    }
  });
  return { gated, seen, held, holds, sent: () => sent };
}

/** Counters by name and labels, those that are 0 left out. */
function countersIn(text: string): Map<string, number> {
  const counted = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [, name = '', labels = '', value = ''] =
      /^((?:firstbyte|http)_\w+)(\{.*\})? (\S+)$/.exec(line) ?? [];
    const isCounter = name.endsWith('_total') || name.endsWith('_count');
    if (isCounter && Number(value) > 0) counted.set(name + labels, Number(value));
  }
  return counted;
}

t.test('every counter says what happened, and nothing else', async (t) => {
  const storage = await openStorage();
  const gateway = await startGateway({
    AWS_ENDPOINT_URL_S3: storage.gated.endpoint,
    FIRSTBYTE_BUCKETS: JSON.stringify([{ name: 'films', access: 'public' }, { name: 'closed' }]),
    FIRSTBYTE_AUTH: JSON.stringify({ links: { keys: [{ id: 'k', secret: SECRET }] } }),
    FIRSTBYTE_UPLOADS: 'true',
    FIRSTBYTE_MAX_STREAMS: '2',
    FIRSTBYTE_ADMIN_PORT: '0',
  });
  t.teardown(async () => {
    await gateway.close();
    await storage.gated.close();
  });
  const admin = await gateway.line(({ msg }) => msg === 'operations: listening');
  const metrics = async () =>
    countersIn(await (await fetch(`http://127.0.0.1:${admin.port}/metrics`)).text());

  const expected = new Map<string, number>();
  const count = (name: string, labels: Record<string, string>, by = 1): void => {
    const text = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    const key = text.length === 0 ? name : `${name}{${text.join(',')}}`;
    expected.set(key, (expected.get(key) ?? 0) + by);
  };
  const requested = (method: string, route: string, status: number): void =>
    count('http_server_request_duration_seconds_count', {
      method,
      route,
      status: `${Math.floor(status / 100)}xx`,
    });
  const asked = (operation: string, status: number, failure?: string): void => {
    count('firstbyte_origin_requests_total', { operation, status: `${status}` });
    count('firstbyte_origin_first_byte_seconds_count', { operation });
    if (failure !== undefined) count('firstbyte_origin_failures_total', { code: failure });
  };
  const read = (bytes = FILM.length): void => {
    asked('read', 206);
    count('firstbyte_body_bytes_total', { direction: 'from_origin' }, bytes);
  };
  const answered = (cache: string, source: string, bytes = FILM.length): void => {
    requested('GET', 'objects', 200);
    count('firstbyte_first_byte_seconds_count', { cache });
    count('firstbyte_served_bytes_total', { source }, bytes);
    count('firstbyte_body_bytes_total', { direction: 'to_viewer' }, bytes);
  };
  const failed = (code: string, source: string, body: string): void => {
    count('firstbyte_errors_total', { code, source });
    count('firstbyte_body_bytes_total', { direction: 'to_viewer' }, body.length);
  };
  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(gateway.url + path, init);
    return { status: response.status, body: Buffer.from(await response.arrayBuffer()) };
  };
  const watch = async (key: string): Promise<void> => {
    const { status, body } = await ask(`/objects/films/${key}`);
    t.equal(status, 200, key);
    t.ok(body.equals(FILM), key);
  };

  // The morning: the gateway looks at its storage by itself.
  await gateway.line(
    ({ msg, operation }) => msg === 'origin request' && operation === 'list_objects',
  );
  while (storage.seen.length < 3) await new Promise((resolve) => setImmediate(resolve));
  asked('probe', 200);
  asked('list_objects', 200);
  asked('list_objects', 200);

  // A miss, and a hit whose player says something.
  await watch('plain.webm');
  read();
  answered('miss', 'origin');
  const said = await ask('/objects/films/plain.webm', {
    headers: { 'CMCD-Request': 'bl=2000,bs' },
  });
  t.ok(said.body.equals(FILM));
  answered('hit', 'memory');
  count('firstbyte_viewer_reports_total', { from: 'cmcd', outcome: 'read' });
  count('firstbyte_viewer_buffer_seconds_count', { from: 'cmcd' });
  count('firstbyte_viewer_stalls_total', { from: 'cmcd' });

  // Two viewers of one cold film, and a third who is one too many.
  const both = [watch('held.webm'), watch('held.webm')];
  await storage.holds.opened;
  const streams = async () =>
    (await (await fetch(`http://127.0.0.1:${admin.port}/metrics`)).text()).includes(
      'firstbyte_streams 2\n',
    );
  while (!(await streams()));
  const third = await ask('/objects/films/held.webm');
  t.equal(third.status, 503);
  requested('GET', 'objects', 503);
  failed('overloaded', 'gateway', third.body.toString());
  count('firstbyte_rejected_total', { limit: 'streams' });
  for (const one of storage.held.get('held.webm') ?? []) one.serve(FILM);
  await Promise.all(both);
  read();
  answered('miss', 'origin');
  answered('joined', 'joined');

  // Faults: not there; busy once; broken off once.
  const missing = await ask('/objects/films/missing.webm');
  t.equal(missing.status, 404);
  requested('GET', 'objects', 404);
  failed('object_not_found', 'viewer', missing.body.toString());
  asked('read', 404, 'object_not_found');
  await watch('busy.webm');
  asked('read', 500, 'origin_unreachable');
  count('firstbyte_origin_retries_total', { phase: 'before' });
  read();
  answered('miss', 'origin');
  await watch('cut.webm');
  read(65536);
  count('firstbyte_origin_retries_total', { phase: 'body' });
  read(FILM.length - 65536);
  answered('miss', 'origin');

  // A viewer who leaves with a third of the film.
  const { port } = new URL(gateway.url);
  const leaver = connect({ port: Number(port), host: '127.0.0.1' });
  leaver.write(`GET /objects/films/left.webm HTTP/1.1\r\nHost: h\r\n\r\n`);
  let got = 0;
  await new Promise<void>((resolve) => {
    leaver.on('data', (piece) => {
      got += piece.length;
      if (got > 65536) resolve();
    });
  });
  leaver.destroy();
  await gateway.line(({ key, aborted }) => key === 'left.webm' && aborted === true);
  await gateway.line(
    ({ msg, operation, bytes }) =>
      msg === 'origin request' && operation === 'read' && bytes === 65536,
  );
  read(65536);
  answered('miss', 'origin', 65536);
  count('firstbyte_aborted_total', { route: 'objects' });

  // Uploads: short and long.
  const link = (bucket: string, name: string, right: 'read' | 'write', expires: number) =>
    presentLink(
      { id: 'k', secret: Buffer.from(SECRET) },
      { right, kind: 'object', bucket, name, expires, address: undefined },
    );
  const sentBefore = storage.sent();
  for (const [key, size] of [
    ['short.webm', 1000],
    ['long.webm', 2 * PART + 5],
  ] as const) {
    const { status } = await ask(link('films', key, 'write', 4e9).url, {
      method: 'PUT',
      body: Buffer.alloc(size),
    });
    t.equal(status, 201);
    requested('PUT', 'put_object', 201);
    count('firstbyte_body_bytes_total', { direction: 'from_viewer' }, size);
    asked('head', 404, 'object_not_found');
  }
  asked('put', 200);
  asked('begin_upload', 200);
  for (let part = 0; part < 3; part++) asked('put_part', 200);
  count('firstbyte_upload_parts_total', { outcome: 'stored' }, 3);
  asked('complete_upload', 200);
  count('firstbyte_body_bytes_total', { direction: 'to_origin' }, storage.sent() - sentBefore);
  // What the storage says of an upload comes from it too.
  const begun =
    '<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>';
  const done = '<CompleteMultipartUploadResult><ETag>"e-3"</ETag></CompleteMultipartUploadResult>';
  const lists = LISTS.buckets.length + 2 * LISTS.objects.length;
  count(
    'firstbyte_body_bytes_total',
    { direction: 'from_origin' },
    begun.length + done.length + lists,
  );

  // Tokens that are refused, and a page that reports.
  for (const [query, status, code] of [
    ['', 401, 'unauthenticated'],
    [`?expires=4000000000&kid=k&token=${'A'.repeat(43)}`, 403, 'token_invalid'],
    [`?${link('closed', 'a.webm', 'read', 1).query}`, 403, 'token_expired'],
  ] as const) {
    const refused = await ask(`/objects/closed/a.webm${query}`);
    t.match([refused.status, JSON.parse(refused.body.toString()).code], [status, code]);
    requested('GET', 'objects', status);
    failed(code, 'viewer', refused.body.toString());
  }
  const report = JSON.stringify({ firstFrameMs: 100, stalls: 2, stalledMs: 500 });
  t.equal((await ask('/reports', { method: 'POST', body: report })).status, 204);
  requested('POST', 'reports', 204);
  count('firstbyte_body_bytes_total', { direction: 'from_viewer' }, report.length);
  count('firstbyte_viewer_reports_total', { from: 'page', outcome: 'read' });
  count('firstbyte_viewer_startup_seconds_count', { from: 'page' });
  count('firstbyte_viewer_stalls_total', { from: 'page' }, 2);
  count('firstbyte_viewer_stalled_seconds_total', { from: 'page' }, 0.5);

  // Enough reads for the gateway to know what is late; and then one that is.
  for (
    let film = 0;
    storage.seen.filter((one) => /^GET (?!missing)/.test(one)).length < 23;
    film++
  ) {
    await watch(`warm-${film}.webm`);
    read();
    answered('miss', 'origin');
  }
  await watch('late.webm');
  read();
  answered('miss', 'origin');
  count('firstbyte_hedges_total', { outcome: 'issued' });
  count('firstbyte_hedges_total', { outcome: 'won' });
  count('firstbyte_origin_requests_total', { operation: 'read', status: 'none' });
  await gateway.line(({ msg, outcome }) => msg === 'hedge' && outcome === 'won');

  // The evening.
  const purged = await fetch(`http://127.0.0.1:${admin.port}/cache?bucket=films&key=plain.webm`, {
    method: 'DELETE',
  });
  t.match(await purged.json(), { purged: { blocks: 3 } });
  count('firstbyte_cache_purged_blocks_total', {}, 3);
  requested('DELETE', 'cache', 200);
  await gateway.line(({ msg, status }) => msg === 'origin request' && status === undefined);

  const all = await metrics();
  for (const name of all.keys()) if (name.includes('route="metrics"')) all.delete(name);
  const sorted = (map: Map<string, number>) => Object.fromEntries([...map].sort());
  t.strictSame(sorted(all), sorted(expected));
});
