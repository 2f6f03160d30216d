import t from 'tap';
import { LIMITS } from '../../src/http/limits.ts';
import { createTurns, type Turns } from '../../src/http/turns.ts';
import { gated } from '../fixtures/listening.ts';
import { startServer } from '../fixtures/server.ts';
import { getRequest, openWire, readAnswers } from '../fixtures/wire.ts';

async function setUp(t: Parameters<typeof startServer>[0]) {
  const house = gated();
  const all: Turns[] = [];
  const port = await startServer(t, (req, res) => {
    const turns = all[0] ?? createTurns(req.socket, house.handle);
    all[0] = turns;
    turns.take(req, res);
  });
  return { house, wire: await openWire(port), turns: () => all[0] };
}

t.test(
  'turns are taken one after the other, and the connection can leave after them',
  async (t) => {
    const { house, wire, turns } = await setUp(t);
    wire.write(getRequest('/a') + getRequest('/b'));
    await house.started('a');
    t.strictSame(house.begun, ['a']);
    t.equal(turns()?.waiting, 2);
    turns()?.leave();
    house.open('a');
    house.open('b');
    await turns()?.settled;
    const [first, second] = readAnswers(await wire.closed);
    t.match([first?.body, second?.body], ['a', 'b']);
    t.equal(second?.headers.get('connection'), 'close');
    t.equal(turns()?.waiting, 0);
  },
);

t.test('turns are bounded, and can be cut', async (t) => {
  const { house, wire, turns } = await setUp(t);
  wire.write(getRequest('/a'));
  await house.started('a');
  turns()?.cut();
  await wire.closed;
  house.open('a');
  const other = await setUp(t);
  other.wire.write(getRequest('/a').repeat(LIMITS.pipelined + 1));
  await other.wire.closed;
  t.ok(other.house.begun.length <= 1);
  other.house.open('a');
});
