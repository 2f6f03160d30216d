/**
 * The fast-start view end to end, over real sockets: what it costs the origin, that its bytes are
 * those of one film in another order whatever is asked of them, and that nothing mixes it with the
 * object as it is stored.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { sentenceFor } from '../../src/mp4/no-view.ts';
import { type GatedRequest, openGatedOrigin } from '../fixtures/gated-origin.ts';
import { startGateway } from '../fixtures/gateway.ts';
import { startInFront } from '../fixtures/in-front.ts';
import { parseMultipart } from '../fixtures/multipart-parser.ts';
import { gate } from '../fixtures/server.ts';
import type { SparseObject } from '../fixtures/sparse-object.ts';
import { wholeOf } from '../fixtures/tiny-film.ts';
import { noise, viewOf, wideFilm } from '../fixtures/wide-film.ts';

const KiB = 1024;
const CHUNK = 1024 * KiB;
const BEHIND = wideFilm('ftyp', 'mdat', noise(3000 * KiB), 'moov', noise(100));
const IN_FRONT = wideFilm('ftyp', 'moov', noise(3000 * KiB), 'mdat');
const DATE = 'Sun, 22 Nov 2026 10:57:50 GMT';

const isFilm = ({ url }: GatedRequest): boolean => url.startsWith('/films/');

/** A gateway before an origin that has one film under every key; the start-up look is refused. */
async function setUp(
  t: Test,
  film: SparseObject,
  answer?: (request: GatedRequest, nth: number) => void | Promise<void>,
  env: Record<string, string> = {},
) {
  const state = { bytes: wholeOf(film), etag: '"v1"' };
  let count = 0;
  const origin = await openGatedOrigin(async (request) => {
    if (!isFilm(request)) return request.refuse(403, 'AccessDenied');
    await answer?.(request, ++count);
    const { 'if-match': ifMatch } = request.headers;
    if (ifMatch !== undefined && ifMatch !== state.etag) {
      return request.refuse(412, 'PreconditionFailed');
    }
    request.serve(state.bytes, { etag: state.etag });
  });
  t.teardown(() => origin.close());
  const gateway = await startGateway({
    AWS_ENDPOINT_URL_S3: origin.endpoint,
    FIRSTBYTE_BUCKETS: 'films',
    FIRSTBYTE_SHUTDOWN_MS: '0',
    ...env,
  });
  t.teardown(() => gateway.close());
  const watch = `${gateway.url}/watch?v=film.mp4`;
  const requests = () => origin.requests.filter(isFilm);
  return { gateway, watch, requests, state, original: `${watch}&view=original` };
}

async function begin(url: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  const [response] = await once(get(url, { headers, agent: false }), 'response');
  return response as IncomingMessage;
}

async function read(url: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, { headers });
  return { response, body: Buffer.from(await response.arrayBuffer()) };
}

t.test('a cold film is asked for at both ends before either has answered', async (t) => {
  const both = gate();
  const { watch, requests } = await setUp(t, BEHIND, (_request, nth) => {
    if (nth === 2) both.open();
    return both.opened;
  });
  const response = await begin(watch, { range: 'bytes=0-' });
  t.strictSame(
    requests().map(({ method, headers }) => [method, headers.range, headers['if-match']]),
    [
      ['GET', `bytes=0-${CHUNK - 1}`, undefined],
      ['GET', `bytes=-${512 * KiB + 64 * KiB - 1}`, undefined],
    ],
    'and the first byte waits for nothing more',
  );
  t.equal(response.headers['cache-status'], 'firstbyte; fwd=uri-miss; stored');
  t.match(response.headers['server-timing'], /^origin;dur=[\d.]+, cache;desc="miss"/);
  const view = await viewOf(BEHIND);
  t.ok(Buffer.concat(await response.toArray()).equals(wholeOf(view)), 'every byte');
  t.ok(
    requests()
      .slice(2)
      .every(({ headers }) => headers['if-match'] === '"v1"'),
    'the rest is tied by the tag of the object',
  );
});

t.test('a film with its index in front does not wait for its tail', async (t) => {
  const tail = gate();
  const { watch, requests } = await setUp(t, IN_FRONT, (_request, nth) =>
    nth === 2 ? tail.opened : undefined,
  );
  const response = await begin(watch);
  t.equal(response.statusCode, 200);
  t.equal(response.headers.etag, '"v1"');
  t.equal(response.headers['last-modified'], DATE);
  t.ok(Buffer.concat(await response.toArray()).equals(wholeOf(IN_FRONT)), 'as it is stored');
  t.equal(await requests()[1]?.gone, 'closed', 'the tail was left');
  tail.open();
});

