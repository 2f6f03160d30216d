import { once } from 'node:events';
import t, { type Test } from 'tap';
import { exchange, type WireRequest } from '../../src/origin/exchange.ts';
import { createPools } from '../../src/origin/pools.ts';
import { openGatedOrigin } from '../fixtures/gated-origin.ts';

const GET: WireRequest = { method: 'GET', path: '/films/a.mp4', headers: { range: 'bytes=0-99' } };
const never = new AbortController().signal;
const patient = { signal: never, queueMs: 60_000 };

async function setUp(t: Test, { connections = 1, timeoutMs = 5000 } = {}) {
  const origin = await openGatedOrigin();
  const pools = createPools({ connections, timeoutMs });
  t.teardown(async () => {
    await pools.close();
    await origin.close();
  });
  return { origin, pool: pools.to(origin.endpoint) };
}

/** Reads to the end; @returns the bytes read. */
async function drain(body: { next(): Promise<Uint8Array | undefined> }): Promise<number> {
  let length = 0;
  for (let chunk = await body.next(); chunk; chunk = await body.next()) length += chunk.length;
  return length;
}

t.test('exchange() resolves with the head and reads the body on demand', async (t) => {
  const { origin, pool } = await setUp(t);
  const pending = exchange(pool, GET, patient);
  const request = await origin.next();
  request.open(100);
  const { status, headers, body } = await pending;
  t.equal(status, 206);
  t.equal(headers['content-range'], 'bytes 0-99/100');
  const first = body.next();
  await request.write(new Uint8Array(60));
  t.equal((await first)?.length, 60);
  request.response.end(new Uint8Array(40));
  t.equal(await drain(body), 40);
  t.equal(await body.finished, 100);
});

t.test('exchange() keeps the connection, after a HEAD too', async (t) => {
  const { origin, pool } = await setUp(t);
  for (const method of ['GET', 'HEAD', 'GET'] as const) {
    const pending = exchange(pool, { ...GET, method }, patient);
    (await origin.next()).serve(new Uint8Array(100));
    await drain((await pending).body);
  }
  t.equal(origin.connections(), 1);
});

t.test('exchange() passes over informational answers', async (t) => {
  const { origin, pool } = await setUp(t);
  const pending = exchange(pool, GET, patient);
  const request = await origin.next();
  request.response.writeEarlyHints({ link: '</a.css>; rel=preload' });
  request.answer(200, {}, 'x');
  t.equal((await pending).status, 200);
});

t.test(
  'exchange() stops the socket for a reader who does not read, for as long as it likes',
  async (t) => {
    const { origin, pool } = await setUp(t, { connections: 2, timeoutMs: 300 });
    const size = 64 * 1024 * 1024;
    const pending = exchange(pool, GET, patient);
    const request = await origin.next();
    request.response.writeHead(200, { 'content-length': String(size) });
    const piece = Buffer.alloc(1024 * 1024);
    let written = 0;
    const writing = (async () => {
      for (; written < size; written += piece.length) await request.write(piece);
      request.response.end();
    })();
    const { body } = await pending;
    // The clock of this test is a request that is never answered: the same timeout strikes it.
    const timeoutPasses = async () => {
      const silent = exchange(pool, GET, patient);
      await origin.next();
      await t.rejects(silent, { code: 'origin_timeout' });
    };
    await timeoutPasses();
    const before = written;
    await timeoutPasses();
    t.equal(written, before, 'the writes of the origin have come to a halt');
    t.ok(written < size / 4, `${written} bytes left the origin`);
    t.equal(await drain(body), size, 'and all of it comes when it is read');
    await writing;
  },
);

t.test('exchange() takes a silent origin for dead', async (t) => {
  const { origin, pool } = await setUp(t, { timeoutMs: 100 });
  const headless = exchange(pool, GET, patient);
  await origin.next();
  await t.rejects(headless, { code: 'origin_timeout' });

  const stalled = exchange(pool, GET, patient);
  const request = await origin.next();
  request.open(100);
  await request.write(new Uint8Array(10));
  const { body } = await stalled;
  t.equal((await body.next())?.length, 10);
  await t.rejects(body.next(), { code: 'origin_timeout' });
  t.equal(await body.finished, 10);
});

t.test('exchange() tells a body that was cut from one that ended', async (t) => {
  const { origin, pool } = await setUp(t);
  for (const how of ['close', 'reset'] as const) {
    const pending = exchange(pool, GET, patient);
    const request = await origin.next();
    request.open(100);
    await request.write(new Uint8Array(10));
    const { body } = await pending;
    t.equal((await body.next())?.length, 10);
    request.cut(how);
    await t.rejects(body.next(), { code: 'origin_truncated' }, how);
  }
});

t.test('exchange() drains a short rest and keeps the connection', async (t) => {
  const { origin, pool } = await setUp(t);
  const pending = exchange(pool, GET, patient);
  const request = await origin.next();
  request.open(100);
  const { body } = await pending;
  body.discard();
  await t.rejects(body.next(), { name: 'AbortError' });
  request.response.end(new Uint8Array(100));
  t.equal(await body.finished, 100);
  const next = exchange(pool, GET, patient);
  (await origin.next()).serve(new Uint8Array(100));
  await drain((await next).body);
  t.equal(origin.connections(), 1);
});

