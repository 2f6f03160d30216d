import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import type { buildConnector } from 'undici';
import { createSpareConnection } from '../../src/origin/spare-connection.ts';

const OPTIONS = { hostname: '127.0.0.1', protocol: 'http:', port: '0' };

/** A listener, and a connector to it that counts and can be told to fail. */
async function setUp(t: Test, { limit = 3, idleMs = 60_000 } = {}) {
  const accepted: Socket[] = [];
  const server = createServer((socket) => accepted.push(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const opened: Socket[] = [];
  const state = { fails: false };
  const connector: buildConnector.connector = (_options, callback) => {
    if (state.fails) return queueMicrotask(() => callback(new Error('refused'), null));
    const socket = connect(port, '127.0.0.1');
    opened.push(socket);
    socket.on('error', () => {});
    socket.once('connect', () => callback(null, socket));
  };
  const spare = createSpareConnection({ connect: connector, limit, idleMs });
  const take = () =>
    new Promise<Socket>((resolve, reject) => {
      spare.connect(OPTIONS, (error, socket) => (error ? reject(error) : resolve(socket)));
    });
  /** Until the spare connection that follows a taken one is open. */
  const settled = async (count: number) => {
    while (opened.length < count) await new Promise((resolve) => setImmediate(resolve));
    for (const socket of opened) if (socket.connecting) await once(socket, 'connect');
  };
  t.teardown(async () => {
    spare.close();
    for (const socket of [...opened, ...accepted]) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return { spare, take, opened, accepted, state, settled };
}

t.test('createSpareConnection() opens the next connection before it is needed', async (t) => {
  const { take, opened, settled } = await setUp(t);
  const first = await take();
  await settled(2);
  t.equal(first, opened[0]);
  t.equal(await take(), opened[1], 'the one that was ready');
  await settled(3);
  t.equal(await take(), opened[2]);
});

t.test('createSpareConnection() never holds more than the limit', async (t) => {
  const { take, opened, settled } = await setUp(t, { limit: 2 });
  const first = await take();
  await settled(2);
  await take();
  await new Promise((resolve) => setImmediate(resolve));
  t.equal(opened.length, 2, 'both in use: none to spare');
  first.destroy();
  await once(first, 'close');
  await take();
  t.equal(opened.length, 3);
});

t.test('createSpareConnection() lets one go that came when all were in use', async (t) => {
  const { take, opened, settled } = await setUp(t, { limit: 2 });
  await take();
  await new Promise((resolve) => setImmediate(resolve));
  // Asked for while the spare one is still on its way.
  const second = take();
  await settled(3);
  await second;
  const [spare] = opened.filter((socket) => socket.destroyed);
  t.ok(spare, 'one of the three is closed');
});

t.test('createSpareConnection() does not give one that the origin has closed', async (t) => {
  const { take, opened, accepted, settled } = await setUp(t);
  await take();
  await settled(2);
  while (accepted.length < 2) await new Promise((resolve) => setImmediate(resolve));
  accepted[1]?.destroy();
  await once(opened[1] as Socket, 'close');
  t.equal(await take(), opened[2], 'a new one');
});

t.test('createSpareConnection() closes one that nobody needs, and at its end', async (t) => {
  const { take, opened, settled } = await setUp(t, { idleMs: 1 });
  await take();
  await settled(2);
  if (!opened[1]?.closed) await once(opened[1] as Socket, 'close');
  t.notOk(opened[0]?.destroyed, 'what was handed out is not its own any more');

  const other = await setUp(t);
  await other.take();
  await other.settled(2);
  other.spare.close();
  await once(other.opened[1] as Socket, 'close');
  await other.take();
  await new Promise((resolve) => setImmediate(resolve));
  t.equal(other.opened.length, 3, 'none is opened ahead any more');
});

t.test('createSpareConnection() passes failures on and survives those of its own', async (t) => {
  const { take, opened, state, settled } = await setUp(t);
  state.fails = true;
  await t.rejects(take(), { message: 'refused' });
  state.fails = false;
  await take();
  state.fails = true;
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  state.fails = false;
  await take();
  await settled(3);
  t.equal(await take(), opened[2], 'and opens ahead again');
});
