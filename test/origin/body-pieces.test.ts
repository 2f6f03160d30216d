import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import { Pool } from 'undici';
import { bodyPieces } from '../../src/origin/body-pieces.ts';
import { exchange } from '../../src/origin/exchange.ts';

t.test('bodyPieces() is the body, none of it twice', async (t) => {
  for (const size of [0, 1, 64 * 1024, 64 * 1024 + 1, 300_000]) {
    const body = randomBytes(size);
    const pieces: Uint8Array[] = [];
    for await (const piece of bodyPieces(body)) pieces.push(piece);
    t.ok(Buffer.concat(pieces).equals(body), `${size} bytes`);
    t.equal(pieces.length, Math.ceil(size / (64 * 1024)));
  }
});

/** Far more than the sockets in between can hold. */
const BODY = Buffer.alloc(48 * 1024 * 1024, 'x');
/** As exactly as undici's clock goes. */
const SILENCE_MS = 1000;

/** Puts BODY to a server that `takes` it, and tells how that ended. */
async function putTo(t: Test, takes: (socket: Socket) => void): Promise<number> {
  const server = createServer(takes);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const pool = new Pool(`http://127.0.0.1:${port}`);
  t.teardown(async () => {
    await pool.destroy();
    server.close();
  });
  const { signal } = new AbortController();
  const request = { method: 'PUT', path: '/', headers: {}, body: BODY } as const;
  const answer = await exchange(pool, request, { signal, queueMs: 5000, silenceMs: SILENCE_MS });
  return answer.status;
}

t.test('a body that moves slowly takes longer than any silence may', async (t) => {
  const startedAt = performance.now();
  const status = await putTo(t, (socket) => {
    let taken = 0;
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      taken += chunk.length;
      socket.pause();
      // Two milliseconds a piece of 64 KiB at most: several times the silence for all of it.
      setTimeout(() => socket.resume(), chunk.length / (16 * 1024));
      if (taken > BODY.length) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    });
  });
  t.equal(status, 200);
  t.ok(performance.now() - startedAt > 2 * SILENCE_MS, 'or this shows nothing');
});

t.test('a body that is stuck is silence', async (t) => {
  const stuck = putTo(t, (socket) => {
    socket.on('error', () => {});
    socket.pause();
  });
  await t.rejects(stuck, { code: 'origin_timeout' });
});
