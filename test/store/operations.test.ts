import t from 'tap';
import { operationFor } from '../../src/store/operations.ts';
import { readTarget } from '../../src/store/target.ts';

const nameOf = (method: string, raw: string): string => operationFor(method, readTarget(raw)).name;

t.test('operationFor() finds the operation of method, path and sub-resource', async (t) => {
  const table: readonly [method: string, raw: string, operation: string][] = [
    ['GET', '/', 'listBuckets'],
    ['GET', '/b?list-type=2', 'listObjects'],
    ['GET', '/b/?list-type=2&prefix=a', 'listObjects'],
    ['GET', '/b?location', 'locateBucket'],
    ['HEAD', '/b', 'headBucket'],
    ['PUT', '/b', 'createBucket'],
    ['DELETE', '/b', 'deleteBucket'],
    ['GET', '/b/k', 'readObject'],
    ['GET', '/b/k?versionId=null', 'readObject'],
    ['HEAD', '/b/k', 'readObject'],
    ['PUT', '/b/k', 'putObject'],
    ['DELETE', '/b/k', 'deleteObject'],
    ['POST', '/b/k?uploads', 'createMultipart'],
    ['PUT', '/b/k?uploadId=x&partNumber=1', 'uploadPart'],
    ['POST', '/b/k?uploadId=x', 'completeMultipart'],
    ['GET', '/b/k?uploadId=x', 'listMultipart'],
    ['DELETE', '/b/k?uploadId=x', 'abortMultipart'],
  ];
  for (const [method, raw, operation] of table) t.equal(nameOf(method, raw), operation, raw);
});

t.test('operationFor() refuses what is not offered instead of doing something else', async (t) => {
  for (const raw of ['/b/k?acl', '/b/k?tagging=', '/b?versioning', '/b/k?versionId=1']) {
    t.throws(() => nameOf('GET', raw), { code: 'NotImplemented' }, raw);
  }
  t.throws(() => nameOf('DELETE', '/b/k?acl'), { code: 'NotImplemented' });
  t.throws(() => nameOf('POST', '/b?delete'), { code: 'NotImplemented' });
  for (const [method, raw] of [
    ['POST', '/'],
    ['POST', '/b'],
    ['POST', '/b/k'],
    ['toString', '/b/k'],
    ['PUT', '/b/k?uploads'],
  ] as const) {
    t.throws(() => nameOf(method, raw), { code: 'MethodNotAllowed' }, `${method} ${raw}`);
  }
});

t.test('operationFor() refuses the listings that are not offered', async (t) => {
  const call = [{}, {}] as unknown as Parameters<ReturnType<typeof operationFor>>;
  for (const raw of ['/b', '/b?prefix=a', '/b?uploads']) {
    await t.rejects(operationFor('GET', readTarget(raw))(...call), { code: 'NotImplemented' }, raw);
  }
});
