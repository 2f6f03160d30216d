import { once } from 'node:events';
import { connect } from 'node:net';
import t from 'tap';
import { textAnswer } from '../../src/http/answer.ts';
import { LIMITS } from '../../src/http/limits.ts';
import { createListener } from '../../src/http/listener.ts';
import { sourceOf } from '../../src/object/source.ts';
import { echo, gated, routed, startListener } from '../fixtures/listening.ts';
import { gate } from '../fixtures/server.ts';
import { getRequest, openWire, readAnswers } from '../fixtures/wire.ts';

/** One connection on which only `raw` is said. */
async function say(port: number, raw: string) {
  const wire = await openWire(port);
  wire.write(raw);
  return readAnswers(await wire.closed);
}

t.test('createListener() says that a port is taken', async (t) => {
  const { port } = await startListener(t, echo);
  const second = createListener({
    handle: echo,
    maxConnections: 1,
    onRefused: () => {},
    onDropped: () => {},
  });
  await t.rejects(second.listen('127.0.0.1', port), { code: 'EADDRINUSE' });
});

t.test('createListener() answers bytes that are no request with a problem', async (t) => {
  const { port, refused } = await startListener(t, echo);
  for (const [raw, status, code] of [
    ['RUBBISH\r\n\r\n', 400, 'request_malformed'],
    ['GET / HTTP/1.1\r\nHost: h\r\nA b\r\n\r\n', 400, 'request_malformed'],
    ['GET / HTTP/1.1\r\nHost: h\r\nA: \x01\r\n\r\n', 400, 'request_malformed'],
    [getRequest('/', `Cookie: ${'c'.repeat(20_000)}`), 431, 'headers_too_large'],
    [getRequest(`/${'a'.repeat(20_000)}`), 431, 'headers_too_large'],
  ] as const) {
    const name = JSON.stringify(raw.slice(0, 40));
    const [answer, ...more] = await say(port, raw);
    t.equal(answer?.status, status, name);
    t.equal(answer?.headers.get('content-type'), 'application/problem+json', name);
    t.equal(answer?.headers.get('connection'), 'close', name);
    t.match(answer?.headers.get('x-request-id'), /^[0-9a-f-]{36}$/, name);
    const problem = JSON.parse(answer?.body || '{}');
    t.match(problem, { status, code, requestId: answer?.headers.get('x-request-id') }, name);
    t.equal(more.length, 0, name);
    t.match(refused.at(-1), { requestId: problem.requestId, error: { code } }, 'and says so');
  }
});

t.test('createListener() refuses CONNECT with 405', async (t) => {
  const { port } = await startListener(t, echo);
  const [answer] = await say(port, 'CONNECT h:1 HTTP/1.1\r\nHost: h:1\r\n\r\n');
  t.equal(answer?.status, 405);
  t.equal(answer?.headers.get('allow'), 'GET, HEAD, OPTIONS');
});

t.test(
  'createListener() outlives a connection that is reset once its CONNECT was refused',
  async (t) => {
    const { port } = await startListener(t, echo);
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    socket.write('CONNECT h:1 HTTP/1.1\r\nHost: h:1\r\n\r\n');
    socket.resume();
    await once(socket, 'end');
    socket.write('still here');
    socket.resetAndDestroy();
    const [answer] = await say(port, getRequest('/a', 'Connection: close'));
    t.equal(answer?.status, 200, 'nobody else heard of it');
  },
);

t.test('createListener() closes what it refused, also when the other side does not', async (t) => {
  const { port } = await startListener(t, echo);
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.write('RUBBISH\r\n\r\n');
  socket.resume();
  const failed = new Promise((resolve) => socket.once('error', resolve));
  await once(socket, 'end');
  // We never end our side, so only a reset tells that the other one is gone for good.
  const nagging = setInterval(() => socket.write('x'), 50);
  t.teardown(() => clearInterval(nagging));
  t.match(await failed, { syscall: 'write' }, 'it was reset, not left half-open');
});

t.test('createListener() wants exactly one Host, as RFC 9112 section 3.2 does', async (t) => {
  const { port } = await startListener(t, echo);
  for (const hosts of ['', 'Host: a\r\nHost: b\r\n']) {
    const wire = await openWire(port);
    wire.write(`GET /a HTTP/1.1\r\n${hosts}Connection: close\r\n\r\n`);
    const [answer] = readAnswers((await wire.closed).replace(/0\r\n\r\n$/, ''));
    t.equal(answer?.status, 400);
    t.equal(answer?.headers.get('content-type'), 'application/problem+json');
    t.match(answer?.headers.get('x-request-id'), /^[0-9a-f-]{36}$/);
  }
  const [old] = await say(port, 'GET /a HTTP/1.0\r\n\r\n');
  t.equal(old?.status, 200, 'HTTP/1.0 knows no Host');
});

t.test('createListener() gives a request id also when it cannot meet an expectation', async (t) => {
  const { port } = await startListener(t, echo);
  const wire = await openWire(port);
  wire.write(getRequest('/a', 'Expect: miracles', 'Connection: close'));
  t.match(await wire.closed, /\r\nx-request-id: [0-9a-f-]{36}\r\n/i);
});

