import { once } from 'node:events';
import { connect } from 'node:net';
import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import { textAnswer } from '../../src/http/answer.ts';
import { routed, startListener } from '../fixtures/listening.ts';
import { gate } from '../fixtures/server.ts';
import { openWire, readAnswers } from '../fixtures/wire.ts';

const put = (length: number, ...headers: readonly string[]) =>
  [`PUT /a HTTP/1.1`, 'Host: h', `Content-Length: ${length}`, ...headers, '', ''].join('\r\n');

const refusing = () => {
  throw new GatewayError('bucket_not_allowed', 'no');
};

t.test('a refused body that is soon over costs no connection', async (t) => {
  const { port } = await startListener(t, routed(refusing));
  const wire = await openWire(port);
  wire.write(put(3));
  await wire.until((text) => text.includes('bucket_not_allowed'));
  wire.write(`abc${put(2)}`);
  wire.write('xy');
  const text = await wire.until((all) => all.split('requestId').length === 3 && all.endsWith('}'));
  t.strictSame(
    readAnswers(text).map(({ status, headers }) => [status, headers.get('connection')]),
    [
      [403, 'keep-alive'],
      [403, 'keep-alive'],
    ],
  );
  wire.leave();
});

/** Sends `head` and a body for as long as it is let. @returns all that was answered, and the bytes that went */
async function flood(port: number, head: string): Promise<{ read: string; sent: number }> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => {});
  let read = '';
  socket.on('data', (piece) => {
    read += piece;
  });
  socket.write(head);
  let sent = 0;
  const piece = Buffer.alloc(64 * 1024);
  const send = (): void => {
    while (!socket.destroyed && socket.write(piece)) sent += piece.length;
  };
  socket.on('drain', send);
  send();
  await new Promise((resolve) => socket.once('close', resolve));
  return { read, sent };
}

t.test('a long body that nobody wants is cut off, after its sender could read why', async (t) => {
  const { port } = await startListener(t, routed(refusing, { dropBytes: 100_000, lingerMs: 50 }));
  for (const [head, status] of [
    [put(1e12), 403],
    [put(1e12, 'Expect: 100-continue'), 403],
    [put(1e12, 'Connection: close'), 403],
    [put(1e12).replace('Host: h\r\n', ''), 400],
    [put(1e12).replace('PUT', 'PATCH'), 405],
    [put(1e12).replace('PUT', 'POST'), 403],
  ] as const) {
    const { read, sent } = await flood(port, head);
    const [answer, ...more] = readAnswers(read);
    t.equal(answer?.status, status, head);
    t.equal(answer?.headers.get('connection'), 'close', 'nothing else is to be sent on it');
    t.equal(more.length, 0);
    t.ok(sent < 20e6, `${sent} bytes were taken at most, sockets' own buffers included`);
  }
});

t.test('a refused body of no known length ends the connection', async (t) => {
  const { port } = await startListener(t, routed(refusing));
  const wire = await openWire(port);
  wire.write('PUT /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n');
  const [answer] = readAnswers(await wire.closed);
  t.match([answer?.status, answer?.headers.get('connection')], [403, 'close']);
});

t.test('a connection that was said to end ends with the body, and takes no request', async (t) => {
  const begun = gate();
  const answered = gate();
  let asked = 0;
  const handler = async () => {
    asked++;
    begun.open();
    await answered.opened;
    return textAnswer(200, 'text/plain', 'a');
  };
  const { listener, port } = await startListener(
    t,
    routed(handler, { dropBytes: 1000, lingerMs: 60_000 }),
  );
  // Its own half stays open, whatever the other side does.
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  // Of a body that nobody takes, what comes before the answer is thrown away uncounted.
  socket.write(put(1500).replace('PUT', 'POST') + 'a'.repeat(900));
  await begun.opened;
  answered.open();
  const pieces: Buffer[] = [];
  socket.on('data', (piece) => pieces.push(piece));
  await once(socket, 'end');
  const [answer] = readAnswers(Buffer.concat(pieces).toString());
  t.equal(answer?.headers.get('connection'), 'close');
  socket.write(`${'a'.repeat(600)}${put(0)}`);
  while (listener.connections > 0) await new Promise((resolve) => setImmediate(resolve));
  t.equal(asked, 1);
  socket.destroy();
});

t.test('a refused body that trickles is cut off too', async (t) => {
  const { port } = await startListener(t, routed(refusing, { dropMs: 50 }));
  const wire = await openWire(port);
  wire.write(`${put(1000)}a`);
  t.equal(readAnswers(await wire.closed)[0]?.status, 403);
});

t.test('who waits to be told to go on is refused without its body', async (t) => {
  const { port } = await startListener(t, routed(refusing));
  const wire = await openWire(port);
  wire.write(put(1e12, 'Expect: 100-continue'));
  const [answer, ...more] = readAnswers(await wire.closed);
  t.equal(answer?.status, 403);
  t.equal(answer?.headers.get('connection'), 'close');
  t.equal(more.length, 0);
});

t.test('a body that is wanted comes, and the connection goes on', async (t) => {
  const { port } = await startListener(
    t,
    routed(async ({ incoming }) =>
      textAnswer(200, 'text/plain', `${(await incoming.whole(100)).length}`),
    ),
  );
  const wire = await openWire(port);
  wire.write(put(3, 'Expect: 100-continue'));
  await wire.until((text) => text.startsWith('HTTP/1.1 100 Continue\r\n\r\n'));
  wire.write('abc');
  await wire.until((text) => text.endsWith('3'));
  wire.write(`${put(4)}abcd`);
  await wire.until((text) => text.endsWith('4'));
  wire.leave();
});

t.test('a body is read no faster than the route takes it', async (t) => {
  const begun = gate();
  const { port } = await startListener(
    t,
    routed(async ({ incoming }) => {
      for await (const _piece of incoming.bytes()) {
        begun.open();
        await new Promise(() => {});
      }
      return textAnswer(200, 'text/plain', '');
    }),
  );
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => {});
  socket.write(put(1e12));
  const piece = Buffer.alloc(64 * 1024);
  const send = (): void => {
    while (!socket.destroyed && socket.write(piece));
  };
  socket.on('drain', send);
  send();
  await begun.opened;
  const taken = (): number => socket.bytesWritten - socket.writableLength;
  // Until nothing has moved for many turns of the loop.
  for (let still = 0, last = -1; still < 200 && last < 1e9; ) {
    await new Promise((resolve) => setImmediate(resolve));
    still = taken() === last ? still + 1 : 0;
    last = taken();
  }
  t.ok(taken() < 50e6, `${taken()} bytes lie in buffers of the system`);
  socket.destroy();
});
