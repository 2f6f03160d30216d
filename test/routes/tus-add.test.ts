import { createHash } from 'node:crypto';
import t from 'tap';
import { createUpload, offsetOf, patch } from '../fixtures/tus-asked.ts';
import { startUploading } from '../fixtures/uploading.ts';

const MiB = 1024 ** 2;

t.test('a body with its checksum counts', async (t) => {
  const { url, writer } = await startUploading(t);
  const location = await createUpload(url, 6);
  for (const [at, algorithm] of (['sha1', 'sha256', 'md5'] as const).entries()) {
    const digest = createHash(algorithm).update('ab').digest('base64');
    const answer = await patch(location, 2 * at, 'ab', {
      'Upload-Checksum': `${algorithm} ${digest}`,
    });
    t.equal(answer.status, 204);
  }
  t.equal(String(writer.objects.get('films/a.mp4')?.bytes), 'ababab');
});

t.test('of a body with another checksum not one byte counts', async (t) => {
  const { url, writer } = await startUploading(t);
  const location = await createUpload(url, 30 * MiB);
  const digest = createHash('sha1').update('ab').digest('base64');
  const answer = await patch(location, 0, new Uint8Array(20 * MiB), {
    'Upload-Checksum': `sha1 ${digest}`,
  });
  t.equal(answer.status, 460);
  t.match(await answer.json(), { code: 'checksum_mismatch' });
  t.equal(await offsetOf(location), '0');
  t.notOk(writer.calls.includes('putPart 1'));
});
