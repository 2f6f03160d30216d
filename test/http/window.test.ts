import { EventEmitter, once } from 'node:events';
import t from 'tap';
import { createIncoming } from '../../src/http/incoming.ts';
import { LIMITS } from '../../src/http/limits.ts';
import { openSession, startSecurely } from '../fixtures/secure.ts';

const { initialWindowSize } = LIMITS.http2.server.settings;
const { wantedBytes } = LIMITS.http2;

t.test(
  'a body that is wanted may be far ahead of its reader, once a route asks for it',
  async (t) => {
    const events = new EventEmitter();
    const going = once(events, 'go');
    const read = once(events, 'read');
    const { url } = await startSecurely(t, async (req, res) => {
      const incoming = createIncoming(req, res, LIMITS.body, Date.now);
      if (req.url === '/short') await incoming.whole(16 * 1024);
      if (req.url === '/long') {
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

    for (const path of ['/unwanted', '/short']) {
      const stream = send(path).end('a few bytes').resume();
      await once(stream, 'close');
    }
    t.notOk(told.includes(wantedBytes), `${told} before`);

    const long = send('/long').resume();
    const body = Buffer.alloc(wantedBytes - initialWindowSize);
    long.end(body);
    // Handed over to the last byte, while the route still waits with its first piece.
    await once(long, 'finish');
    events.emit('go');
    t.strictSame(await read, [body.length]);
    t.equal(told.at(-1), wantedBytes);

    const changes = told.length;
    await once(send('/long').end('again').resume(), 'close');
    t.equal(told.length, changes, 'a connection is told once');
  },
);
