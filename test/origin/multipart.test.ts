import t from 'tap';
import { openGatedS3 } from '../fixtures/gated-s3.ts';

const REF = { bucket: 'films', key: 'a b.mp4' };
const { signal } = new AbortController();
const BEGUN =
  '<InitiateMultipartUploadResult><UploadId>id 1</UploadId></InitiateMultipartUploadResult>';

const pageOf = (numbers: readonly number[], next?: number): string =>
  `<ListPartsResult><IsTruncated>${next !== undefined}</IsTruncated>${
    next === undefined ? '' : `<NextPartNumberMarker>${next}</NextPartNumberMarker>`
  }${numbers
    .map((n) => `<Part><PartNumber>${n}</PartNumber><ETag>"e${n}"</ETag><Size>${n}</Size></Part>`)
    .join('')}</ListPartsResult>`;

t.test('begin() hands back the id of the storage', async (t) => {
  const { gated, origin } = await openGatedS3(t);
  const pending = origin.begin(REF, { signal, contentType: 'video/mp4' });
  const request = await gated.next();
  t.match(request, { method: 'POST', url: '/films/a%20b.mp4?uploads=' });
  t.match(request.headers, { 'content-type': 'video/mp4' });
  request.answer(200, {}, BEGUN);
  t.equal(await pending, 'id 1');
});

t.test('begin() throws away an upload that nobody waits for any more', async (t) => {
  const { gated, origin } = await openGatedS3(t);
  const own = new AbortController();
  const pending = origin.begin(REF, { signal: own.signal, contentType: 'video/mp4' });
  const request = await gated.next();
  own.abort(new Error('left'));
  await t.rejects(pending, { message: 'left' });
  request.answer(200, {}, BEGUN);
  const abort = await gated.next();
  t.match(abort, { method: 'DELETE', url: '/films/a%20b.mp4?uploadId=id%201' });
  abort.answer(204);
  const late = origin.begin(REF, { signal: own.signal, contentType: 'video/mp4' });
  await t.rejects(late, { message: 'left' });
  t.equal(gated.requests.length, 2);
});

t.test('putPart() hands back what the storage calls the part', async (t) => {
  const { gated, origin } = await openGatedS3(t);
  const pending = origin.putPart(REF, 'id', 7, Buffer.from('abc'), signal);
  (await gated.next()).refuse(500, 'InternalError');
  const request = await gated.next();
  t.match(request, { method: 'PUT', url: '/films/a%20b.mp4?partNumber=7&uploadId=id' });
  request.answer(200, { etag: '"e"' });
  t.strictSame(await pending, { number: 7, size: 3, etag: '"e"' });

  const mute = origin.putPart(REF, 'id', 7, Buffer.from('abc'), signal);
  (await gated.next()).answer(200);
  await t.rejects(mute, { code: 'origin_invalid' });
  for (const code of ['NoSuchUpload', 'NoSuchKey']) {
    const gone = origin.putPart(REF, 'id', 7, Buffer.from('abc'), signal);
    (await gated.next()).refuse(404, code);
    await t.rejects(gone, { code: 'upload_not_found' });
  }
});

t.test('listParts() reads all pages, and ends when they do not', async (t) => {
  const { gated, origin } = await openGatedS3(t);
  const pending = origin.listParts(REF, 'id', signal);
  const first = await gated.next();
  t.match(first.url, /part-number-marker=0/);
  first.answer(200, {}, pageOf([1, 3], 3));
  const second = await gated.next();
  t.match(second.url, /part-number-marker=3/);
  second.answer(200, {}, pageOf([10]));
  const parts = await pending;
  t.strictSame(
    parts.map(({ number, etag }) => [number, etag]),
    [
      [1, '"e1"'],
      [3, '"e3"'],
      [10, '"e10"'],
    ],
  );
  const endless = origin.listParts(REF, 'id', signal);
  for (let i = 0; i < 2; i++) (await gated.next()).answer(200, {}, pageOf([3], 3));
  await t.rejects(endless, { code: 'origin_invalid' });
});

t.test('abort() finds nothing to be fine', async (t) => {
  const { gated, origin } = await openGatedS3(t);
  for (const [status, code] of [
    [204, ''],
    [404, 'NoSuchUpload'],
    [404, 'NoSuchKey'],
    [404, ''],
  ] as const) {
    const pending = origin.abort(REF, 'id', signal);
    const request = await gated.next();
    t.equal(request.method, 'DELETE');
    if (code === '') request.answer(status);
    else request.refuse(status, code);
    await t.resolves(pending, `${status} ${code}`);
  }
  const denied = origin.abort(REF, 'id', signal);
  (await gated.next()).refuse(403, 'AccessDenied');
  await t.rejects(denied, { code: 'origin_denied' });
});
