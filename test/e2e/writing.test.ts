/** Writing through the whole road: what goes up is what comes down, at once, and nothing of what failed. */
import { createHash, randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { request as requestSecurely } from 'node:https';
import t, { type Test } from 'tap';
import { Upload } from 'tus-js-client';
import { type InFront, startInFront, waysToTest } from '../fixtures/in-front.ts';

const MiB = 1024 ** 2;

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function houseOf(front: InFront) {
  const path = (name: string): string =>
    `${front.program.url}/objects/${front.bucket}/${(front.prefix + name)
      .split('/')
      .map(encodeURIComponent)
      .join('/')}`;
  return {
    path,
    put: (name: string, body: Uint8Array, headers: Record<string, string> = {}) =>
      fetch(path(name), { method: 'PUT', body: body as Uint8Array<ArrayBuffer>, headers }),
    async get(name: string): Promise<{ status: number; bytes: Buffer; etag: string | null }> {
      const response = await fetch(path(name));
      const bytes = Buffer.from(await response.arrayBuffer());
      return { status: response.status, bytes, etag: response.headers.get('etag') };
    },
    remove: (name: string, headers: Record<string, string> = {}) =>
      fetch(path(name), { method: 'DELETE', headers }),
    async names(): Promise<string[]> {
      const query = new URLSearchParams({ bucket: front.bucket, prefix: front.prefix });
      const listed = await fetch(`${front.program.url}/list_objects?${query}`);
      const { objects } = (await listed.json()) as { objects: { key: string }[] };
      return objects.map(({ key }) => key.slice(front.prefix.length));
    },
  };
}

/** Sends `sent` of the `announced` bytes and goes away. */
function breakOff(url: string, announced: number, sent: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const send = url.startsWith('https:') ? requestSecurely : request;
    const req = send(url, { method: 'PUT', headers: { 'Content-Length': announced } });
    req.on('error', () => resolve());
    req.write(sent, () => req.destroy());
  });
}

