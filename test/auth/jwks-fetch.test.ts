import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { createJwksFetch, REST_SECONDS } from '../../src/auth/jwks-fetch.ts';
import { startJwksServer } from '../fixtures/jwks-server.ts';
import { watchRejections } from '../fixtures/rejections.ts';
import { gate } from '../fixtures/server.ts';

watchRejections(t);

const MEBIBYTE = 1024 * 1024;
const REST_MS = REST_SECONDS * 1000;

const setUp = () => {
  const clock = { ms: 10_000_000 };
  const fetchJwks = createJwksFetch(() => clock.ms);
  const ask = (url: string, signal = new AbortController().signal) =>
    fetchJwks(url, { method: 'GET', redirect: 'manual', headers: new Headers(), signal });
  return { clock, ask };
};

/** A set of keys of exactly so many bytes. */
const jwksOf = (bytes: number): string => {
  const frame = JSON.stringify({ keys: [{ kty: 'EC', pad: '' }] });
  return frame.replace('""', `"${'x'.repeat(bytes - frame.length)}"`);
};

t.test('createJwksFetch() gives the answer as it is', async (t) => {
  const server = await startJwksServer(t);
  const { ask } = setUp();
  server.publish({ kty: 'EC', kid: 'ä' });
  t.strictSame(await (await ask(server.url)).json(), { keys: [{ kty: 'EC', kid: 'ä' }] });
});

t.test('createJwksFetch() reads a mebibyte and no more, packed or not', async (t) => {
  const server = await startJwksServer(t);
  for (const packed of [false, true]) {
    for (const [bytes, fits] of [
      [MEBIBYTE, true],
      [MEBIBYTE + 1, false],
      [64 * MEBIBYTE, false],
    ] as const) {
      const { ask } = setUp();
      const text = jwksOf(bytes);
      server.answerWith((_, res) => {
        if (packed) res.setHeader('Content-Encoding', 'gzip');
        res.on('error', () => {});
        res.end(packed ? gzipSync(text) : text);
      });
      if (fits) t.equal((await (await ask(server.url)).text()).length, bytes);
      else await t.rejects(ask(server.url), { message: /more than 1048576 bytes/ });
    }
  }
});

t.test('createJwksFetch() does not read an endless answer', async (t) => {
  const server = await startJwksServer(t);
  const { ask } = setUp();
  const left = gate();
  server.answerWith((_, res) => {
    res.on('close', left.open);
    const more = (): void => {
      while (!res.destroyed && res.write(' '.repeat(65_536)));
    };
    res.on('drain', more);
    more();
  });
  await t.rejects(ask(server.url), { message: /more than 1048576 bytes/ });
  await left.opened;
  t.pass('and hangs up');
});

t.test('createJwksFetch() follows nobody', async (t) => {
  const elsewhere = await startJwksServer(t);
  elsewhere.publish({ kty: 'EC' });
  const server = await startJwksServer(t);
  for (const status of [301, 302, 303, 307, 308]) {
    const { ask } = setUp();
    server.answerWith((_, res) => res.writeHead(status, { Location: elsewhere.url }).end());
    await t.rejects(ask(server.url), `${status}`);
  }
  t.equal(server.requests(), 5);
  t.equal(elsewhere.requests(), 0);
});

t.test('createJwksFetch() refuses every status but 200', async (t) => {
  const server = await startJwksServer(t);
  for (const status of [201, 204, 400, 401, 404, 429, 500, 503]) {
    const { ask } = setUp();
    server.answerWith((_, res) => {
      res.writeHead(status).end(status === 204 ? undefined : jwksOf(100));
    });
    await t.rejects(ask(server.url), { message: new RegExp(`answered ${status}$`) });
  }
});

t.test('createJwksFetch() refuses what is not a set of keys', async (t) => {
  const server = await startJwksServer(t);
  const answers = ['', 'null', '[]', '{}', '{"keys":{}}', '{"keys":[1]}', '{"keys":[null]}'];
  for (const text of [...answers, '<html>', '{"keys":[', '"keys"']) {
    const { ask } = setUp();
    server.answerWith((_, res) => res.end(text));
    await t.rejects(ask(server.url), { message: /is not a set of keys$/ }, text);
  }
});

t.test('createJwksFetch() breaks off when it is told to', async (t) => {
  const server = await startJwksServer(t);
  const { ask } = setUp();
  const controller = new AbortController();
  server.answerWith((_, res) => {
    res.write('{');
    setImmediate(() => controller.abort(new DOMException('late', 'TimeoutError')));
  });
  await t.rejects(ask(server.url, controller.signal), { name: 'TimeoutError' });
});

t.test('createJwksFetch() leaves a server that failed alone for a moment', async (t) => {
  const server = await startJwksServer(t);
  const { clock, ask } = setUp();
  server.answerWith((_, res) => res.writeHead(500).end());
  await t.rejects(ask(server.url), { message: /answered 500/ });
  server.publish({ kty: 'EC' });
  clock.ms += REST_MS - 1;
  await t.rejects(ask(server.url), { message: /answered 500/ });
  t.equal(server.requests(), 1);
  clock.ms += 1;
  t.equal((await ask(server.url)).status, 200);
  t.equal((await ask(server.url)).status, 200);
  t.equal(server.requests(), 3, 'a success is nothing to rest after');
});

t.test('createJwksFetch() does not rest longer when the clock is set back', async (t) => {
  const server = await startJwksServer(t);
  const { clock, ask } = setUp();
  server.answerWith((_, res) => res.writeHead(500).end());
  await t.rejects(ask(server.url));
  clock.ms -= 3_600_000;
  server.publish({ kty: 'EC' });
  t.equal((await ask(server.url)).status, 200);
});

t.test('createJwksFetch() fails when nobody listens', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  await t.rejects(setUp().ask(`http://127.0.0.1:${port}/`), { message: 'fetch failed' });
});
