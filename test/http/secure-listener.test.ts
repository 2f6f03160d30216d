import { once } from 'node:events';
import { constants } from 'node:http2';
import { get } from 'node:https';
import { connect as connectPlain } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import t, { type Test } from 'tap';
import { textAnswer } from '../../src/http/answer.ts';
import type { Handle } from '../../src/http/handle.ts';
import { createSecureListener } from '../../src/http/secure-listener.ts';
import { sourceOf } from '../../src/object/source.ts';
import { echo, gated, routed } from '../fixtures/listening.ts';
import { ask, openSession, pairOf } from '../fixtures/secure.ts';
import { gate, standstill } from '../fixtures/server.ts';

async function start(t: Test, handle: Handle) {
  const refused: string[] = [];
  const listener = createSecureListener({
    handle,
    pair: pairOf('a'),
    maxConnections: 10,
    onRefused: ({ error }) => refused.push(error.code),
    onDropped: () => {},
  });
  t.teardown(() => listener.close(0));
  const { port } = await listener.listen('127.0.0.1', 0);
  return { listener, port, refused, url: `https://127.0.0.1:${port}` };
}

/** A TLS connection that offers `protocols` by ALPN. */
async function openTls(t: Test, port: number, protocols: string[] = []): Promise<TLSSocket> {
  const socket = connectTls({ port, rejectUnauthorized: false, ALPNProtocols: protocols });
  socket.on('error', () => {});
  t.teardown(() => socket.destroy());
  await once(socket, 'secureConnect');
  return socket;
}

const overHttp1 = (url: string): Promise<string> =>
  new Promise((resolve, reject) => {
    get(url, { rejectUnauthorized: false, agent: false }, async (res) => {
      resolve(Buffer.concat(await res.toArray()).toString());
    }).on('error', reject);
  });

t.test('createSecureListener() speaks both versions, as ALPN says', async (t) => {
  const { url, port } = await start(t, echo);
  t.equal(await overHttp1(`${url}/one`), 'one');
  const { headers, body, code, whole } = await ask(await openSession(t, url), '/two').answer;
  t.match({ headers, code, whole }, { headers: { ':status': 200 }, code: 0, whole: true });
  t.equal(headers.connection, undefined);
  t.equal(body.toString(), 'two');
  t.equal((await openTls(t, port, ['h2', 'http/1.1'])).alpnProtocol, 'h2');
  t.equal((await openTls(t, port, ['http/1.1'])).alpnProtocol, 'http/1.1');
});

t.test('createSecureListener() lets in who offers HTTP/1.0 alone', async (t) => {
  const { port } = await start(t, echo);
  const socket = await openTls(t, port, ['http/1.0']);
  t.equal(socket.alpnProtocol, 'http/1.0');
  socket.write('GET /old HTTP/1.0\r\n\r\n');
  t.match(Buffer.concat(await socket.toArray()).toString(), /^HTTP\/1\.1 200 .*\r\n\r\nold$/s);
});

t.test(
  'createSecureListener() refuses TLS 1.1, strangers to ALPN and what is no TLS',
  async (t) => {
    const { url, port } = await start(t, echo);
    const old = connectTls({
      port,
      rejectUnauthorized: false,
      minVersion: 'TLSv1.1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    await t.rejects(once(old, 'secureConnect'), { code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' });
    const stranger = connectTls({ port, rejectUnauthorized: false, ALPNProtocols: ['spdy/3'] });
    await t.rejects(once(stranger, 'secureConnect'));
    for (const words of ['GET / HTTP/1.1\r\n\r\n', '\x16\x03\x01\xff\xff', '\0'.repeat(1000)]) {
      const socket = connectPlain({ port, host: '127.0.0.1' });
      socket.on('error', () => {});
      socket.resume();
      socket.write(words, 'latin1');
      if (words.startsWith('\x16')) socket.destroy();
      await once(socket, 'close');
    }
    t.equal(await overHttp1(`${url}/still`), 'still');
  },
);