t.test('a view has a size and a tag of its own, and HEAD says what GET says', async (t) => {
  const view = await viewOf(BEHIND);
  const { watch, original } = await setUp(t, BEHIND);
  const head = await fetch(watch, { method: 'HEAD' });
  const { response, body } = await read(watch);
  for (const name of ['etag', 'content-length', 'content-type', 'accept-ranges', 'last-modified']) {
    t.equal(head.headers.get(name), response.headers.get(name), name);
  }
  t.equal(response.headers.get('etag'), '"v1-view1"');
  t.equal(response.headers.get('content-length'), String(view.size));
  t.equal(response.headers.get('last-modified'), null);
  t.ok(body.equals(wholeOf(view)));
  t.ok(body.subarray(0, 100).includes('moov'), 'the index comes first');

  const stored = await read(original);
  t.equal(stored.response.headers.get('etag'), '"v1"');
  t.equal(stored.response.headers.get('last-modified'), DATE);
  t.ok(stored.body.equals(wholeOf(BEHIND)));
});

t.test('fast_start off, or no cache, shows every film as it is stored', async (t) => {
  for (const env of [{ FIRSTBYTE_FAST_START: 'false' }, { FIRSTBYTE_CACHE_MEMORY_BYTES: '0' }]) {
    const { watch, requests } = await setUp(t, BEHIND, undefined, env);
    const { response, body } = await read(watch, { range: 'bytes=0-99' });
    t.equal(response.headers.get('etag'), '"v1"');
    t.ok(body.equals(wholeOf(BEHIND).subarray(0, 100)));
    t.equal(requests().length, 1);
  }
});

t.test('preconditions go by the tag of the view', async (t) => {
  const { watch } = await setUp(t, BEHIND);
  for (const [headers, status] of [
    [{ 'if-none-match': '"v1-view1"' }, 304],
    [{ 'if-none-match': 'W/"v1-view1"' }, 304],
    [{ 'if-none-match': '"v1"' }, 200],
    [{ 'if-modified-since': DATE }, 200],
    [{ 'if-match': '"v1-view1"' }, 200],
    [{ 'if-match': '"v1"' }, 412],
    [{ range: 'bytes=99999999-' }, 416],
  ] as [Record<string, string>, number][]) {
    const { response } = await read(watch, headers);
    t.equal(response.status, status, JSON.stringify(headers));
    if (status === 304) t.equal(response.headers.get('etag'), '"v1-view1"');
    if (status === 416) {
      const { size } = await viewOf(BEHIND);
      t.equal(response.headers.get('content-range'), `bytes */${size}`);
    }
  }
});

t.test('If-Range never mixes the view with the object', async (t) => {
  const { watch, original } = await setUp(t, BEHIND);
  const [view, stored] = [wholeOf(await viewOf(BEHIND)), wholeOf(BEHIND)];
  const range = 'bytes=5000-';
  for (const [url, ifRange, status, bytes] of [
    [watch, '"v1-view1"', 206, view],
    [watch, '"v1"', 200, view],
    [watch, DATE, 200, view],
    [original, '"v1"', 206, stored],
    [original, DATE, 206, stored],
    [original, '"v1-view1"', 200, stored],
  ] as const) {
    const { response, body } = await read(url, { range, 'if-range': ifRange });
    t.equal(response.status, status, ifRange);
    t.ok(body.equals(status === 206 ? bytes.subarray(5000) : bytes), ifRange);
  }
});

t.test('several ranges of a view are parts of the view', async (t) => {
  const view = wholeOf(await viewOf(BEHIND));
  const { watch } = await setUp(t, BEHIND);
  const { response, body } = await read(watch, { range: 'bytes=10-50,1000-2000000,-150' });
  t.equal(response.status, 206);
  const parts = parseMultipart(response.headers.get('content-type') ?? '', body);
  t.equal(parts.length, 3);
  for (const part of parts) {
    const range = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(part.headers.get('content-range') ?? '');
    const [, first, last, size] = (range ?? []).map(Number);
    t.equal(size, view.length);
    t.ok(Buffer.from(part.bytes).equals(view.subarray(first, (last ?? 0) + 1)));
  }
});

t.test('any range of a view is that slice of it (property)', async (t) => {
  const view = wholeOf(await viewOf(BEHIND));
  const { watch, gateway } = await setUp(t, BEHIND);
  const near = fc.constantFrom(0, 28, 60, 1200, 64 * KiB, CHUNK, view.length - 600, view.length);
  const position = fc
    .tuple(near, fc.integer({ min: -1000, max: 1000 }))
    .map(([at, off]) => Math.min(Math.max(0, at + off), view.length - 1));
  await fc.assert(
    fc.asyncProperty(position, position, fc.boolean(), fc.nat(3), async (a, b, open, key) => {
      const [start, end] = [Math.min(a, b), open ? view.length : Math.max(a, b) + 1];
      const range = `bytes=${start}-${open ? '' : end - 1}`;
      const { response, body } = await read(`${watch.replace('film', `film-${key}`)}`, { range });
      assert.equal(response.status, 206);
      const said = response.headers.get('content-range');
      assert.equal(said, `bytes ${start}-${end - 1}/${view.length}`);
      assert(body.equals(view.subarray(start, end)));
    }),
    { numRuns: 150 },
  );
  const suffix = await read(watch, { range: 'bytes=-777' });
  t.ok(suffix.body.equals(view.subarray(-777)));
  t.equal(gateway.lines.filter(({ level }) => level === 'error').length, 0);
});

