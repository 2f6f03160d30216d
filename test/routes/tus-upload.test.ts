import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import { UPLOAD_METHODS } from '../../src/routes/tus-upload.ts';
import { createUpload, metadataOf, offsetOf, PATCH, patch, TUS } from '../fixtures/tus-asked.ts';
import { startUploading } from '../fixtures/uploading.ts';

t.test('HEAD tells where an upload stands', async (t) => {
  const { url } = await startUploading(t);
  const location = await createUpload(url, 5);
  t.equal((await patch(location, 0, 'abc')).headers.get('Upload-Offset'), '3');
  const answer = await fetch(location, { method: 'HEAD', headers: TUS });
  t.equal(answer.status, 200);
  t.equal(answer.headers.get('Upload-Offset'), '3');
  t.equal(answer.headers.get('Upload-Length'), '5');
  t.equal(answer.headers.get('Upload-Metadata'), metadataOf({ filename: 'a.mp4' }));
  t.equal(answer.headers.get('Cache-Control'), 'no-store');
  t.ok(answer.headers.has('Upload-Expires'));
});

t.test('HEAD says 423 when the storage does not answer', async (t) => {
  const { url, writer } = await startUploading(t);
  const location = await createUpload(url, 9_000_000);
  writer.failNext('listParts', new GatewayError('origin_unreachable', 'down'));
  const answer = await fetch(location, { method: 'HEAD', headers: TUS });
  t.equal(answer.status, 423);
  t.equal(answer.headers.get('Retry-After'), '1');
  writer.failNext('listParts', new GatewayError('origin_denied', 'no'));
  t.equal((await fetch(location, { method: 'HEAD', headers: TUS })).status, 502);
});

t.test(
  'HEAD tries again to make an object of what is all here, and says why it fails',
  async (t) => {
    const { url, writer } = await startUploading(t);
    const location = await createUpload(url, 5);
    writer.failNext('put', new GatewayError('storage_full', 'full'), 2);
    t.equal((await patch(location, 0, 'abcde')).status, 507);
    const head = () => fetch(location, { method: 'HEAD', headers: TUS });
    t.equal((await head()).status, 507);
    t.equal((await head()).headers.get('Upload-Offset'), '5');
    t.equal(String(writer.objects.get('films/a.mp4')?.bytes), 'abcde');
  },
);

t.test('PATCH says what is wrong, and nothing of it counts', async (t) => {
  const { url } = await startUploading(t);
  const location = await createUpload(url, 5);
  const cases: [number, Record<string, string>, string, number][] = [
    [1, {}, 'abc', 409],
    [0, { 'Content-Type': 'text/plain' }, 'abc', 415],
    [0, { 'Upload-Offset': 'x' }, 'abc', 400],
    [0, {}, 'abcdef', 413],
    [0, { 'Tus-Resumable': '0.2' }, 'abc', 412],
    [0, { 'Upload-Checksum': 'sha1 AAAAAAAAAAAAAAAAAAAAAAAAAAA=' }, 'abc', 460],
    [0, { 'Upload-Checksum': 'crc32 AAAA' }, 'abc', 400],
  ];
  for (const [at, headers, body, status] of cases) {
    const answer = await patch(location, at, body, headers);
    t.equal(answer.status, status);
    t.equal(answer.headers.get('Tus-Resumable'), '1.0.0');
    t.equal(answer.headers.get('Content-Type'), 'application/problem+json');
  }
  t.equal(await offsetOf(location), '0');
});

t.test('DELETE throws an upload away', async (t) => {
  const { url, writer } = await startUploading(t);
  const location = await createUpload(url, 9_000_000);
  const answer = await fetch(location, { method: 'DELETE', headers: TUS });
  t.equal(answer.status, 204);
  t.equal(writer.unfinished(), 0);
  t.equal((await fetch(location, { method: 'HEAD', headers: TUS })).status, 404);
});

const instead = (
  location: string,
  method: string,
  override: string,
  headers: Record<string, string> = TUS,
  body: string | null = null,
) => fetch(location, { method, headers: { ...headers, 'X-HTTP-Method-Override': override }, body });

