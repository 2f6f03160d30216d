import { EventEmitter, once } from 'node:events';
import type { ClientHttp2Session } from 'node:http2';
import t from 'tap';
import { createIncoming } from '../../src/http/incoming.ts';
import { LIMITS } from '../../src/http/limits.ts';
import { openSession, startSecurely } from '../fixtures/secure.ts';

const { initialWindowSize } = LIMITS.http2.server.settings;
const { mostWide, wideBytes } = LIMITS.http2;

t.test(
  'a body may be far ahead of its reader once its sender is let in, and not before',
  async (t) => {
    const events = new EventEmitter();
    const going = once(events, 'go');
    const read = once(events, 'read');
    const { url } = await startSecurely(t, async (req, res) => {
      const incoming = createIncoming(req, res, LIMITS.body, Date.now);
      if (req.url === '/unknown') for await (const _piece of incoming.bytes());
      if (req.url === '/long') {
        incoming.widen();
        const pieces = incoming.bytes()[Symbol.asyncIterator]();
        await pieces.next();
        await going;
        while (!(await pieces.next()).done);
        events.emit('read', incoming.received);
      }
      res.end();
    });
    const session = await openSession(t, url);
    const send = (path: string) => session.request({ ':method': 'PUT', ':path': path });
    const told: (number | undefined)[] = [];
    session.on('remoteSettings', (settings) => told.push(settings.initialWindowSize));

    for (const path of ['/unwanted', '/unknown']) {
      const stream = send(path).end('a few bytes').resume();
      await once(stream, 'close');
    }
    t.notOk(told.includes(wideBytes), `${told} before`);

    const long = send('/long').resume();
    const body = Buffer.alloc(wideBytes - initialWindowSize);
    long.end(body);
    // Handed over to the last byte, while the route still waits with its first piece.
    await once(long, 'finish');
    events.emit('go');
    t.strictSame(await read, [body.length]);
    t.equal(told.at(-1), wideBytes);

    const changes = told.length;
    await once(send('/long').end('again').resume(), 'close');
    t.equal(told.length, changes, 'a connection is told once');
  },
);

t.test('only so many connections have wide windows at once', async (t) => {
  const { url } = await startSecurely(t, async (req, res) => {
    createIncoming(req, res, LIMITS.body, Date.now).widen();
    req.resume();
    res.end();
  });
  const widened = async (): Promise<[ClientHttp2Session, boolean]> => {
    const session = await openSession(t, url);
    await once(session.request({ ':method': 'PUT' }).end('body').resume(), 'close');
    // Settings come before the answer to a ping that is sent behind it.
    await new Promise((resolve) => session.ping(resolve));
    return [session, session.remoteSettings.initialWindowSize === wideBytes];
  };
  const first = await Promise.all(Array.from({ length: mostWide }, widened));
  t.ok(first.every(([, isWide]) => isWide));
  t.strictSame((await widened())[1], false);
  const [[gone]] = first as [[ClientHttp2Session, boolean]];
  gone.destroy();
  for (;;) if ((await widened())[1]) break;
  t.pass('the place of one that has gone is taken');
});
