import t from 'tap';
import { incomingOf } from '../../src/http/incoming.ts';
import { startServer } from '../fixtures/server.ts';

t.test('incomingOf() gives the body as it arrives, and what was announced of it', async (t) => {
  const got: unknown[] = [];
  const port = await startServer(t, async (req, res) => {
    const { length, bytes } = incomingOf(req);
    let text = '';
    for await (const piece of bytes()) text += String(piece);
    got.push([length, text]);
    res.end();
  });
  const url = `http://127.0.0.1:${port}`;
  await fetch(url, { method: 'POST', body: 'abc' });
  await fetch(url, { method: 'POST' });
  const body = new Blob(['ab', 'c']).stream();
  await fetch(url, { method: 'POST', body, duplex: 'half' } as RequestInit);
  t.same(got, [
    [3, 'abc'],
    [0, ''],
    [undefined, 'abc'],
  ]);
});
