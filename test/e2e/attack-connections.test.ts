/** Attacks on connections: slow ones, broken ones, and too much on one. */
import { once } from 'node:events';
import { connect } from 'node:net';
import t from 'tap';
import { LIMITS } from '../../src/http/limits.ts';
import { BERT, PUBLIC, startAttacked } from '../fixtures/attacked.ts';

/** Which of the requests below are answered, or end the connection, although nothing follows. */
const ANSWERED = /^(?:GET|RUBBISH).*\r\n\r\n/s;

t.test('attacks on connections', async (t) => {
  const house = await startAttacked(t);
  const { attack, ask, open } = house;
  const port = Number(new URL(house.program.url).port);

  attack('a head that comes slowly, or never ends', async (t) => {
    // Waiting for it would take as long as it says.
    const { headersTimeout, connectionsCheckingInterval } = LIMITS.server;
    t.ok(headersTimeout > 0 && headersTimeout <= 20_000);
    t.ok(LIMITS.body.wholeMs <= 60_000 && LIMITS.body.dropMs <= 60_000);
    t.ok(connectionsCheckingInterval > 0 && connectionsCheckingInterval <= 10_000);
    t.ok(LIMITS.idleMs > 0 && LIMITS.server.keepAliveTimeout > 0);
    const slow = await Promise.all(Array.from({ length: 200 }, () => open()));
    for (const wire of slow) wire.write(`GET ${PUBLIC} HTTP/1.1\r\nHost: h\r\nX-`);
    t.equal((await ask(PUBLIC)).status, 200, 'nobody waits behind them');
    for (const wire of slow) wire.leave();
  });

  attack('a connection that is reset once its CONNECT was refused', async (t) => {
    for (let n = 0; n < 5; n++) {
      const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
      socket.write('CONNECT h:1 HTTP/1.1\r\nHost: h:1\r\n\r\n');
      socket.resume();
      await once(socket, 'end');
      socket.write('still here');
      socket.resetAndDestroy();
      await once(socket, 'close');
      t.equal((await ask(PUBLIC)).status, 200);
    }
  });

  attack('a connection that is reset at any other moment', async (t) => {
    const sign = `POST /sign HTTP/1.1\r\nHost: h\r\n${BERT}\r\nContent-Type: application/json\r\n`;
    for (const raw of [
      '',
      'GET / HT',
      'RUBBISH\r\n\r\n',
      `GET ${PUBLIC} HTTP/1.1\r\nHost: h\r\n\r\n`,
      `GET ${PUBLIC} HTTP/1.1\r\nHost: h\r\n\r\n`.repeat(20),
      `GET ${PUBLIC} HTTP/1.1\r\nHost: h\r\n\r\n`.repeat(500),
      `GET ${PUBLIC} HTTP/1.1\r\nHost: h\r\n\r\nRUBBISH\r\n\r\n`,
      `GET ${PUBLIC} HTTP/1.1\r\nHost: h\r\n\r\nCONNECT h:1 HTTP/1.1\r\nHost: h:1\r\n\r\n`,
      `${sign}Content-Length: 100\r\n\r\n{`,
      `${sign}Transfer-Encoding: chunked\r\n\r\n${`1000\r\n${' '.repeat(0x1000)}\r\n`.repeat(9)}`,
      `${sign}Expect: 100-continue\r\nContent-Length: 5\r\n\r\n`,
      `GET ${PUBLIC} HTTP/1.1\r\nHost: h\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\nxxxx`,
    ]) {
      for (const patient of [false, true]) {
        const socket = connect({ port, host: '127.0.0.1' });
        const over = new Promise((resolve) => socket.once('close', resolve));
        socket.on('error', () => {});
        await once(socket, 'connect');
        socket.write(raw);
        const answered = new Promise((resolve) => socket.once('data', resolve));
        if (patient && ANSWERED.test(raw)) await Promise.race([answered, over]);
        socket.resetAndDestroy();
        await over;
      }
      t.equal((await ask(PUBLIC)).status, 200, JSON.stringify(raw.slice(0, 30)));
    }
  });

  attack('more requests at once than a connection may have', async (t) => {
    const wire = await open();
    wire.write(`GET ${PUBLIC} HTTP/1.1\r\nHost: h\r\n\r\n`.repeat(2000));
    const answered = (await wire.closed).match(/HTTP\/1\.1 \d{3}/g) ?? [];
    t.ok(answered.length < 2000, `${answered.length} were answered before it was closed`);
  });

  await house.searched();
});
