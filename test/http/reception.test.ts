import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import t from 'tap';
import type { Connection } from '../../src/http/connection.ts';
import { createReception } from '../../src/http/reception.ts';
import { gate } from '../fixtures/server.ts';

t.test('createReception() turns away who is one too many of a shared bound', async (t) => {
  let dropped = 0;
  const { listener } = createReception(createServer(), {
    maxConnections: 10,
    isFull: () => listener.connections > 1,
    onDropped: () => dropped++,
    onRefused: () => {},
  });
  t.teardown(() => listener.close(0));
  const { port } = await listener.listen('127.0.0.1', 0);
  const first = connect(port, '127.0.0.1');
  t.teardown(() => first.destroy());
  await once(first, 'connect');
  const second = connect(port, '127.0.0.1');
  second.resume();
  await once(second, 'close');
  t.equal(dropped, 1);
});

t.test('createReception() asks connections to leave, and cuts those that do not', async (t) => {
  const server = createServer();
  const admitted = gate();
  const calls: string[] = [];
  const { listener, admit, forget } = createReception(server, {
    maxConnections: 10,
    onDropped: () => {},
    onRefused: () => {},
  });
  const named = (name: string): Connection => ({
    waiting: 1,
    settled: Promise.resolve(),
    leave: () => calls.push(`leave ${name}`),
    cut: () => calls.push(`cut ${name}`),
  });
  server.on('connection', (socket) => {
    admit('first', named('first'), socket);
    admit('gone', named('gone'), socket);
    forget('gone');
    admitted.open();
  });
  const { port } = await listener.listen('127.0.0.1', 0);
  const viewer = connect(port, '127.0.0.1');
  viewer.on('error', () => {});
  await admitted.opened;
  t.equal(await listener.close(1), 1);
  t.strictSame(calls, ['leave first', 'cut first']);
});
