import { createHash } from 'node:crypto';
import t from 'tap';
import type { FailureCode } from '../../src/errors.ts';
import { openGatedS3 } from '../fixtures/gated-s3.ts';

const REF = { bucket: 'films', key: 'a b.mp4' };
const { signal } = new AbortController();
const contentType = 'video/mp4';
const plain = { signal, contentType };
const BODY = Buffer.from('bytes of a film');
const TAG = `"${createHash('md5').update(BODY).digest('hex')}"`;

t.test('put() sends type, length and the checksum that was signed', async (t) => {
  const { gated, origin, events } = await openGatedS3(t);
  const pending = origin.put(REF, BODY, { ...plain, condition: { ifNoneMatch: '*' } });
  const request = await gated.next();
  t.match(request, { method: 'PUT', url: '/films/a%20b.mp4' });
  t.match(request.headers, {
    'content-type': contentType,
    'content-length': String(BODY.length),
    'if-none-match': '*',
    'x-amz-content-sha256': createHash('sha256').update(BODY).digest('hex'),
    authorization: /SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date/,
  });
  request.answer(200, { etag: TAG });
  t.strictSame(await pending, { etag: TAG });
  t.match(events, [{ operation: 'put', status: 200 }]);
});

t.test('put() retries what may heal, and damaged bytes once', async (t) => {
  const { gated, origin, waits } = await openGatedS3(t);
  const pending = origin.put(REF, BODY, plain);
  (await gated.next()).refuse(503, 'SlowDown');
  (await gated.next()).refuse(400, 'XAmzContentSHA256Mismatch');
  (await gated.next()).answer(200, { etag: TAG });
  t.strictSame(await pending, { etag: TAG });
  t.equal(waits.length, 1, 'damage is no reason to wait');
  const damaged = origin.put(REF, BODY, plain);
  for (let i = 0; i < 2; i++) (await gated.next()).refuse(400, 'BadDigest');
  await t.rejects(damaged, { code: 'origin_invalid' });
  t.equal(gated.requests.length, 5);
});

t.test('put() says in our words why it failed', async (t) => {
  const { gated, origin } = await openGatedS3(t);
  const table: [number, string, FailureCode][] = [
    [412, 'PreconditionFailed', 'precondition_failed'],
    [409, 'ConditionalRequestConflict', 'precondition_failed'],
    [404, 'NoSuchBucket', 'bucket_not_found'],
    [403, 'AccessDenied', 'origin_denied'],
    [403, 'QuotaExceeded', 'storage_full'],
    [507, 'Anything', 'storage_full'],
    [409, 'KeyConflict', 'key_invalid'],
    [400, 'EntityTooSmall', 'origin_invalid'],
  ];
  for (const [status, code, failure] of table) {
    const pending = origin.put(REF, BODY, plain);
    (await gated.next()).refuse(status, code);
    await t.rejects(pending, { code: failure }, code);
  }
});

t.test('put() knows its own object after a lost answer', async (t) => {
  for (const [etag, ours] of [
    [TAG, true],
    ['"another"', false],
  ] as const) {
    const { gated, origin } = await openGatedS3(t);
    const pending = origin.put(REF, BODY, { ...plain, condition: { ifNoneMatch: '*' } });
    (await gated.next()).cut('close');
    (await gated.next()).refuse(412, 'PreconditionFailed');
    const head = await gated.next();
    t.equal(head.method, 'HEAD');
    head.answer(200, { etag, 'content-length': '15' });
    if (ours) t.strictSame(await pending, { etag: TAG });
    else await t.rejects(pending, { code: 'precondition_failed' });
  }
});

t.test('put() says a tag without quotes to a store that keeps it so', async (t) => {
  const { gated, origin } = await openGatedS3(t);
  const condition = { ifMatch: '"v1"' };
  const pending = origin.put(REF, BODY, { ...plain, condition });
  (await gated.next()).refuse(412, 'PreconditionFailed');
  (await gated.next()).answer(200, { etag: '"v1"', 'content-length': '15' });
  const bare = await gated.next();
  t.equal(bare.headers['if-match'], 'v1');
  bare.answer(200, { etag: '"v2"' });
  t.strictSame(await pending, { etag: '"v2"' });

  const changed = origin.put(REF, BODY, { ...plain, condition });
  (await gated.next()).refuse(412, 'PreconditionFailed');
  (await gated.next()).answer(200, { etag: '"v3"', 'content-length': '15' });
  await t.rejects(changed, { code: 'precondition_failed' });
});

t.test('put() ends with its signal', async (t) => {
  const { gated, origin } = await openGatedS3(t);
  const own = new AbortController();
  const pending = origin.put(REF, BODY, { contentType, signal: own.signal });
  const request = await gated.next();
  own.abort(new Error('left'));
  await t.rejects(pending, { message: 'left' });
  t.equal(await request.gone, 'closed');
});

t.test('remove() finds nothing to be fine, but not a missing bucket', async (t) => {
  const { gated, origin } = await openGatedS3(t);
  const answers: [number, string, FailureCode?][] = [
    [204, ''],
    [200, ''],
    [404, 'NoSuchKey'],
    [404, ''],
    [404, 'NoSuchBucket', 'bucket_not_found'],
    [403, 'AccessDenied', 'origin_denied'],
  ];
  for (const [status, code, failure] of answers) {
    const pending = origin.remove(REF, signal);
    const request = await gated.next();
    t.equal(request.method, 'DELETE');
    if (code === '') request.answer(status);
    else request.refuse(status, code);
    if (failure) await t.rejects(pending, { code: failure }, code);
    else await t.resolves(pending, `${status} ${code}`);
  }
});
