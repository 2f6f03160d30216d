import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import { createUpload, patch, TUS } from '../fixtures/tus-asked.ts';
import { noise, startUploading } from '../fixtures/uploading.ts';

const MiB = 1024 ** 2;

t.test('createUploading() sweeps what is past its time', async (t) => {
  const clock = { ms: 0 };
  let run = (): void => {};
  let stopped = false;
  const { url, writer, composed } = await startUploading(t, {
    wallClock: () => clock.ms,
    every(_ms, sweep) {
      run = sweep;
      return () => {
        stopped = true;
      };
    },
  });
  await createUpload(url, 9 * MiB);
  run();
  await new Promise((resolve) => setImmediate(resolve));
  t.equal(writer.unfinished(), 1);
  clock.ms = 7 * 24 * 60 * 60 * 1000;
  run();
  await new Promise((resolve) => setImmediate(resolve));
  t.equal(writer.unfinished(), 0);
  composed.close();
  t.ok(stopped);
});

t.test('createUploading() comes back to what could not be thrown away', async (t) => {
  let run = (): void => {};
  const { writer, composed } = await startUploading(t, {
    every(_ms, sweep) {
      run = sweep;
      return () => {};
    },
  });
  writer.failNext('putPart', new GatewayError('storage_full', 'full'));
  writer.failNext('abort', new GatewayError('origin_unreachable', 'down'));
  async function* body() {
    yield noise(9 * MiB);
  }
  const storing = composed.uploads.store({ bucket: 'films', key: 'a' }, body(), {
    length: 9 * MiB,
    contentType: 'video/mp4',
    signal: new AbortController().signal,
  });
  await t.rejects(storing, { code: 'storage_full' });
  t.equal(writer.unfinished(), 1);
  run();
  await new Promise((resolve) => setImmediate(resolve));
  t.equal(writer.unfinished(), 0);
});

t.test('createUploading() bounds all uploads together', async (t) => {
  const { url } = await startUploading(t, { memoryBytes: 12 * MiB });
  const location = await createUpload(url, 30 * MiB);
  const answer = await patch(location, 0, new Uint8Array(16 * MiB));
  t.equal(answer.status, 503);
  t.ok(answer.headers.has('Retry-After'));
  t.equal((await patch(location, 0, new Uint8Array(9 * MiB))).status, 204);
  t.equal((await fetch(location, { method: 'DELETE', headers: TUS })).status, 204);
});

t.test('createUploading() asks whether there is an object, and does not guess', async (t) => {
  const { url } = await startUploading(t, {
    origin: {
      async head() {
        throw new GatewayError('origin_timeout', 'late');
      },
    },
  });
  await t.rejects(createUpload(url, 5, { 'If-None-Match': '*' }), { message: /^504/ });
});