t.test('createSecureListener() gives up one stream, and not those beside it', async (t) => {
  const house = gated();
  const left = gate();
  const handle: Handle = async (req, res, signal) => {
    if (req.url === '/gone') signal.addEventListener('abort', () => left.open());
    await house.handle(req, res, signal);
  };
  const { url } = await start(t, handle);
  const session = await openSession(t, url);
  const gone = ask(session, '/gone');
  const kept = ask(session, '/kept');
  await Promise.all([house.started('gone'), house.started('kept')]);
  gone.stream.close(constants.NGHTTP2_CANCEL);
  await left.opened;
  house.open('kept');
  t.match(await kept.answer, { whole: true, code: 0 });
  house.open('gone');
});

t.test('createSecureListener() resets a stream whose body is too short or fails', async (t) => {
  async function* short(fails: boolean): AsyncGenerator<Uint8Array> {
    yield Buffer.alloc(100_000, 'x');
    if (fails) throw new Error('the origin is gone');
  }
  const handle = routed(({ rest }) => ({
    status: 200,
    headers: {},
    body: { length: 200_000, bytes: sourceOf(short(rest === 'fails')) },
  }));
  const { url } = await start(t, handle);
  const session = await openSession(t, url);
  for (const path of ['/short', '/fails']) {
    const { headers, whole, code } = await ask(session, path).answer;
    t.equal(headers['content-length'], '200000');
    t.equal(whole, false, `${path}: never a clean end`);
    t.equal(code, constants.NGHTTP2_INTERNAL_ERROR, path);
  }
  t.equal(session.closed, false, 'the connection goes on');
});

t.test('createSecureListener() sends no body to HEAD, and none with 304', async (t) => {
  const { url } = await start(
    t,
    routed(({ rest }) =>
      rest === 'same' ? { status: 304, headers: {} } : textAnswer(200, 'text/plain', 'abc'),
    ),
  );
  const session = await openSession(t, url);
  const same = await ask(session, '/same').answer;
  t.match(same, { headers: { ':status': 304 }, whole: true });
  t.equal(same.body.length, 0);
});

t.test('createSecureListener() writes no faster than a viewer reads', async (t) => {
  let pulled = 0;
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) {
      pulled += 65_536;
      yield Buffer.alloc(65_536);
    }
  }
  const { url, listener } = await start(
    t,
    routed(() => ({
      status: 200,
      headers: {},
      body: { length: 1e12, bytes: sourceOf(endless()) },
    })),
  );
  const session = await openSession(t, url);
  const stream = session.request({ ':path': '/' });
  stream.on('error', () => {});
  stream.pause();
  await once(stream, 'response');
  await standstill(() => pulled);
  t.ok(pulled < 2e6, `${pulled} bytes were pulled`);
  session.destroy();
  await standstill(() => listener.connections);
});

t.test('createSecureListener() hands bodies to routes, and never a part as a whole', async (t) => {
  const outcome = gate<string>();
  const begun = gate();
  const handle = routed(async ({ incoming, rest }) => {
    const pieces: Uint8Array[] = [];
    try {
      for await (const piece of incoming.bytes()) {
        pieces.push(piece);
        if (rest === 'c') begun.open();
      }
    } catch (error) {
      outcome.open((error as { code: string }).code);
      throw error;
    }
    return textAnswer(
      200,
      'text/plain',
      `${rest} ${incoming.length} ${Buffer.concat(pieces).length}`,
    );
  });
  const { url, port } = await start(t, handle);
  const session = await openSession(t, url);
  const all = Buffer.alloc(3_000_000, 'z');
  t.equal((await ask(session, '/a', {}, all).answer).body.toString(), 'a undefined 3000000');
  const told = { 'content-length': '3000000', expect: '100-continue' };
  t.equal((await ask(session, '/b', told, all).answer).body.toString(), 'b 3000000 3000000');
  // By hand: Node's client would end the body before it gives it up.
  const socket = await openTls(t, port, ['h2']);
  const head = ['\x02\x03PUT', '\x87', '\x01\x09127.0.0.1', '\x04\x02/c'].join('');
  socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  socket.write(Buffer.concat([frame(4, 0, 0, ''), frame(1, 4, 1, head), frame(0, 0, 1, 'zzz')]));
  await begun.opened;
  socket.write(frame(3, 0, 1, '\0\0\0\0'));
  t.equal(await outcome.opened, 'request_malformed', 'given up without a word of error');
});

