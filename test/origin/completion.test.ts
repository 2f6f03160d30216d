import { createHash } from 'node:crypto';
import t from 'tap';
import type { GatedRequest } from '../fixtures/gated-origin.ts';
import { openGatedS3 } from '../fixtures/gated-s3.ts';

const REF = { bucket: 'films', key: 'a.mp4' };
const { signal } = new AbortController();
const md5 = (bytes: string | Buffer): string => createHash('md5').update(bytes).digest('hex');
const PARTS = [{ number: 1, size: 1, etag: `"${md5('x')}"` }];
const TAG = `"${md5(Buffer.from(md5('x'), 'hex'))}-1"`;
const ENCRYPTED = [{ number: 1, size: 1, etag: '"not-an-md5"' }];

const doneAs = (etag: string) =>
  `<CompleteMultipartUploadResult><ETag>${etag}</ETag></CompleteMultipartUploadResult>`;
const there = (request: GatedRequest, etag: string): void =>
  request.answer(200, { etag, 'content-length': '1' });

const setUp = async (t: Parameters<typeof openGatedS3>[0], parts = PARTS) => {
  const s3 = await openGatedS3(t);
  return { ...s3, pending: s3.origin.complete(REF, 'id', parts, { signal }) };
};

t.test('complete() names the parts and hands back the tag', async (t) => {
  const { gated, pending } = await setUp(t);
  const request = await gated.next();
  t.match(request, { method: 'POST', url: '/films/a.mp4?uploadId=id' });
  request.answer(200, {}, doneAs('&quot;e-1&quot;'));
  t.strictSame(await pending, { etag: '"e-1"' });
});

t.test('complete() waits through blanks, but not for endless ones', async (t) => {
  const { gated, pending } = await setUp(t);
  const { response } = await gated.next();
  response.write('<?xml version="1.0"?>\n');
  for (let i = 0; i < 3; i++) response.write(' \n');
  response.end(doneAs('"e-1"'));
  t.strictSame(await pending, { etag: '"e-1"' });

  const { gated: other, pending: flooded } = await setUp(t, ENCRYPTED);
  (await other.next()).answer(200, {}, ' '.repeat(100_000));
  await t.rejects(flooded, { code: 'origin_invalid' });
});

t.test('complete() takes a failure behind a 200 for one, and asks again', async (t) => {
  const { gated, pending, waits } = await setUp(t);
  (await gated.next()).answer(200, {}, '<Error><Code>InternalError</Code></Error>');
  (await gated.next()).answer(200, {}, doneAs('"e-1"'));
  t.strictSame(await pending, { etag: '"e-1"' });
  t.equal(waits.length, 1);

  const { gated: other, pending: full } = await setUp(t);
  (await other.next()).answer(200, {}, '<Error><Code>QuotaExceeded</Code></Error>');
  await t.rejects(full, { code: 'storage_full' });
});

t.test('complete() finds what an attempt has made whose answer was lost', async (t) => {
  for (const code of ['NoSuchUpload', 'PreconditionFailed']) {
    const { gated, pending } = await setUp(t);
    (await gated.next()).cut('close');
    (await gated.next()).refuse(code === 'NoSuchUpload' ? 404 : 412, code);
    there(await gated.next(), TAG);
    t.strictSame(await pending, { etag: TAG }, code);
  }
});

t.test('complete() takes no other object for its own', async (t) => {
  for (const [etag, parts] of [
    ['"another-1"', PARTS],
    [undefined, PARTS],
    [TAG, ENCRYPTED],
  ] as const) {
    const { gated, pending } = await setUp(t, [...parts]);
    (await gated.next()).refuse(404, 'NoSuchUpload');
    if (parts === PARTS) {
      const head = await gated.next();
      t.equal(head.method, 'HEAD');
      if (etag === undefined) head.answer(404);
      else there(head, etag);
    }
    await t.rejects(pending, { code: 'upload_not_found' });
  }
});

t.test('complete() asks for the parts to tell a missing upload from an ill store', async (t) => {
  for (const [status, code, failure] of [
    [404, 'NoSuchKey', 'upload_not_found'],
    [503, 'SlowDown', 'origin_unreachable'],
  ] as const) {
    const { gated, pending } = await setUp(t);
    for (let i = 0; i < 3; i++) (await gated.next()).refuse(500, 'InternalError');
    (await gated.next()).answer(404);
    for (let i = 0; i < (status === 503 ? 3 : 1); i++) {
      const list = await gated.next();
      t.match(list, { method: 'GET', url: /uploadId=id/ });
      list.refuse(status, code);
    }
    await t.rejects(pending, { code: failure });
  }
});

t.test('complete() learns a tag that the answer left out', async (t) => {
  const cases: [etag: string | undefined, parts: typeof PARTS, told: string | undefined][] = [
    [TAG, PARTS, TAG],
    ['"of-somebody-else"', PARTS, undefined],
    ['"whatever"', ENCRYPTED, '"whatever"'],
    [undefined, PARTS, undefined],
  ];
  for (const [etag, parts, told] of cases) {
    const { gated, pending } = await setUp(t, parts);
    (await gated.next()).answer(200, {}, doneAs(''));
    const head = await gated.next();
    if (etag === undefined) head.answer(404);
    else there(head, etag);
    t.strictSame(await pending, { etag: told }, String(etag));
  }
});

t.test('complete() looks at its condition first, and says it to the store too', async (t) => {
  const { gated, origin } = await openGatedS3(t);
  const options = { signal, condition: { ifNoneMatch: '*' } } as const;
  const refused = origin.complete(REF, 'id', PARTS, options);
  there(await gated.next(), '"v1"');
  await t.rejects(refused, { code: 'precondition_failed' });
  t.equal(gated.requests.length, 1, 'the upload is left as it is');

  const pending = origin.complete(REF, 'id', PARTS, options);
  (await gated.next()).answer(404);
  const request = await gated.next();
  t.equal(request.headers['if-none-match'], '*');
  request.refuse(409, 'ConditionalRequestConflict');
  there(await gated.next(), '"v1"');
  await t.rejects(pending, { code: 'precondition_failed' });
});
