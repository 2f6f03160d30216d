/**
 * The streaming path end to end, over real sockets, against an origin that counts: how often it
 * is asked, how far it is read, and what reaches the viewer when it fails.
 */
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import { startGateway, type TestGateway } from '../fixtures/gateway.ts';
import {
  bytesOf,
  type SyntheticOrigin,
  startSyntheticOrigin,
} from '../fixtures/synthetic-origin.ts';

const MiB = 1024 ** 2;

async function setUp(
  t: Test,
  size: number,
  env: Record<string, string> = {},
): Promise<{ origin: SyntheticOrigin; gateway: TestGateway; watch: string }> {
  const origin = await startSyntheticOrigin(size);
  t.teardown(() => origin.close());
  const gateway = await startGateway({
    AWS_ENDPOINT_URL_S3: origin.endpoint,
    FIRSTBYTE_BUCKETS: 'films',
    FIRSTBYTE_SHUTDOWN_MS: '0',
    ...env,
  });
  t.teardown(() => gateway.close());
  return { origin, gateway, watch: `${gateway.url}/watch?v=film.webm` };
}

/** The origin's requests for the film itself: the start-up probe is another matter. */
function reads(origin: SyntheticOrigin) {
  return origin.requests.filter((request) => request.path.includes('film.webm'));
}

async function begin(url: string, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  const [response] = await once(get(url, { headers, agent: false }), 'response');
  return response as IncomingMessage;
}

/** A viewer who sends a request and reads nothing until told to. */
async function viewerWhoDoesNotRead(port: number, path: string): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.pause();
  await once(socket, 'connect');
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
  return socket;
}

t.test('a cold request costs one origin round trip', async (t) => {
  const size = 3 * MiB;
  const cases: [string, Record<string, string>, number, number, number][] = [
    ['GET', {}, 200, 0, size],
    ['GET', { range: 'bytes=0-' }, 206, 0, size],
    ['GET', { range: 'bytes=1000-1999' }, 206, 1000, 2000],
    ['GET', { range: 'bytes=2097152-' }, 206, 2 * MiB, size],
    ['GET', { range: 'bytes=-500' }, 206, size - 500, size],
    ['GET', { range: `bytes=${size - 5}-${size + 100}` }, 206, size - 5, size],
  ];
  for (const [, headers, status, start, end] of cases) {
    const { origin, watch } = await setUp(t, size);
    const response = await begin(watch, headers);
    const name = headers.range ?? 'no Range';
    t.equal(reads(origin).length, 1, `${name}: the head is here after one origin request`);
    t.equal(response.statusCode, status, name);
    t.equal(response.headers['x-amz-request-id'], undefined, 'origin headers do not pass');
    t.equal(response.headers['content-type'], 'video/webm', 'a generic type is repaired');
    t.equal(response.headers['cache-status'], 'firstbyte; fwd=uri-miss; stored');
    const body = Buffer.concat(await response.toArray());
    t.ok(body.equals(bytesOf(start, end)), `${name}: every byte`);
    const [first, ...others] = reads(origin);
    t.equal(first?.method, 'GET');
    t.equal(first?.ifMatch, undefined);
    t.ok(
      others.every((request) => request.ifMatch === '"v0"'),
      'the rest is tied by If-Match',
    );
  }
});

t.test('HEAD costs one origin round trip', async (t) => {
  const { origin, watch } = await setUp(t, MiB);
  const response = await fetch(watch, { method: 'HEAD', headers: { range: 'bytes=0-9' } });
  t.equal(response.status, 200);
  t.equal(response.headers.get('content-length'), String(MiB));
  t.same(
    reads(origin).map((request) => request.method),
    ['HEAD'],
  );
});

t.test('no origin request is longer than chunk_bytes', async (t) => {
  const { origin, watch } = await setUp(t, 500_000, { FIRSTBYTE_CHUNK_BYTES: '65536' });
  const body = Buffer.from(await (await fetch(watch)).arrayBuffer());
  t.ok(body.equals(bytesOf(0, 500_000)));
  // Read ahead over several connections, they arrive in any order.
  t.same(
    new Set(reads(origin).map((request) => request.range)),
    new Set(
      [0, 1, 2, 3, 4, 5, 6, 7].map(
        (i) => `bytes=${i * 65536}-${Math.min((i + 1) * 65536, 500_000) - 1}`,
      ),
    ),
  );
  t.equal(reads(origin).length, 8, 'and none twice');
});

t.test('a viewer who reads nothing stops the read from the origin', async (t) => {
  const { origin, gateway } = await setUp(t, 512 * MiB);
  const socket = await viewerWhoDoesNotRead(gateway.port, '/watch?v=film.webm');
  t.teardown(() => socket.destroy());
  const sent = (): number => reads(origin).reduce((sum, request) => sum + request.sent, 0);
  await origin.until(() => sent() > 0);

  // It comes to rest: while a hundred others are served, it moves no further.
  let before = -1;
  while (sent() !== before) {
    before = sent();
    for (let i = 0; i < 100; i++) {
      const url = `${gateway.url}/watch?v=other.webm`;
      await (await fetch(url, { headers: { range: 'bytes=0-9' } })).text();
    }
  }
  // The window of 8 MiB, and what the kernel's socket buffers hold.
  t.ok(before < 20 * MiB, `the origin stopped after ${(before / MiB).toFixed(1)} MiB of 512`);

  // And it goes on where it stopped when the viewer reads again.
  let taken = 0;
  socket.on('data', (bytes) => {
    taken += bytes.length;
  });
  socket.resume();
  await origin.until(() => sent() > before + MiB);
  t.ok(taken > 0);
});

