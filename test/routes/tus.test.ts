import t from 'tap';
import { startUploading } from '../fixtures/uploading.ts';

t.test('OPTIONS tells what is spoken, whatever version is asked in', async (t) => {
  const { url } = await startUploading(t);
  for (const path of ['/uploads', '/uploads/x']) {
    const answer = await fetch(`${url}${path}`, { method: 'OPTIONS' });
    t.equal(answer.status, 204);
    t.equal(answer.headers.get('Tus-Resumable'), '1.0.0');
    t.equal(answer.headers.get('Tus-Version'), '1.0.0');
    t.equal(
      answer.headers.get('Tus-Extension'),
      'creation,creation-with-upload,termination,expiration,checksum',
    );
    t.equal(answer.headers.get('Tus-Max-Size'), '671088640000');
    t.equal(answer.headers.get('Tus-Checksum-Algorithm'), 'sha1,sha256,md5');
  }
});

t.test('a refusal of the method speaks tus too', async (t) => {
  const { url } = await startUploading(t);
  const answer = await fetch(`${url}/uploads`, { method: 'PUT' });
  t.equal(answer.status, 405);
  t.equal(answer.headers.get('Tus-Resumable'), '1.0.0');
});
