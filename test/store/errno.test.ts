import { readFile } from 'node:fs/promises';
import t from 'tap';
import { asS3Error, errnoOf, unless } from '../../src/store/errno.ts';
import { S3Error } from '../../src/store/s3-error.ts';

const failure = (code: unknown): Error => Object.assign(new Error('disk'), { code });

t.test('errnoOf() reads system errors only', async (t) => {
  await t.rejects(
    readFile('/no/such').catch((error) => Promise.reject(errnoOf(error))),
    'ENOENT',
  );
  t.equal(errnoOf(failure('EACCES')), 'EACCES');
  t.equal(errnoOf(failure(7)), undefined);
  t.equal(errnoOf(new Error('x')), undefined);
  t.equal(errnoOf('ENOENT'), undefined);
});

t.test('unless() forgives the failures it is told to', async (t) => {
  t.equal(await unless(Promise.resolve(1), 'ENOENT'), 1);
  t.equal(await unless(Promise.reject(failure('ENOENT')), 'EPERM', 'ENOENT'), undefined);
  await t.rejects(unless(Promise.reject(failure('EIO')), 'ENOENT'), { code: 'EIO' });
  await t.rejects(unless(Promise.reject(new Error('x')), 'ENOENT'), { message: 'x' });
});

t.test('asS3Error() tells what the client can do something about', async (t) => {
  const known = new S3Error('NoSuchKey');
  t.equal(asS3Error(known), known);
  for (const code of ['EACCES', 'EPERM', 'EROFS']) {
    t.match(asS3Error(failure(code)), { code: 'AccessDenied', status: 403 }, code);
  }
  for (const code of ['ENOSPC', 'EDQUOT']) {
    t.match(asS3Error(failure(code)), { code: 'InsufficientStorage', status: 507 }, code);
  }
  t.match(asS3Error(failure('ENAMETOOLONG')), { code: 'KeyTooLongError' });
  t.equal(asS3Error(failure('EIO')), undefined);
  t.equal(asS3Error(undefined), undefined);
});