t.test('exchange() drains a chunked rest, unless it turns out long', async (t) => {
  const { origin, pool } = await setUp(t);
  const short = exchange(pool, GET, patient);
  const request = await origin.next();
  request.response.writeHead(200);
  await request.write(new Uint8Array(10));
  const { body } = await short;
  await body.next();
  body.discard();
  request.response.end();
  await body.finished;

  const long = exchange(pool, GET, patient);
  const endless = await origin.next();
  t.equal(endless.connection, 1, 'kept');
  endless.response.writeHead(200);
  endless.response.flushHeaders();
  const { body: rest } = await long;
  rest.discard();
  endless.response.write(new Uint8Array(200_000));
  t.equal(await endless.gone, 'closed');
  t.ok((await rest.finished) < 200_000, 'given up before all of it was read');
});

t.test('exchange() sees the end of a body that fills its queue, though nobody reads', async (t) => {
  const { origin, pool } = await setUp(t);
  const pending = exchange(pool, GET, patient);
  const request = await origin.next();
  // As much as makes the queue full, with the last byte and not before.
  request.answer(200, {}, new Uint8Array(64 * 1024));
  const { body } = await pending;
  t.equal(await body.finished, 64 * 1024, 'the connection is free');
  const next = exchange(pool, GET, patient);
  (await origin.next()).serve(new Uint8Array(100));
  await drain((await next).body);
  t.equal(await drain(body), 64 * 1024, 'and the bytes are still there');
});

t.test('exchange() closes the connection when much is left', async (t) => {
  const { origin, pool } = await setUp(t);
  const pending = exchange(pool, { ...GET, headers: { range: 'bytes=0-999999' } }, patient);
  const request = await origin.next();
  request.open(1_000_000);
  await request.write(new Uint8Array(10));
  const { body } = await pending;
  body.discard();
  t.equal(await request.gone, 'closed');
  body.discard();
});

t.test('exchange() closes the connection when a short rest does not come', async (t) => {
  const { origin, pool } = await setUp(t, { timeoutMs: 60_000 });
  const pending = exchange(pool, GET, patient);
  const request = await origin.next();
  request.open(100);
  (await pending).body.discard();
  t.equal(await request.gone, 'closed');
});

t.test('exchange() ends with the reason of an abort, wherever it strikes', async (t) => {
  const { origin, pool } = await setUp(t);
  const reason = new Error('the viewer left');
  const aborted = AbortSignal.abort(reason);
  await t.rejects(exchange(pool, GET, { ...patient, signal: aborted }), reason);
  t.equal(origin.requests.length, 0);

  const beforeHead = new AbortController();
  const headless = exchange(pool, GET, { ...patient, signal: beforeHead.signal });
  const unanswered = await origin.next();
  beforeHead.abort(reason);
  await t.rejects(headless, reason);
  t.equal(await unanswered.gone, 'closed');

  const within = new AbortController();
  const pending = exchange(pool, GET, { ...patient, signal: within.signal });
  const request = await origin.next();
  request.open(100);
  const { body } = await pending;
  const reading = body.next();
  within.abort(reason);
  await t.rejects(reading, reason);
  t.equal(await request.gone, 'closed');
});

t.test('exchange() takes whoever left out of the queue and spares the connection', async (t) => {
  const { origin, pool } = await setUp(t);
  const first = exchange(pool, GET, patient);
  const request = await origin.next();
  const leaving = new AbortController();
  const queued = exchange(pool, GET, { ...patient, signal: leaving.signal });
  const third = exchange(pool, { ...GET, path: '/third' }, patient);
  leaving.abort(new Error('left the queue'));
  await t.rejects(queued, { message: 'left the queue' });
  request.serve(new Uint8Array(100));
  await drain((await first).body);
  const next = await origin.next();
  t.equal(next.url, '/third', 'the one who left was never sent');
  next.serve(new Uint8Array(100));
  await drain((await third).body);
  t.equal(origin.connections(), 1);
});

t.test('exchange() does not wait for a free connection for ever', async (t) => {
  const { origin, pool } = await setUp(t);
  const first = exchange(pool, GET, patient);
  const request = await origin.next();
  await t.rejects(exchange(pool, GET, { ...patient, queueMs: 5 }), { code: 'overloaded' });
  request.serve(new Uint8Array(100));
  await drain((await first).body);
});

t.test('exchange() says when nobody is there, and when nobody speaks HTTP', async (t) => {
  const { origin, pool } = await setUp(t);
  const pending = exchange(pool, GET, patient);
  const request = await origin.next();
  request.response.socket?.write('220 smtp.example.com ready\r\n');
  await t.rejects(pending, { code: 'origin_invalid' });

  const listening = origin.endpoint;
  const pools = createPools({ connections: 1, timeoutMs: 1000 });
  t.teardown(() => pools.close());
  const gone = once(origin.server, 'close');
  origin.server.close();
  origin.server.closeAllConnections();
  await gone;
  await t.rejects(exchange(pools.to(listening), GET, patient), { code: 'origin_unreachable' });
});

t.test('exchange() fails what is in the air when its pool is destroyed', async (t) => {
  const { origin, pool } = await setUp(t);
  const headless = exchange(pool, GET, patient);
  await origin.next();
  const failure = t.rejects(headless, { code: 'shutting_down' });
  await pool.destroy();
  await failure;
  await t.rejects(exchange(pool, GET, patient), { code: 'shutting_down' });
});
