import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import { createUpload, metadataOf, offsetOf, PATCH, TUS } from '../fixtures/tus-asked.ts';
import { startUploading } from '../fixtures/uploading.ts';

const post = (url: string, headers: Record<string, string>, body: string | null = null) =>
  fetch(`${url}/uploads`, { method: 'POST', headers, body });
const NAMED = { ...TUS, 'Upload-Length': '5', 'Upload-Metadata': metadataOf({ name: 'a' }) };

t.test('POST /uploads answers 201 with a place and a time', async (t) => {
  const { url } = await startUploading(t, { wallClock: () => 1_799_395_200_000 });
  const answer = await post(url, NAMED);
  t.equal(answer.status, 201);
  t.match(answer.headers.get('Location'), /^\/uploads\/[\w-]+$/);
  t.equal(answer.headers.get('Upload-Expires'), 'Fri, 15 Jan 2027 08:00:00 GMT');
  t.equal(answer.headers.get('Tus-Resumable'), '1.0.0');
  t.equal(answer.headers.get('Cache-Control'), 'no-store');
});

t.test('POST /uploads says what is wrong, in tus too', async (t) => {
  const { url, writer } = await startUploading(t);
  const { 'Upload-Length': _, ...unsized } = NAMED;
  const cases: [string, Record<string, string>, number, string][] = [
    ['no version', { ...NAMED, 'Tus-Resumable': '' }, 412, 'tus_version_unsupported'],
    ['no length', unsized, 400, 'header_invalid'],
    ['deferred', { ...NAMED, 'Upload-Defer-Length': '1' }, 400, 'header_invalid'],
    ['a part of one', { ...NAMED, 'Upload-Concat': 'partial' }, 400, 'header_invalid'],
    ['too long', { ...NAMED, 'Upload-Length': '671088640001' }, 413, 'body_too_large'],
    ['no name', { ...NAMED, 'Upload-Metadata': '' }, 400, 'key_missing'],
    [
      'another bucket',
      { ...NAMED, 'Upload-Metadata': metadataOf({ name: 'a', bucket: 'other' }) },
      403,
      'bucket_not_allowed',
    ],
  ];
  for (const [name, headers, status, code] of cases) {
    const answer = await post(url, headers);
    t.equal(answer.status, status, name);
    t.equal(answer.headers.get('Tus-Resumable'), '1.0.0', name);
    t.equal(answer.headers.get('Tus-Version'), '1.0.0', name);
    t.match(await answer.json(), { code }, name);
  }
  t.same(writer.calls, []);
});

t.test('POST /uploads asks who may write before anything else is done', async (t) => {
  const asked: unknown[] = [];
  const { url, writer } = await startUploading(t, {
    async permit(_exchange, ref) {
      asked.push(ref);
      throw new GatewayError('unauthenticated', 'nobody');
    },
  });
  t.equal((await post(url, NAMED)).status, 401);
  t.same(asked, [{ bucket: 'films', key: 'a' }]);
  t.same(writer.calls, []);
});

t.test('POST /uploads carries a signed link on', async (t) => {
  const { url } = await startUploading(t);
  const query = '?bucket=films&token=T&expires=9&kid=k&scope=a%2F%26&bound=address&prefix=a/';
  const location = await createUpload(url, 5, {}, query);
  t.equal(new URL(location).search, '?token=T&expires=9&kid=k&scope=a%2F%26&bound=address');
});

t.test('POST /uploads takes bytes along', async (t) => {
  const { url, writer } = await startUploading(t);
  const some = await post(url, { ...NAMED, ...PATCH }, 'abc');
  t.equal(some.headers.get('Upload-Offset'), '3');
  t.equal(await offsetOf(new URL(some.headers.get('Location') ?? '', url).href), '3');
  const all = await post(url, { ...NAMED, ...PATCH }, 'abcde');
  t.equal(all.headers.get('Upload-Offset'), '5');
  t.equal(String(writer.objects.get('films/a')?.bytes), 'abcde');
  t.equal((await post(url, { ...NAMED, 'Content-Type': 'text/plain' }, 'abc')).status, 415);
  const empty = {
    ...NAMED,
    ...PATCH,
    'Upload-Length': '0',
    'Upload-Metadata': metadataOf({ key: 'e' }),
  };
  t.equal((await post(url, empty, 'abc')).status, 413, 'more than is to come');
  t.notOk(writer.objects.has('films/e'), 'and nothing is made of it');
});

t.test('POST /uploads leaves nothing behind when bytes that came along fail', async (t) => {
  const { url, writer } = await startUploading(t);
  const headers = { ...NAMED, ...PATCH, 'Upload-Length': '9000000' };
  const checked = { ...headers, 'Upload-Checksum': 'md5 AAAAAAAAAAAAAAAAAAAAAA==' };
  t.equal((await post(url, checked, 'abc')).status, 460);
  t.equal(writer.unfinished(), 0);
});

t.test('POST /uploads with If-None-Match refuses a name that is taken', async (t) => {
  const { url } = await startUploading(t);
  await post(url, { ...NAMED, ...PATCH }, 'abcde');
  const answer = await post(url, { ...NAMED, 'If-None-Match': '*' });
  t.equal(answer.status, 412);
  t.match(await answer.json(), { code: 'precondition_failed' });
});