for (const { store, skip, road } of waysToTest()) {
  t.test(`writing in front of the ${store} store, over ${road.name}`, { skip }, async (t) => {
    const front = await startInFront(store, [], { FIRSTBYTE_UPLOADS: 'true', ...road.env });
    t.teardown(() => front.close());
    if (road.name === 'HTTPS') {
      // The certificate is signed by nobody.
      process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
      t.teardown(() => delete process.env.NODE_TLS_REJECT_UNAUTHORIZED);
    }
    const house = houseOf(front);
    const clean = (t: Test, ...names: string[]) =>
      t.teardown(async () => {
        for (const one of names) await house.remove(one);
      });

    t.test('bytes that are not the ones that were meant are not stored', async (t) => {
      clean(t, 'meant.webm');
      const digestOf = (bytes: Uint8Array) =>
        `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`;
      for (const size of [1000, 20 * MiB + 17]) {
        const bytes = randomBytes(size);
        const headers = { 'Content-Digest': digestOf(bytes) };
        t.ok((await house.put('meant.webm', bytes, headers)).ok);
        const other = await house.put('meant.webm', randomBytes(size), headers);
        t.equal(other.status, 460);
        t.match(await other.json(), { code: 'checksum_mismatch' });
        t.equal(sha256((await house.get('meant.webm')).bytes), sha256(bytes));
      }
    });

    t.test('what is put is there at once, short or long, and so is what replaces it', async (t) => {
      for (const [key, size] of [
        ['a b+ü%2F.webm', 0],
        ['short.webm', 1000],
        ['long.webm', 20 * MiB + 17],
      ] as const) {
        clean(t, key);
        const first = randomBytes(size);
        const made = await house.put(key, first, { 'if-none-match': '*' });
        t.equal(made.status, 201, `${key}: ${await made.text()}`);
        t.equal(
          new URL(made.headers.get('location') ?? '', front.program.url).href,
          house.path(key),
        );
        const down = await house.get(key);
        t.equal(down.etag, made.headers.get('etag'), 'the tag is the one that is served');
        t.equal(sha256(down.bytes), sha256(first), key);
        const second = randomBytes(size + 1);
        const replaced = await house.put(key, second, { 'if-match': down.etag ?? '' });
        t.equal(replaced.status, 204, `${key}: ${await replaced.text()}`);
        t.equal(sha256((await house.get(key)).bytes), sha256(second), 'not what was cached');
        t.equal((await house.put(key, first, { 'if-none-match': '*' })).status, 412);
        t.equal((await house.put(key, first, { 'if-match': '"other"' })).status, 412);
        t.equal(sha256((await house.get(key)).bytes), sha256(second), 'still');
      }
    });

    t.test('what is deleted is gone at once', async (t) => {
      t.equal((await house.put('gone.mp4', randomBytes(10))).status, 201);
      t.equal((await house.get('gone.mp4')).status, 200);
      t.equal((await house.remove('gone.mp4', { 'if-match': '"other"' })).status, 412);
      t.equal((await house.remove('gone.mp4')).status, 204);
      t.equal((await house.get('gone.mp4')).status, 404);
      t.equal((await house.remove('gone.mp4')).status, 404);
    });

    t.test('a body that breaks off leaves nothing, and not even an answer', async (t) => {
      await breakOff(house.path('broken.mp4'), 1000, randomBytes(900));
      await breakOff(house.path('broken-long.mp4'), 30 * MiB, randomBytes(18 * MiB));
      t.strictSame(await house.names(), []);
      t.equal((await house.get('broken.mp4')).status, 404);
    });

    t.test('a form brings a file', async (t) => {
      clean(t, 'form.mp4');
      const bytes = randomBytes(9 * MiB);
      const form = new FormData();
      form.set('bucket', front.bucket);
      form.set('file_name', `${front.prefix}form.mp4`);
      form.set('file', new Blob([bytes]), 'other.mp4');
      const url = `${front.program.url}/files_upload`;
      const answer = await fetch(url, { method: 'POST', body: form });
      t.equal(answer.status, 201);
      t.match(await answer.json(), { key: `${front.prefix}form.mp4`, size: bytes.length });
      t.equal(sha256((await house.get('form.mp4')).bytes), sha256(bytes));
    });

    t.test(
      'an upload that is cut goes on where it was, and one that is ended leaves nothing',
      async (t) => {
        clean(t, 'tus.mp4');
        const bytes = randomBytes(40 * MiB);
        const endpoint = `${front.program.url}/uploads?bucket=${front.bucket}`;
        let uploadUrl = '';
        const upload = (key: string, onProgress: (sent: number, one: Upload) => void) =>
          new Promise<string>((resolve, reject) => {
            const one = new Upload(bytes, {
              endpoint,
              uploadUrl: uploadUrl || null,
              metadata: { key: front.prefix + key, filetype: 'video/mp4' },
              retryDelays: [],
              onProgress: (sent) => onProgress(sent, one),
              onSuccess: () => resolve('done'),
              onError: reject,
            });
            one.start();
            ended = () => resolve(one.url ?? '');
          });
        let ended = (): void => {};
        uploadUrl = await upload('tus.mp4', (sent, one) => {
          if (sent < 20 * MiB) return;
          void one.abort().then(() => ended());
        });
        t.match(uploadUrl, /\/uploads\/./);
        t.strictSame(await house.names(), [], 'nothing is seen of it');
        let least = Number.POSITIVE_INFINITY;
        await upload('tus.mp4', (sent) => {
          least = Math.min(least, sent);
        });
        t.ok(least >= 8 * MiB, `went on at ${least}`);
        t.equal(sha256((await house.get('tus.mp4')).bytes), sha256(bytes));
        uploadUrl = '';
        await upload('ended.mp4', (sent, one) => {
          if (sent > 10 * MiB) void one.abort(true).then(() => ended());
        });
        t.strictSame(await house.names(), ['tus.mp4']);
      },
    );

    t.test('pages of other sites change nothing', async (t) => {
      const origin = 'https://evil.example';
      for (const [path, method] of [
        [house.path('x.mp4'), 'PUT'],
        [house.path('x.mp4'), 'DELETE'],
        [`${front.program.url}/create_bucket?bucket_name=evil`, 'POST'],
        [`${front.program.url}/uploads?bucket=${front.bucket}`, 'POST'],
      ] as const) {
        const headers = {
          origin,
          'tus-resumable': '1.0.0',
          'upload-length': '1',
          'upload-metadata': `key ${btoa('x.mp4')}`,
        };
        const refused = await fetch(path, { method, headers });
        t.equal(refused.status, 403, `${method} ${path}`);
        t.match(await refused.json(), { code: 'cross_site_refused' });
      }
      const form = new FormData();
      form.set('bucket', front.bucket);
      form.set('file', new Blob(['x']), `${front.prefix}x.mp4`);
      const url = `${front.program.url}/files_upload`;
      t.equal((await fetch(url, { method: 'POST', body: form, headers: { origin } })).status, 403);
      t.strictSame(await house.names(), []);
    });
  });
}

t.test('without uploads nothing can be written', async (t) => {
  const front = await startInFront('embedded', [], { FIRSTBYTE_UPLOADS: 'false' });
  t.teardown(() => front.close());
  const house = houseOf(front);
  const put = await house.put('a.mp4', randomBytes(1));
  t.equal(put.status, 405);
  t.equal(put.headers.get('allow'), 'GET, HEAD, OPTIONS');
  t.equal((await house.remove('a.mp4')).status, 405);
  for (const path of ['/files_upload', '/create_bucket?bucket_name=abc', '/uploads']) {
    t.equal((await fetch(front.program.url + path, { method: 'POST' })).status, 404, path);
  }
});
