import t from 'tap';
import type { Exchange } from '../../src/http/exchange.ts';
import { createStreams } from '../../src/limits/streams.ts';
import { createLimit } from '../../src/routes/limited.ts';
import { exchangeOf } from '../fixtures/exchange.ts';

const noPace = { bytesPerSecond: 0, now: () => 0, delay: async () => {} };
const answer = { status: 200, headers: {} };

t.test('limited() counts answers until they are over', async (t) => {
  const streams = createStreams({ most: 2, mostPerAddress: 0 });
  const limit = createLimit({ streams, pace: noPace });
  const handler = (exchange: Exchange) => limit(exchange, async () => answer);
  const viewers = [new AbortController(), new AbortController()];
  for (const { signal } of viewers) t.equal(await handler(exchangeOf({ signal })), answer);
  t.equal(streams.running, 2);
  await t.rejects(handler(exchangeOf()), { code: 'overloaded' });
  viewers[0]?.abort();
  t.equal(streams.running, 1);
  t.equal(await handler(exchangeOf()), answer);
});

t.test('limited() counts those of one address together', async (t) => {
  const streams = createStreams({ most: 0, mostPerAddress: 1 });
  const limit = createLimit({ streams, pace: noPace });
  const handler = (exchange: Exchange) => limit(exchange, async () => answer);
  await handler(exchangeOf({ address: '2001:db8:1:2:3::4' }));
  const neighbour = exchangeOf({ address: '2001:db8:1:2:5::6' });
  await t.rejects(handler(neighbour), { code: 'rate_limited' });
  t.equal(await handler(exchangeOf({ address: '2001:db8:1:3::4' })), answer);
});

t.test('limited() counts no HEAD, and nobody who has gone', async (t) => {
  const streams = createStreams({ most: 1, mostPerAddress: 0 });
  const limit = createLimit({ streams, pace: noPace });
  const handler = (exchange: Exchange) => limit(exchange, async () => answer);
  await handler(exchangeOf({ method: 'HEAD' }));
  t.equal(streams.running, 0);
  const gone = exchangeOf({ signal: AbortSignal.abort(new Error('gone')) });
  await t.rejects(handler(gone), { message: 'gone' });
  t.equal(streams.running, 0);
});

t.test('limited() paces what streams, and nothing else', async (t) => {
  const streams = createStreams({ most: 0, mostPerAddress: 0 });
  const pace = { bytesPerSecond: 10, now: () => 0, delay: () => new Promise<void>(() => {}) };
  const source = { pull: () => [new Uint8Array(100)], close: () => {} };
  const limit = createLimit({ streams, pace });
  const streaming = { ...answer, body: { length: 100, bytes: source } };
  const bytes = (await limit(exchangeOf(), async () => streaming)).body?.bytes;
  if (bytes === undefined || bytes instanceof Uint8Array) throw new Error('it streams no more');
  let handed = 0;
  for (;;) {
    const pulled = bytes.pull();
    if (pulled === undefined || pulled instanceof Promise) break;
    for (const piece of pulled) handed += piece.length;
  }
  t.equal(handed, 20, "two seconds' worth at once");
  const whole = { ...answer, body: { length: 1, bytes: new Uint8Array(1) } };
  t.equal(await limit(exchangeOf(), async () => whole), whole);
});
