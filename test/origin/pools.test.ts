import { promisify } from 'node:util';
import t from 'tap';
import { createPools } from '../../src/origin/pools.ts';
import { openGatedOrigin } from '../fixtures/gated-origin.ts';

const get = { method: 'GET', path: '/' } as const;

t.test('createPools() keeps connections, one pool a host', async (t) => {
  const origin = await openGatedOrigin((request) => request.answer(200, {}, 'ok'));
  const pools = createPools({ connections: 1, timeoutMs: 5000 });
  t.teardown(() => Promise.all([pools.close(), origin.close()]));
  t.equal(pools.to(origin.endpoint), pools.to(origin.endpoint));
  t.not(pools.to(origin.endpoint), pools.to('http://127.0.0.1:1'));
  for (let i = 0; i < 3; i += 1) {
    const { body } = await pools.to(origin.endpoint).request(get);
    t.equal(await body.text(), 'ok');
  }
  t.equal(origin.connections(), 1);
});

t.test('createPools() has a connection ready after one was lost', async (t) => {
  const origin = await openGatedOrigin();
  const pools = createPools({ connections: 4, timeoutMs: 5000 });
  t.teardown(() => Promise.all([pools.close(), origin.close()]));
  const leaving = new AbortController();
  const left = pools.to(origin.endpoint).request({ ...get, signal: leaving.signal });
  const first = await origin.next();
  while (origin.connections() < 2) await new Promise((resolve) => setImmediate(resolve));
  leaving.abort();
  await t.rejects(left);
  await first.gone;
  const again = pools.to(origin.endpoint).request(get);
  const second = await origin.next();
  t.not(second.connection, first.connection);
  t.ok(second.connection <= 2, 'the one that was open already');
  second.answer(200);
  await (await again).body.dump();
});

t.test('createPools() closes also the connection that nobody has used', async (t) => {
  const origin = await openGatedOrigin((request) => request.answer(200));
  const pools = createPools({ connections: 4, timeoutMs: 5000, limit: 1 });
  t.teardown(() => origin.close());
  await (await pools.to(origin.endpoint).request(get)).body.dump();
  while (origin.connections() < 2) await new Promise((resolve) => setImmediate(resolve));
  await pools.close();
  const open = promisify(origin.server.getConnections.bind(origin.server));
  // The test's own timeout is what fails it.
  while ((await open()) > 0) await new Promise((resolve) => setImmediate(resolve));
  t.equal(origin.connections(), 2);
});

t.test('createPools() opens no more connections than allowed', async (t) => {
  const origin = await openGatedOrigin();
  const pools = createPools({ connections: 2, timeoutMs: 5000 });
  t.teardown(() => Promise.all([pools.close(), origin.close()]));
  const answers = [1, 2, 3].map(() => pools.to(origin.endpoint).request(get));
  const [first, second] = [await origin.next(), await origin.next()];
  t.equal(origin.requests.length, 2);
  first.answer(200);
  const third = await origin.next();
  t.equal(third.connection, first.connection);
  for (const request of [second, third]) request.answer(200);
  for (const { body } of await Promise.all(answers)) await body.dump();
  t.equal(origin.connections(), 2);
});

t.test(
  'createPools() lets the pool go that was not used for longest, after its last body',
  async (t) => {
    const origin = await openGatedOrigin();
    const pools = createPools({ connections: 2, timeoutMs: 5000, limit: 1 });
    t.teardown(() => Promise.all([pools.close(), origin.close()]));
    const old = pools.to(origin.endpoint);
    const answer = old.request(get);
    const request = await origin.next();
    pools.to('http://127.0.0.1:1');
    t.not(pools.to(origin.endpoint), old);
    t.equal(old.closed, true);
    request.answer(200, {}, 'still');
    t.equal(await (await answer).body.text(), 'still');
  },
);

t.test('createPools() ends the pools that it let go, too', async (t) => {
  const origin = await openGatedOrigin();
  const pools = createPools({ connections: 2, timeoutMs: 60_000, limit: 1 });
  t.teardown(() => origin.close());
  const old = pools.to(origin.endpoint);
  const unanswered = old.request(get);
  const request = await origin.next();
  pools.to('http://127.0.0.1:1');
  const failure = t.rejects(unanswered, { code: 'UND_ERR_DESTROYED' });
  await pools.close();
  await failure;
  t.equal(old.destroyed, true);
  t.equal(await request.gone, 'closed');
});

t.test('createPools() has none to give once closed', async (t) => {
  const pools = createPools({ connections: 2, timeoutMs: 5000 });
  await pools.close();
  t.throws(() => pools.to('http://127.0.0.1:1'), { code: 'shutting_down' });
  await pools.close();
});
