/** tus-js-client itself, over real connections, against these routes and a storage in memory. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import { Upload, type UploadOptions } from 'tus-js-client';
import { GatewayError } from '../../src/errors.ts';
import { noise, startUploading } from '../fixtures/uploading.ts';

const MiB = 1024 ** 2;
const BYTES = noise(30_000_000);

/** @returns the upload, and its end */
function upload(bytes: Buffer, options: Partial<UploadOptions>) {
  let done = (): void => {};
  let failed = (_: Error): void => {};
  const over = new Promise<void>((resolve, reject) => {
    done = resolve;
    failed = reject;
  });
  const one = new Upload(bytes, {
    retryDelays: null as unknown as number[],
    metadata: { filename: 'a.mp4' },
    onSuccess: () => done(),
    onError: (error) => failed(error as Error),
    ...options,
  });
  return { one, over };
}

/** Passes bytes on to `port`, and cuts a connection that has passed so many, one for each of `cuts`. */
async function startCutter(t: Test, port: number, cuts: number[]): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((viewer) => {
    const gateway = connect(port, '127.0.0.1');
    let passed = 0;
    let isCut = false;
    for (const socket of [viewer, gateway]) {
      sockets.add(socket);
      socket.on('error', () => {});
    }
    // What has passed arrives: a reset would take it along.
    viewer.on('close', () => gateway.end());
    gateway.on('close', () => viewer.destroy());
    gateway.pipe(viewer);
    viewer.on('data', (bytes) => {
      if (isCut) return;
      passed += bytes.length;
      gateway.write(bytes);
      isCut = passed > (cuts[0] ?? Infinity);
      if (!isCut) return;
      cuts.shift();
      viewer.resetAndDestroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

t.test('tusRoutes() take 30 MB from tus-js-client in one request', async (t) => {
  const { url, writer, made } = await startUploading(t);
  const { one, over } = upload(BYTES, {
    endpoint: `${url}/uploads?bucket=films`,
    metadata: { key: 'b/é.mp4' },
  });
  one.start();
  await over;
  const object = writer.objects.get('films/b/é.mp4');
  t.ok(object?.bytes.equals(BYTES));
  t.equal(object?.contentType, 'video/mp4');
  t.equal(writer.unfinished(), 0);
  t.same(made, ['b/é.mp4']);
  t.same(
    writer.calls.filter((call) => call.startsWith('putPart')),
    ['putPart 1', 'putPart 2', 'putPart 3', 'putPart 4'],
  );
});

t.test('tusRoutes() take chunks that are smaller than a part', async (t) => {
  const { url, writer } = await startUploading(t);
  const { one, over } = upload(BYTES, { endpoint: `${url}/uploads/`, chunkSize: MiB });
  one.start();
  await over;
  t.ok(writer.objects.get('films/a.mp4')?.bytes.equals(BYTES));
  t.notOk(writer.calls.includes('listParts'), 'this process knows where it is');
});

t.test('tusRoutes() take a file that fits into one part as one', async (t) => {
  const { url, writer } = await startUploading(t);
  for (const [length, chunkSize] of [
    [5 * MiB, Infinity],
    [5 * MiB, MiB],
    [8 * MiB, Infinity],
    [0, Infinity],
  ] as const) {
    const bytes = BYTES.subarray(0, length);
    const { one, over } = upload(bytes, { endpoint: `${url}/uploads`, chunkSize });
    one.start();
    await over;
    t.ok(writer.objects.get('films/a.mp4')?.bytes.equals(bytes));
    t.same(writer.calls.splice(0), ['put'], `${length} bytes`);
  }
});

t.test('tusRoutes() take bytes along with the creation', async (t) => {
  const { url, writer } = await startUploading(t);
  const { one, over } = upload(BYTES, {
    endpoint: `${url}/uploads`,
    uploadDataDuringCreation: true,
    chunkSize: 10 * MiB,
  });
  one.start();
  await over;
  t.ok(writer.objects.get('films/a.mp4')?.bytes.equals(BYTES));
});

t.test('tusRoutes() go on where a connection was cut in mid-body', async (t) => {
  const { port, writer } = await startUploading(t);
  const cutter = await startCutter(t, port, [12_000_000, 9_000_000]);
  const told: number[] = [];
  const { one, over } = upload(BYTES, {
    endpoint: `http://127.0.0.1:${cutter}/uploads`,
    retryDelays: [0, 0, 0, 0],
    onAfterResponse: (req, res) => {
      if (req.getMethod() === 'HEAD') told.push(Number(res.getHeader('Upload-Offset')));
    },
  });
  one.start();
  await over;
  t.ok(writer.objects.get('films/a.mp4')?.bytes.equals(BYTES));
  const parts = writer.calls.filter((call) => call.startsWith('putPart'));
  t.same(parts, ['putPart 1', 'putPart 2', 'putPart 3', 'putPart 4'], 'no part is sent twice');
  const [first = 0, second = 0, ...more] = told;
  t.ok(first > 0 && second >= first, `what was there is never taken back: ${told}`);
  t.same(more, []);
  t.equal(writer.unfinished(), 0);
});

t.test('tusRoutes() go on after a restart of the gateway', async (t) => {
  const first = await startUploading(t);
  let accepted = (): void => {};
  const half = new Promise<void>((resolve) => {
    accepted = resolve;
  });
  const before = upload(BYTES, {
    endpoint: `${first.url}/uploads`,
    chunkSize: 3 * MiB,
    onChunkComplete: (_, offset) => {
      if (offset >= 18 * MiB) accepted();
    },
  });
  before.one.start();
  await half;
  await before.one.abort();
  await first.close();
  const second = await startUploading(t, { writer: first.writer });
  const { pathname } = new URL(before.one.url ?? '');
  const starts: number[] = [];
  const after = upload(BYTES, {
    uploadUrl: `${second.url}${pathname}`,
    onProgress: (sent) => starts.push(sent),
  });
  after.one.start();
  await after.over;
  t.ok(first.writer.objects.get('films/a.mp4')?.bytes.equals(BYTES));
  t.equal(starts[0], 16 * MiB, 'two whole parts had been stored');
});

t.test('tusRoutes() throw an upload away that is terminated', async (t) => {
  const { url, writer } = await startUploading(t);
  let accepted = (): void => {};
  const begun = new Promise<void>((resolve) => {
    accepted = resolve;
  });
  const { one } = upload(BYTES, {
    endpoint: `${url}/uploads`,
    chunkSize: 9 * MiB,
    onChunkComplete: () => accepted(),
  });
  one.start();
  await begun;
  await one.abort(true);
  t.equal(writer.unfinished(), 0);
  t.equal(writer.objects.size, 0);
});

t.test('tusRoutes() let tus-js-client come back when the storage fails for a moment', async (t) => {
  const { url, writer } = await startUploading(t);
  const down = new GatewayError('origin_unreachable', 'down');
  writer.failNext('putPart', down);
  writer.failNext('complete', down, 2);
  writer.failNext('listParts', down);
  const { one, over } = upload(BYTES, {
    endpoint: `${url}/uploads`,
    retryDelays: [0, 0, 0, 0, 0, 0, 0, 0],
  });
  one.start();
  await over;
  t.ok(writer.objects.get('films/a.mp4')?.bytes.equals(BYTES));
  t.same(
    writer.calls.filter((call) => call === 'begin'),
    ['begin'],
    'it never began again',
  );
});
