import { constants } from 'node:http2';
import t from 'tap';
import { LIMITS } from '../../src/http/limits.ts';
import { echo } from '../fixtures/listening.ts';
import { ask, openSession, startSecurely } from '../fixtures/secure.ts';

t.test('a session takes no more from who only gives up', async (t) => {
  let begun = 0;
  let running = 0;
  const { url, listener } = await startSecurely(t, async (_req, _res, signal) => {
    begun++;
    running++;
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    running--;
  });
  const session = await openSession(t, url);
  const over = new Promise((resolve) => session.once('close', resolve));
  for (let n = 0; n < 3000 && !session.closed && !session.destroyed; n++) {
    const stream = session.request({ ':path': '/' });
    stream.on('error', () => {});
    stream.close(constants.NGHTTP2_CANCEL);
    if (n % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await over;
  t.ok(begun <= LIMITS.http2.patience + 200, `${begun} requests were begun`);
  while (listener.connections > 0) await new Promise((resolve) => setImmediate(resolve));
  t.equal(running, 0);
});

t.test('a session is patient with who gives up now and then', async (t) => {
  const { url } = await startSecurely(t, echo);
  const session = await openSession(t, url);
  for (let n = 0; n < 2 * LIMITS.http2.patience; n++) {
    const stream = session.request({ ':path': '/' });
    stream.on('error', () => {});
    stream.close(constants.NGHTTP2_CANCEL);
    await ask(session, '/a').answer;
  }
  t.equal(session.closed, false);
});

t.test('a session has a bounded number of requests side by side', async (t) => {
  let most = 0;
  let running = 0;
  const { url } = await startSecurely(t, async (req, res, signal) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setImmediate(resolve));
    await echo(req, res, signal);
    running--;
  });
  const session = await openSession(t, url);
  const answers = await Promise.all(
    Array.from({ length: 300 }, (_, n) => ask(session, `/${n}`).answer),
  );
  t.ok(answers.every(({ whole, body }, n) => whole && body.toString() === String(n)));
  t.ok(most <= LIMITS.http2.server.settings.maxConcurrentStreams, `${most} at once`);
});