t.test('X-HTTP-Method-Override is the method, whatever the request is sent as', async (t) => {
  const { url, writer } = await startUploading(t);
  const location = await createUpload(url, 5);
  const add = { ...PATCH, 'Upload-Offset': '0' };
  t.equal((await instead(location, 'POST', 'PATCH', add, 'ab')).status, 204);
  const rest = { ...PATCH, 'Upload-Offset': '2' };
  t.equal((await instead(location, 'DELETE', 'PATCH', rest, 'c')).status, 204);
  const told = await instead(location, 'POST', 'HEAD');
  t.equal(told.status, 200);
  t.equal(told.headers.get('Upload-Offset'), '3');
  t.equal(told.headers.get('Content-Length'), '0');
  t.equal((await patch(location, 3, 'de', { 'X-HTTP-Method-Override': 'PATCH' })).status, 204);
  t.equal(String(writer.objects.get('films/a.mp4')?.bytes), 'abcde');
  for (const method of ['POST', 'PATCH', 'HEAD']) {
    const other = await createUpload(url, 5);
    t.equal((await instead(other, method, 'DELETE')).status, 204, method);
    t.equal((await fetch(other, { method: 'HEAD', headers: TUS })).status, 404, method);
  }
});

t.test('X-HTTP-Method-Override names what tus does to an upload, and nothing else', async (t) => {
  const { url } = await startUploading(t);
  const location = await createUpload(url, 5);
  for (const method of ['POST', 'PATCH', 'DELETE', 'HEAD']) {
    for (const override of ['', 'GET', 'PUT', 'POST', 'delete', 'DELETE, PATCH']) {
      const answer = await instead(location, method, override);
      t.equal(answer.status, 405, `${method} as ${override}`);
      t.equal(answer.headers.get('Allow'), 'HEAD, PATCH, DELETE, POST, OPTIONS');
    }
  }
  t.equal(await offsetOf(location), '0', 'it is as it was');
  t.equal((await fetch(location, { method: 'POST', headers: TUS })).status, 405);
  const asked = await instead(location, 'POST', 'OPTIONS', {});
  t.equal(asked.status, 204);
  t.equal(asked.headers.get('Allow'), 'HEAD, PATCH, DELETE, POST, OPTIONS');
  t.match(asked.headers.get('Tus-Extension'), 'creation');
  t.ok(UPLOAD_METHODS.includes('POST'));
});

t.test('a creation is none when the override says so', async (t) => {
  const { url } = await startUploading(t);
  for (const path of ['/uploads', '/uploads/']) {
    for (const override of ['PATCH', 'DELETE', 'GET']) {
      const answer = await instead(`${url}${path}`, 'POST', override, {
        ...TUS,
        'Upload-Length': '5',
        'Upload-Metadata': metadataOf({ filename: 'a.mp4' }),
      });
      t.ok([404, 405].includes(answer.status), `${path} ${override}: ${answer.status}`);
    }
  }
  const headers = { 'X-HTTP-Method-Override': 'POST' };
  t.match(await createUpload(url, 5, headers), '/uploads/');
});

t.test('every request asks who may write to exactly that object', async (t) => {
  const asked: string[] = [];
  let isOpen = true;
  const { url } = await startUploading(t, {
    async permit({ method }, { bucket, key }) {
      asked.push(`${method} ${bucket}/${key}`);
      if (!isOpen) throw new GatewayError('unauthenticated', 'nobody');
    },
  });
  const location = await createUpload(url, 5);
  isOpen = false;
  t.equal((await patch(location, 0, 'abc')).status, 401);
  for (const method of ['HEAD', 'DELETE']) {
    t.equal((await fetch(location, { method, headers: TUS })).status, 401);
  }
  t.equal((await instead(location, 'PATCH', 'DELETE')).status, 401);
  t.same(asked, [
    'POST films/a.mp4',
    'PATCH films/a.mp4',
    'HEAD films/a.mp4',
    'DELETE films/a.mp4',
    'PATCH films/a.mp4',
  ]);
});

t.test('an id that is none is not found, one past its time is gone', async (t) => {
  const clock = { ms: 0 };
  const { url } = await startUploading(t, { wallClock: () => clock.ms });
  for (const id of ['x', 'e30', '%00']) {
    t.equal((await fetch(`${url}/uploads/${id}`, { method: 'HEAD', headers: TUS })).status, 404);
  }
  const location = await createUpload(url, 5);
  clock.ms = 7 * 24 * 60 * 60 * 1000;
  const answer = await patch(location, 0, 'abc');
  t.equal(answer.status, 410);
  t.match(await answer.json(), { code: 'upload_expired' });
});
