import t from 'tap';
import type { FailureCode } from '../../src/errors.ts';
import { createAddressing } from '../../src/origin/address.ts';
import { createBucketCreation } from '../../src/origin/bucket-creation.ts';
import type { Caller, S3Call } from '../../src/origin/calls.ts';
import { openGatedS3 } from '../fixtures/gated-s3.ts';

const { signal } = new AbortController();

t.test('createBucket() looks first, and makes what is not there', async (t) => {
  const { gated, origin } = await openGatedS3(t);
  const pending = origin.createBucket('films', signal);
  const head = await gated.next();
  t.match(head, { method: 'HEAD', url: '/films' });
  head.answer(404);
  const put = await gated.next();
  t.match(put, { method: 'PUT', url: '/films' });
  t.equal(
    put.headers['content-length'],
    '0',
    'a store with an address of its own is told no region',
  );
  put.answer(200);
  await t.resolves(pending);
});

t.test('createBucket() says whose bucket is in the way of nobody', async (t) => {
  const { gated, origin } = await openGatedS3(t);
  for (const status of [200, 301]) {
    const pending = origin.createBucket('films', signal);
    (await gated.next()).answer(status);
    await t.rejects(pending, { code: 'bucket_exists' }, String(status));
  }
});

t.test('createBucket() says in our words why it failed', async (t) => {
  const { gated, origin } = await openGatedS3(t);
  const table: [number, string, FailureCode][] = [
    [409, 'BucketAlreadyExists', 'bucket_exists'],
    [409, 'BucketAlreadyOwnedByYou', 'bucket_exists'],
    [403, 'SignatureDoesNotMatch', 'origin_denied'],
    [400, 'InvalidBucketName', 'bucket_invalid'],
    [400, 'TooManyBuckets', 'storage_full'],
    [403, 'AccessDenied', 'origin_denied'],
  ];
  for (const [status, code, failure] of table) {
    const pending = origin.createBucket('films', signal);
    (await gated.next()).answer(status === 409 ? 404 : status);
    (await gated.next()).refuse(status, code);
    await t.rejects(pending, { code: failure }, code);
  }
  await t.rejects(origin.createBucket('..', signal), { code: 'bucket_invalid' });
});

t.test('createBucket() knows its own bucket after a lost answer', async (t) => {
  const { gated, origin } = await openGatedS3(t);
  const pending = origin.createBucket('films', signal);
  (await gated.next()).answer(404);
  (await gated.next()).cut('close');
  (await gated.next()).refuse(409, 'BucketAlreadyOwnedByYou');
  await t.resolves(pending);
});

t.test('createBucket() tells AWS the region', async (t) => {
  const bodies: (string | undefined)[] = [];
  const call: Caller = async <T>(call: S3Call<T>) => {
    bodies.push(call.body && Buffer.from(call.body).toString());
    const body = { discard: () => {}, next: async () => undefined, finished: Promise.resolve(0) };
    return await call.take({ status: 404, headers: {}, body });
  };
  const addressing = createAddressing({
    endpointUrl: undefined,
    region: 'eu-west-1',
    forcePathStyle: false,
  });
  await createBucketCreation(call, addressing, { location: 'eu-west-1' })('films', signal);
  t.match(bodies, [undefined, /<LocationConstraint>eu-west-1<\/LocationConstraint>/]);
});
