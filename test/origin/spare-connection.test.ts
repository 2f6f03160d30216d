import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import type { buildConnector } from 'undici';
import { createSpareConnection } from '../../src/origin/spare-connection.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

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
    while (opened.length < count) await turn();
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
  await turn();
  t.equal(opened.length, 2, 'both in use: none to spare');
  first.destroy();
  await once(first, 'close');
  await take();
  t.equal(opened.length, 3);
  opened[1]?.destroy();
  await once(opened[1] as Socket, 'close');
  opened[2]?.destroy();
  await once(opened[2] as Socket, 'close');
  await take();
  await settled(5);
  t.equal(opened.length, 5, 'what is closed counts no more: one is opened ahead again');
});

t.test(
  'createSpareConnection() gives the one that is being opened to who asks first',
  async (t) => {
    const { take, opened, settled } = await setUp(t, { limit: 2 });
    await take();
    while (opened.length < 2) await turn();
    const second = take();
    t.equal(await second, opened[1]);
    await settled(2);
    await turn();
    t.equal(opened.length, 2, 'no third one, not even for a moment');
  },
);

t.test(
  'createSpareConnection() hears a goodbye before it gives the spare connection',
  async (t) => {
    const { take, opened, accepted, settled } = await setUp(t);
    await take();
    await settled(2);
    while (accepted.length < 2) await turn();
    // In a timer's turn the sockets are still to be looked at, as they are for a request that comes
    // while the loop is busy: the goodbye has come, but is not heard yet.
    await new Promise((resolve) => setTimeout(resolve, 1));
    accepted[1]?.destroy();
    t.equal(opened[1]?.readyState, 'open');
    t.equal(await take(), opened[2], 'a new one');
  },
);

t.test('createSpareConnection() never calls back before it returns', async (t) => {
  const { spare, take, settled } = await setUp(t);
  await take();
  await settled(2);
  let returned = false;
  await new Promise<void>((resolve) => {
    spare.connect(OPTIONS, () => {
      t.ok(returned);
      resolve();
    });
    returned = true;
  });
});

t.test('createSpareConnection() does not give one that the origin has closed', async (t) => {
  const { take, opened, accepted, settled } = await setUp(t);
  await take();
  await settled(2);
  while (accepted.length < 2) await turn();
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
  await turn();
  t.equal(other.opened.length, 3, 'none is opened ahead any more');
});

t.test('createSpareConnection() passes failures on and survives those of its own', async (t) => {
  const { take, opened, state, settled } = await setUp(t);
  state.fails = true;
  await t.rejects(take(), { message: 'refused' });
  state.fails = false;
  await take();
  state.fails = true;
  await turn();
  await turn();
  state.fails = false;
  await take();
  await settled(3);
  t.equal(await take(), opened[2], 'and opens ahead again');
});