t.test('a viewer who leaves aborts the origin reads and leaks no connection', async (t) => {
  const { origin, gateway } = await setUp(t, 256 * MiB, { FIRSTBYTE_ORIGIN_CONNECTIONS: '2' });
  origin.holdAfter(300_000);
  for (let i = 0; i < 6; i++) {
    const socket = await viewerWhoDoesNotRead(gateway.port, `/watch?v=film.webm.${i}`);
    const mine = () => reads(origin).filter(({ path }) => path.endsWith(`.${i}`));
    await origin.until(() => (mine()[0]?.sent ?? 0) > 0);
    const left = performance.now();
    socket.destroy();
    await origin.until(() => mine().every((request) => request.aborted));
    t.ok(performance.now() - left < 1000, 'within a second');
  }
  origin.holdAfter(undefined);
  t.ok(origin.connections() <= 2, 'no connection is left behind');
  // With two connections and six departures, a leak would leave none for this one.
  const range = { headers: { range: 'bytes=5-9' } };
  const response = await fetch(`${gateway.url}/watch?v=film.webm.last`, range);
  t.ok(Buffer.from(await response.arrayBuffer()).equals(bytesOf(5, 10)));
  const line = await gateway.line((line) => line.route === 'watch' && line.aborted === true);
  t.match(line, { bucket: 'films', key: 'film.webm.0', status: 200 });
});

t.test('a body that the origin cuts short is continued where it broke off', async (t) => {
  const { origin, watch } = await setUp(t, 3 * MiB);
  origin.cutAfter(300_000);
  const response = await begin(watch);
  const received: Buffer[] = [];
  for await (const bytes of response) received.push(bytes);
  t.ok(response.complete);
  t.ok(Buffer.concat(received).equals(bytesOf(0, 3 * MiB)), 'nothing missed, nothing twice');
});

t.test('a body that the origin cuts short never looks complete', async (t) => {
  const { origin, gateway, watch } = await setUp(t, 3 * MiB);
  origin.cutAfter(300_000);
  const response = await begin(watch);
  t.equal(response.statusCode, 200);
  t.equal(response.headers['content-length'], String(3 * MiB));
  // What is cut could be continued, were it still the same object.
  origin.replace(1);
  const received: Buffer[] = [];
  response.on('data', (bytes: Buffer) => received.push(bytes));
  await t.rejects(once(response, 'end'), { code: 'ECONNRESET' }, 'the connection is destroyed');
  t.notOk(response.complete);
  const body = Buffer.concat(received);
  t.ok(body.equals(bytesOf(0, body.length)), 'what came before is right');
  const line = await gateway.line((line) => line.route === 'watch');
  t.match(line, { code: 'object_changed', aborted: true });
});

t.test('an object that changes under a running answer destroys the connection', async (t) => {
  const { origin, gateway, watch } = await setUp(t, 3 * MiB);
  const response = await begin(watch);
  origin.replace(1);
  const received: Buffer[] = [];
  response.on('data', (bytes: Buffer) => received.push(bytes));
  await t.rejects(once(response, 'end'), { code: 'ECONNRESET' });
  const body = Buffer.concat(received);
  t.ok(body.length < 3 * MiB);
  t.ok(body.equals(bytesOf(0, body.length)), 'no byte of the new version');
  t.match(await gateway.line((line) => line.route === 'watch'), { code: 'object_changed' });
  const next = Buffer.from(await (await fetch(watch)).arrayBuffer());
  t.ok(next.equals(bytesOf(0, 3 * MiB, 1)), 'the next viewer gets the new version, whole');
});

t.test('several ranges come as multipart/byteranges with the right bytes', async (t) => {
  const { watch } = await setUp(t, 3 * MiB);
  const range = 'bytes=0-9,1048570-1048585,-3';
  const response = await fetch(watch, { headers: { range } });
  t.equal(response.status, 206);
  const type = response.headers.get('content-type') ?? '';
  const boundary = /^multipart\/byteranges; boundary=(\S+)$/.exec(type)?.[1] ?? '';
  const body = Buffer.from(await response.arrayBuffer());
  t.equal(response.headers.get('content-length'), String(body.length));
  const size = 3 * MiB;
  const part = (start: number, end: number): Buffer =>
    Buffer.concat([
      Buffer.from(
        `--${boundary}\r\nContent-Type: video/webm\r\nContent-Range: bytes ${start}-${end - 1}/${size}\r\n\r\n`,
      ),
      bytesOf(start, end),
      Buffer.from('\r\n'),
    ]);
  const expected = [
    part(0, 10),
    part(1048570, 1048586),
    part(size - 3, size),
    Buffer.from(`--${boundary}--\r\n`),
  ];
  t.ok(body.equals(Buffer.concat(expected)));
});

t.test(
  'a range past the end is 416 with the size, though the origin does not say it',
  async (t) => {
    const { watch } = await setUp(t, 1000);
    const response = await fetch(watch, { headers: { range: 'bytes=1000-' } });
    t.equal(response.status, 416);
    t.equal(response.headers.get('content-range'), 'bytes */1000');
    t.match(await response.json(), { code: 'range_not_satisfiable', status: 416 });
  },
);