t.test('createListener() never writes a refusal into an answer that is under way', async (t) => {
  const more = gate();
  async function* slow(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('first');
    await more.opened;
    yield Buffer.alloc(995, '.');
  }
  const { port } = await startListener(
    t,
    routed(() => ({ status: 200, headers: {}, body: { length: 1000, bytes: sourceOf(slow()) } })),
  );
  const wire = await openWire(port);
  wire.write(getRequest('/'));
  await wire.until((received) => received.endsWith('first'));
  wire.write('RUBBISH\r\n\r\n');
  const received = await wire.closed;
  more.open();
  t.match(received.slice(received.indexOf('\r\n\r\n') + 4), /^first\.*$/);
});

t.test('createListener() never lets a refusal overtake an answer', async (t) => {
  const house = gated();
  const { port } = await startListener(t, house.handle);
  const wire = await openWire(port);
  wire.write(`${getRequest('/a')}RUBBISH\r\n\r\n`);
  const received = await wire.closed;
  t.notMatch(received, /^HTTP\/1\.1 400/, 'it would be taken for the answer to /a');
});

t.test('createListener() answers pipelined requests in order, one at a time', async (t) => {
  const house = gated();
  const { port } = await startListener(t, house.handle);
  const wire = await openWire(port);
  wire.write(getRequest('/a') + getRequest('/b') + getRequest('/c', 'Connection: close'));
  house.open('c');
  house.open('b');
  await house.started('a');
  t.strictSame(house.begun, ['a']);
  house.open('a');
  const answers = readAnswers(await wire.closed);
  t.strictSame(
    answers.map((answer) => answer.body),
    ['a', 'b', 'c'],
  );
  t.strictSame(house.begun, ['a', 'b', 'c']);
});

t.test('createListener() bounds how many requests wait on one connection', async (t) => {
  const { port } = await startListener(t, echo);
  const wire = await openWire(port);
  wire.write(Array.from({ length: LIMITS.pipelined }, (_, n) => getRequest(`/${n}`)).join(''));
  await wire.until((received) => received.endsWith(`\r\n\r\n${LIMITS.pipelined - 1}`));
  t.equal(readAnswers(wire.received()).length, LIMITS.pipelined);
  wire.write(getRequest('/again', 'Connection: close'));
  t.equal(readAnswers(await wire.closed).length, LIMITS.pipelined + 1, 'the bound is not a total');

  const house = gated();
  const { port: other } = await startListener(t, house.handle);
  const flood = await openWire(other);
  flood.write(getRequest('/a').repeat(LIMITS.pipelined + 1));
  t.equal(await flood.closed, '');
  t.ok(house.begun.length <= 1);
  house.open('a');
});

t.test('createListener() bounds the connections', async (t) => {
  const { port } = await startListener(t, echo, 2);
  const first = await openWire(port);
  const second = await openWire(port);
  first.write(getRequest('/1'));
  second.write(getRequest('/2'));
  await first.until((received) => received.endsWith('1'));
  await second.until((received) => received.endsWith('2'));
  const third = await openWire(port);
  t.equal(await third.closed, '', 'closed unanswered');
  second.leave();
  await second.closed;
});

t.test('createListener() aborts the signal when the viewer leaves, and at the end', async (t) => {
  const signals = new Map<string, AbortSignal>();
  const begun = gate();
  const house = await startListener(
    t,
    routed(async ({ rest, signal }) => {
      signals.set(rest, signal);
      if (rest === 'stay') return textAnswer(200, 'text/plain', 'ok');
      begun.open();
      await once(signal, 'abort');
      throw signal.reason;
    }),
  );
  const wire = await openWire(house.port);
  wire.write(getRequest('/stay'));
  await wire.until((received) => received.endsWith('ok'));
  wire.write(getRequest('/leave'));
  await begun.opened;
  t.equal(signals.get('stay')?.aborted, true, 'nothing is held any longer');
  const leave = signals.get('leave');
  t.equal(leave?.aborted, false);
  wire.leave();
  if (leave && !leave.aborted) await once(leave, 'abort');
  t.equal(leave?.aborted, true);
});

t.test('createListener() does not begin what waited behind a viewer who left', async (t) => {
  const begun: string[] = [];
  const first = gate();
  const { port } = await startListener(
    t,
    routed(async ({ rest, signal }) => {
      begun.push(rest);
      if (rest !== 'a') return textAnswer(200, 'text/plain', rest);
      first.open();
      await once(signal, 'abort');
      throw signal.reason;
    }),
  );
  const wire = await openWire(port);
  wire.write(getRequest('/a') + getRequest('/b'));
  await first.opened;
  wire.leave();
  const other = await openWire(port);
  other.write(getRequest('/c'));
  await other.until((received) => received.endsWith('c'));
  t.strictSame(begun, ['a', 'c']);
  other.leave();
});

t.test('createListener() swallows a body and reads the next request after it', async (t) => {
  const { port } = await startListener(t, echo);
  const wire = await openWire(port);
  const body = 'x'.repeat(100_000);
  wire.write(getRequest('/a', `Content-Length: ${body.length}`).replace('GET', 'POST') + body);
  wire.write(getRequest('/b', 'Connection: close'));
  t.strictSame(
    readAnswers(await wire.closed).map((answer) => answer.body),
    ['a', 'b'],
  );
});
