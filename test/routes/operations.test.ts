import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import { createMetricsPage, createReadyz, healthz } from '../../src/routes/operations.ts';
import { exchangeOf, jsonOf } from '../fixtures/exchange.ts';

t.test('healthz() is well as long as it answers', async (t) => {
  const answer = await healthz(exchangeOf());
  t.equal(answer.status, 200);
  t.strictSame(await jsonOf(answer), { status: 'ok' });
  t.equal(answer.headers['Cache-Control'], 'no-store');
});

t.test('createReadyz() says 200, or 503 and why', async (t) => {
  for (const reason of [undefined, 'origin_denied', 'shutting_down'] as const) {
    const readyz = createReadyz({
      check: async () => reason && new GatewayError(reason, 'not for the viewer'),
      stop() {},
    });
    const answer = await readyz(exchangeOf());
    t.equal(answer.status, reason === undefined ? 200 : 503);
    t.equal(answer.headers['Cache-Control'], 'no-store');
    t.strictSame(
      await jsonOf(answer),
      reason === undefined ? { status: 'ready' } : { status: 'not_ready', reason },
    );
  }
});

t.test('createMetricsPage() is made anew for each scrape', async (t) => {
  let scrapes = 0;
  const page = createMetricsPage({
    contentType: 'text/plain; version=0.0.4; charset=utf-8',
    text: async () => `scrapes ${++scrapes}\n`,
  });
  for (const count of [1, 2]) {
    const answer = await page(exchangeOf());
    t.equal(answer.headers['Content-Type'], 'text/plain; version=0.0.4; charset=utf-8');
    t.equal(answer.headers['Cache-Control'], 'no-store');
    t.equal(Buffer.from(answer.body?.bytes as Uint8Array).toString(), `scrapes ${count}\n`);
  }
});