t.test('what is known of a view is a hit, and costs the origin nothing', async (t) => {
  const { watch, requests } = await setUp(t, BEHIND);
  await read(watch, { range: 'bytes=0-0' });
  const before = requests().length;
  for (const [range, said] of [
    ['bytes=40-200', 'firstbyte; hit'],
    ['bytes=0-200', 'firstbyte; hit'],
    ['bytes=200-2500000', 'firstbyte; fwd=partial; stored'],
    ['bytes=1600000-1600010', 'firstbyte; hit'],
  ] as const) {
    const { response } = await read(watch, { range });
    t.equal(response.headers.get('cache-status'), said, range);
    if (said.endsWith('hit')) t.notMatch(response.headers.get('server-timing'), /origin/);
    if (range === 'bytes=0-200') t.equal(requests().length, before);
  }
});

t.test('an object that changes under a view destroys the connection', async (t) => {
  const view = wholeOf(await viewOf(BEHIND));
  const env = { FIRSTBYTE_WINDOW_BYTES: '65536', FIRSTBYTE_CHUNK_BYTES: '65536' };
  const { watch, state, gateway } = await setUp(t, BEHIND, undefined, env);
  const response = await begin(watch);
  state.bytes = wholeOf(IN_FRONT);
  state.etag = '"v2"';
  const received: Buffer[] = [];
  response.on('data', (bytes: Buffer) => received.push(bytes));
  await t.rejects(once(response, 'end'), { code: 'ECONNRESET' });
  const got = Buffer.concat(received);
  t.ok(got.length < view.length);
  t.ok(got.equals(view.subarray(0, got.length)), 'no byte of the new version');
  t.match(await gateway.line((line) => line.route === 'watch'), { code: 'object_changed' });
  const next = await read(watch);
  t.equal(next.response.headers.get('etag'), '"v2"');
  t.ok(next.body.equals(wholeOf(IN_FRONT)));
});

t.test('a view outlives an answer of the origin that breaks off', async (t) => {
  const view = wholeOf(await viewOf(BEHIND));
  let cuts = 0;
  const { watch } = await setUp(t, BEHIND, async (request, nth) => {
    if (nth < 3 || cuts > 2) return;
    cuts++;
    request.cut('reset');
    await new Promise(() => {});
  });
  const { body } = await read(watch);
  t.ok(body.equals(view));
  t.ok(cuts > 0);
});

t.test('films that cannot be played say so, in the log once and in details', async (t) => {
  const bytes = wholeOf(BEHIND);
  const front = await startInFront('embedded', [
    { name: 'behind.mp4', bytes },
    { name: 'front.mov', bytes: wholeOf(IN_FRONT) },
    { name: 'never-finished.mp4', bytes: wholeOf(wideFilm('ftyp', 'mdat', noise(1000))) },
    { name: 'cut-short.m4v', bytes: bytes.subarray(0, 2000 * KiB) },
    { name: 'text.mp4', bytes: Buffer.from('not a film at all') },
    { name: 'notes.txt', bytes: Buffer.from('notes'), contentType: 'text/plain' },
  ]);
  t.teardown(() => front.close());
  const list = async (query: string) => {
    const query_ = `bucket=${front.bucket}&prefix=${front.prefix}${query}`;
    const { objects } = await (await fetch(`${front.program.url}/list_objects?${query_}`)).json();
    return objects.map(({ key, video }: { key: string; video: unknown }) => [
      key.slice(front.prefix.length),
      video,
    ]);
  };
  for (let n = 0; n < 2; n++) {
    t.strictSame(await list('&details=true'), [
      ['behind.mp4', { state: 'ok' }],
      ['cut-short.m4v', { state: 'cut-short', sentence: sentenceFor('cut-short') }],
      ['front.mov', { state: 'ok' }],
      ['never-finished.mp4', { state: 'no-moov', sentence: sentenceFor('no-moov') }],
      ['notes.txt', undefined],
      ['text.mp4', { state: 'not-mp4', sentence: sentenceFor('not-mp4') }],
    ]);
  }
  t.ok((await list('')).every(([, video]: [string, unknown]) => video === undefined));
  for (const name of ['never-finished.mp4', 'cut-short.m4v']) {
    const { body } = await read(front.watch(name));
    t.ok(body.length > 0, 'what there is of it is served');
    const told = front.program.log.filter(
      ({ key, level }) => key === front.prefix + name && level === 'warn',
    );
    t.equal(told.length, 1, name);
    t.match(told[0], { msg: /^a film cannot be played: / });
  }
});
