import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import t from 'tap';
import { startRelay } from '../../bench/relay.ts';
import { startServer } from '../fixtures/server.ts';

const AWAY_MS = 30;

t.test('startRelay() passes every byte on, so much later in either direction', async (t) => {
  const bytes = Buffer.from(Array.from({ length: 500_000 }, (_, n) => n % 251));
  const port = await startServer(t, (_req, res) => res.end(bytes));
  const url = new URL(`http://127.0.0.1:${port}/`);
  const relay = await startRelay(url, AWAY_MS);
  t.teardown(() => relay.close());
  // It has its own idea of where to go from here on.
  url.port = String(relay.port);
  const began = performance.now();
  const [response] = (await once(get(url, { agent: false }), 'response')) as [IncomingMessage];
  t.ok(performance.now() - began >= 2 * AWAY_MS - 2, 'there and back');
  t.ok(Buffer.concat(await response.toArray()).equals(bytes));
});

t.test(
  'startRelay() tells the target when the viewer goes, and the viewer when it does',
  async (t) => {
    let gone = (): void => {};
    const left = new Promise<void>((resolve) => {
      gone = resolve;
    });
    let served = 0;
    const port = await startServer(t, (_req, res) => {
      res.writeHead(200);
      const nth = ++served;
      if (nth === 1) res.once('close', gone);
      res.write('x', () => {
        if (nth === 2) res.destroy();
      });
    });
    const relay = await startRelay(new URL(`http://127.0.0.1:${port}/`), 1);
    t.teardown(() => relay.close());
    const ask = async (): Promise<IncomingMessage> => {
      const [response] = await once(
        get(`http://127.0.0.1:${relay.port}/`, { agent: false }),
        'response',
      );
      return response as IncomingMessage;
    };
    const first = await ask();
    first.destroy();
    await left;
    const second = await ask();
    await t.rejects(second.resume().toArray(), { code: 'ECONNRESET' });
  },
);
