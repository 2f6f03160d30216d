import t from 'tap';
import { S3_ERRORS, S3Error, type S3ErrorCode } from '../../src/store/s3-error.ts';

t.test('S3Error takes status and message from the table', async (t) => {
  for (const code of Object.keys(S3_ERRORS) as S3ErrorCode[]) {
    const [status, message] = S3_ERRORS[code];
    t.match(new S3Error(code), { name: 'S3Error', code, status, message, headers: {} });
    t.ok(status >= 400 && status < 600, code);
  }
  t.match(new S3Error('InvalidRange', 'No', { 'Content-Range': 'bytes */0' }), {
    message: 'No',
    headers: { 'Content-Range': 'bytes */0' },
  });
});
