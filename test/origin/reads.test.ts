import t from 'tap';
import { bytesOf, openGatedS3 } from '../fixtures/gated-s3.ts';

const REF = { bucket: 'films', key: 'a b.mp4' };
const never = new AbortController().signal;
const FILM = Buffer.from(Array.from({ length: 1000 }, (_, i) => i % 251));

t.test('read() asks for the wanted bytes once and hands them over with their meta', async (t) => {
  const { gated, origin } = await openGatedS3(t, {}, (request) => request.serve(FILM));
  const arrival = await origin.read(REF, { start: 10, end: 20 }, { signal: never });
  if (arrival === 'unsatisfiable') throw new Error(arrival);
  t.same(arrival.span, { start: 10, end: 20 });
  t.match(arrival.meta, { size: 1000, etag: '"v1"', contentType: 'video/mp4' });
  t.same(await bytesOf(arrival), FILM.subarray(10, 20));
  const suffix = await origin.read(REF, { suffix: 5000 }, { signal: never, ifMatch: '"v1"' });
  t.same(await bytesOf(suffix), FILM);
  t.match(
    gated.requests.map(({ method, url, headers }) => [
      method,
      url,
      headers.range,
      headers['if-match'],
    ]),
    [
      ['GET', '/films/a%20b.mp4', 'bytes=10-19', undefined],
      ['GET', '/films/a%20b.mp4', 'bytes=-5000', '"v1"'],
    ],
  );
  t.match(gated.requests[0]?.headers, {
    'accept-encoding': 'identity',
    authorization: /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\//,
  });
});

t.test(
  'read() is unsatisfiable where the object has no byte, and keeps the connection',
  async (t) => {
    const { gated, origin } = await openGatedS3(t);
    const outside = origin.read(REF, { start: 1000, end: 1010 }, { signal: never });
    (await gated.next()).refuse(416, 'InvalidRange');
    t.equal(await outside, 'unsatisfiable');
    const empty = origin.read(REF, { suffix: 1 }, { signal: never });
    (await gated.next()).answer(200);
    t.equal(await empty, 'unsatisfiable');
    const after = origin.head(REF, never);
    (await gated.next()).answer(200, { 'content-length': '7' });
    t.equal((await after).size, 7);
    t.equal(gated.connections(), 1);
  },
);

t.test('read() makes do with a whole object only for its first bytes', async (t) => {
  const { gated, origin } = await openGatedS3(t);
  const first = origin.read(REF, { start: 0, end: 10 }, { signal: never });
  (await gated.next()).answer(200, { etag: '"v1"' }, FILM);
  t.same(await bytesOf(await first), FILM.subarray(0, 10));
  const later = origin.read(REF, { start: 10, end: 20 }, { signal: never });
  (await gated.next()).answer(200, { etag: '"v1"' }, FILM);
  await t.rejects(later, { code: 'origin_invalid' });
});

t.test('read() refuses another version, also from a store that ignores If-Match', async (t) => {
  const { gated, origin } = await openGatedS3(t);
  const options = { signal: never, ifMatch: '"v1"' };
  const refused = origin.read(REF, { start: 0, end: 10 }, options);
  (await gated.next()).refuse(412, 'PreconditionFailed');
  await t.rejects(refused, { code: 'object_changed' });
  for (const etag of ['"v2"', 'W/"v1"', '']) {
    const ignored = origin.read(REF, { start: 0, end: 10 }, options);
    (await gated.next()).serve(FILM, { etag });
    await t.rejects(ignored, { code: 'object_changed' }, etag);
  }
  const bare = origin.read(REF, { start: 0, end: 10 }, options);
  (await gated.next()).serve(FILM, { etag: 'v1' });
  t.same(await bytesOf(await bare), FILM.subarray(0, 10), 'quotes left out');
  t.equal(gated.requests.length, 5, 'none of it is retried');
});

t.test('read() ends a cut body as truncated, and an abort with its reason', async (t) => {
  const { gated, origin } = await openGatedS3(t);
  const pending = origin.read(REF, { start: 0, end: 100 }, { signal: never });
  const request = await gated.next();
  // With a strong tag the rest would be asked for again.
  request.open(1000, { etag: 'W/"v1"' });
  await request.write(FILM.subarray(0, 40));
  const arrival = await pending;
  if (arrival === 'unsatisfiable') throw new Error(arrival);
  const iterator = arrival.bytes[Symbol.asyncIterator]();
  t.equal((await iterator.next()).value?.length, 40);
  request.cut('reset');
  await t.rejects(iterator.next(), { code: 'origin_truncated' });

  const control = new AbortController();
  const aborted = origin.read(REF, { start: 0, end: 100 }, { signal: control.signal });
  const open = await gated.next();
  open.open(1000);
  const bytes = bytesOf(await aborted);
  control.abort(new Error('the viewer left'));
  await t.rejects(bytes, { message: 'the viewer left' });
});

t.test('read() finishes with its last byte, whatever the origin does then', async (t) => {
  const { gated, origin } = await openGatedS3(t);
  const pending = origin.read(REF, { start: 0, end: 10 }, { signal: never });
  const request = await gated.next();
  const { response } = request;
  response.writeHead(206, { 'content-range': 'bytes 0-9/1000', 'transfer-encoding': 'chunked' });
  await request.write(FILM.subarray(0, 10));
  t.same(await bytesOf(await pending), FILM.subarray(0, 10), 'the end of the chunks is still out');
  response.end();
});

t.test('head() learns meta, or that there is no such object', async (t) => {
  const { gated, origin } = await openGatedS3(t);
  const found = origin.head(REF, never);
  const request = await gated.next();
  t.equal(request.method, 'HEAD');
  request.answer(200, { 'content-length': '1000', etag: '"v1"', 'content-type': 'a/b' });
  t.match(await found, { size: 1000, etag: '"v1"', contentType: 'a/b' });
  const missing = origin.head(REF, never);
  (await gated.next()).answer(404);
  await t.rejects(missing, { code: 'object_not_found' });
});
