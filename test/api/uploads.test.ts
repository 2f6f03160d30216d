import t from 'tap';
import { UPLOADS } from '../../src/api/uploads.ts';

t.test('UPLOADS describes forms, buckets and what is resumable', async (t) => {
  t.strictSame(Object.keys(UPLOADS), [
    '/create_bucket',
    '/files_upload',
    '/uploads',
    '/uploads/{id}',
  ]);
  t.match(UPLOADS['/files_upload'], { post: { responses: { 201: {}, 413: {}, 415: {} } } });
});
