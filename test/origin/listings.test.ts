import t from 'tap';
import type { FailureCode } from '../../src/errors.ts';
import { openGatedS3 } from '../fixtures/gated-s3.ts';

const never = new AbortController().signal;

t.test('probe() is content with an origin that knows us', async (t) => {
  const { gated, origin } = await openGatedS3(t);
  const none = '<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>';
  const cases: [number, string, FailureCode | undefined, string?][] = [
    [200, '', undefined, none],
    [200, '', 'origin_invalid', '<!doctype html><title>It works!</title>'],
    [200, '', 'origin_invalid', '<html><body>It works!</body></html>'],
    [200, '', 'origin_invalid', ''],
    [403, 'AccessDenied', undefined],
    [403, 'InvalidAccessKeyId', 'origin_denied'],
    [403, 'SignatureDoesNotMatch', 'origin_denied'],
    [404, '', 'origin_invalid'],
  ];
  for (const [status, code, failure, body = 'anything'] of cases) {
    const pending = origin.probe(never);
    const request = await gated.next();
    t.equal(request.url, '/');
    if (code === '') request.answer(status, {}, body);
    else request.refuse(status, code);
    if (failure) await t.rejects(pending, { code: failure });
    else await t.resolves(pending, code);
  }
});

const LISTING = { bucket: 'films', prefix: '', delimiter: '', limit: 1000, token: undefined };
const page = (inner: string, truncated = false) =>
  `<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>${truncated}</IsTruncated>${inner}</ListBucketResult>`;

t.test('listObjects() asks for one page and hands the token back as it came', async (t) => {
  const { gated, origin } = await openGatedS3(t);
  const first = origin.listObjects(
    { ...LISTING, prefix: 'a b+/', delimiter: '/', limit: 2 },
    never,
  );
  const request = await gated.next();
  t.equal(
    request.url,
    '/films?list-type=2&encoding-type=url&max-keys=2&prefix=a%20b%2B%2F&delimiter=%2F',
  );
  request.answer(
    200,
    {},
    page('<NextContinuationToken>l/v 0+&amp;%&#x01;=</NextContinuationToken>', true),
  );
  const { next } = await first;
  t.equal(next, 'l/v 0+&%\u0001=');
  const second = origin.listObjects({ ...LISTING, token: next }, never);
  const again = await gated.next();
  t.match(again.url, 'continuation-token=l%2Fv%200%2B%26%25%01%3D');
  again.answer(200, {}, page('<Contents><Key>a+b</Key><Size>1</Size></Contents>'));
  t.match(await second, { objects: [{ key: 'a b', size: 1 }], next: undefined });
});

t.test('listObjects() refuses a listing that would never end', async (t) => {
  const { gated, origin } = await openGatedS3(t);
  const pending = origin.listObjects({ ...LISTING, token: 'x' }, never);
  const same = page('<NextContinuationToken>x</NextContinuationToken>', true);
  (await gated.next()).answer(200, {}, same);
  await t.rejects(pending, { code: 'origin_invalid' });
});

t.test('listObjects() tells a missing bucket, and retries a page that was cut', async (t) => {
  const { gated, origin, waits } = await openGatedS3(t);
  const missing = origin.listObjects(LISTING, never);
  (await gated.next()).answer(404);
  await t.rejects(missing, { code: 'bucket_not_found' });
  const cut = origin.listObjects(LISTING, never);
  const request = await gated.next();
  request.response.writeHead(200, { 'content-length': '500' });
  await request.write(Buffer.from('<ListBucketResult>'));
  request.cut('close');
  (await gated.next()).answer(200, {}, page(''));
  t.same(await cut, { objects: [], prefixes: [], next: undefined });
  t.equal(waits.length, 1);
});

t.test('listObjects() reads no more than a page can be', async (t) => {
  const { gated, origin } = await openGatedS3(t);
  const pending = origin.listObjects(LISTING, never);
  const request = await gated.next();
  request.response.writeHead(200);
  const endless = Buffer.alloc(1024 * 1024, ' ');
  const flooding = (async () => {
    while (!request.response.destroyed) await Promise.race([request.write(endless), request.gone]);
  })();
  await t.rejects(pending, { code: 'origin_invalid', message: /more than 8388608 bytes/ });
  t.equal(await request.gone, 'closed');
  await flooding;
});

t.test('listObjects() does not follow a page that trickles without end', async (t) => {
  const { gated, origin } = await openGatedS3(t, { timeoutMs: 100 });
  const pending = origin.listObjects(LISTING, never);
  const { response } = await gated.next();
  response.writeHead(200);
  const trickle = setInterval(() => response.write(' '), 10);
  t.teardown(() => clearInterval(trickle));
  await t.rejects(pending, { code: 'origin_timeout' });
  t.equal(gated.requests.length, 1);
});

t.test('listObjects() refuses what cannot be asked', async (t) => {
  const { gated, origin } = await openGatedS3(t);
  const lone = '\ud800';
  await t.rejects(origin.listObjects({ ...LISTING, prefix: lone }, never), {
    code: 'parameter_invalid',
  });
  await t.rejects(origin.listObjects({ ...LISTING, token: lone }, never), {
    code: 'parameter_invalid',
  });
  await t.rejects(origin.listObjects({ ...LISTING, bucket: '../x' }, never), {
    code: 'bucket_invalid',
  });
  t.equal(gated.requests.length, 0);
});

t.test('listObjects() tells a cursor that the store cannot use from all else', async (t) => {
  const { gated, origin } = await openGatedS3(t);
  for (const [token, code, failure] of [
    ['made up', 'InvalidArgument', 'cursor_invalid'],
    ['made up', 'InvalidRequest', 'origin_invalid'],
    [undefined, 'InvalidArgument', 'origin_invalid'],
  ] as const) {
    const pending = origin.listObjects({ ...LISTING, token }, never);
    (await gated.next()).refuse(400, code);
    await t.rejects(pending, { code: failure }, `${token} ${code}`);
  }
});

t.test('listBuckets() names them', async (t) => {
  const { gated, origin } = await openGatedS3(t);
  const pending = origin.listBuckets(never);
  const request = await gated.next();
  t.equal(request.url, '/');
  request.answer(
    200,
    {},
    '<ListAllMyBucketsResult><Buckets><Bucket><Name>films</Name></Bucket></Buckets></ListAllMyBucketsResult>',
  );
  t.same(await pending, [{ name: 'films', created: undefined }]);
});