/** RFC 9113 section 4.1. @param payload a character for each byte */
function frame(type: number, flags: number, stream: number, payload: string): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, Buffer.from(payload, 'latin1')]);
}

t.test('createSecureListener() refuses a body that nobody wants, and goes on', async (t) => {
  const { url } = await start(
    t,
    routed(() => textAnswer(403, 'text/plain', 'no'), { lingerMs: 50 }),
  );
  const session = await openSession(t, url);
  for (const method of ['PUT', 'POST']) {
    const stream = session.request({ ':method': method, ':path': '/a' }, { endStream: false });
    stream.on('error', () => {});
    const closed = once(stream, 'close');
    stream.write(Buffer.alloc(4_000_000));
    const [headers] = await once(stream, 'response');
    t.equal(headers[':status'], 403, method);
    stream.resume();
    await closed;
    t.equal(stream.rstCode, constants.NGHTTP2_NO_ERROR, method);
  }
  t.match(await ask(session, '/b').answer, { headers: { ':status': 403 }, whole: true });
});

t.test('createSecureListener() refuses CONNECT, two names and too many headers', async (t) => {
  const { url, refused } = await start(t, echo);
  const session = await openSession(t, url);
  const connect = session.request({ ':method': 'CONNECT', ':authority': 'h:1' });
  const [answer] = await once(connect, 'response');
  t.match(answer, { ':status': 405, allow: 'GET, HEAD, OPTIONS', 'x-request-id': String });
  t.strictSame(refused, ['method_not_allowed']);
  connect.close();
  t.match(await ask(session, '/', { ':authority': 'h', host: 'other' }).answer, {
    headers: { ':status': 400 },
  });
  const many = Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`x-${n}`, 'y']));
  t.match(await ask(session, '/', many).answer, { headers: { ':status': 431 } });
  const long = await ask(await openSession(t, url), '/', { cookie: 'c'.repeat(20_000) }).answer;
  t.equal(long.headers[':status'], 431, 'before the bound is known to the other side');
});

t.test('createSecureListener() lets running answers end, and nothing else', async (t) => {
  const house = gated();
  const { url, listener, port } = await start(t, house.handle);
  const session = await openSession(t, url);
  const goaway = once(session, 'goaway');
  const running = ask(session, '/slow');
  await house.started('slow');
  const idle = await openTls(t, port, ['h2']);
  const silent = connectPlain({ port, host: '127.0.0.1' });
  silent.on('error', () => {});
  await once(silent, 'connect');
  const http1 = await openTls(t, port, ['http/1.1']);
  await standstill(() => listener.connections);
  const gone = [idle, silent, http1].map((socket) => {
    socket.resume();
    return once(socket, 'close');
  });
  const closed = listener.close(10_000);
  await Promise.all([...gone, goaway]);
  house.open('slow');
  t.match(await running.answer, { whole: true, code: 0 });
  t.equal(await closed, 0, 'none was cut');
  await standstill(() => listener.connections);
  t.equal(listener.connections, 0);
});

t.test('createSecureListener() shows a new certificate to who comes', async (t) => {
  const { url, listener, port } = await start(t, echo);
  const before = await openSession(t, url);
  const nameOf = async () => (await openTls(t, port)).getPeerCertificate().subject.CN;
  t.equal(await nameOf(), 'firstbyte test a');
  listener.renew(pairOf('b'));
  t.equal(await nameOf(), 'firstbyte test b');
  t.throws(() => listener.renew({ cert: pairOf('a').cert, key: pairOf('b').key }));
  t.equal(await nameOf(), 'firstbyte test b');
  t.match(await ask(before, '/still').answer, { whole: true });
});
