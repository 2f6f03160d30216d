import { once } from 'node:events';
import { connect } from 'node:net';
import t from 'tap';
import { textAnswer } from '../../src/http/answer.ts';
import { echo, gated, routed, startListener } from '../fixtures/listening.ts';
import { getRequest, openWire, readAnswers } from '../fixtures/wire.ts';

/** Long enough that a test which waits for it fails by its own timeout. */
const NEVER = 10 * 60_000;

t.test('close() lets running answers finish and refuses new connections', async (t) => {
  const house = gated();
  const { listener, port } = await startListener(t, house.handle);
  const wire = await openWire(port);
  wire.write(getRequest('/a'));
  await house.started('a');
  const closing = listener.close(NEVER);
  const late = connect({ port, host: '127.0.0.1' });
  const [error] = await once(late, 'error');
  t.equal(error.code, 'ECONNREFUSED');
  house.open('a');
  t.equal(readAnswers(await wire.closed)[0]?.body, 'a');
  t.equal(await closing, 0, 'nothing was cut');
});

t.test('close() cuts no answer that is handed over but not yet taken', async (t) => {
  const LENGTH = 16 * 1024 * 1024;
  const { listener, port } = await startListener(
    t,
    routed(({ rest }) => textAnswer(200, 'text/plain', rest === 'big' ? 'x'.repeat(LENGTH) : rest)),
  );
  const slow = await openWire(port);
  slow.write(getRequest('/big'));
  await slow.until((received) => received.length > 0);
  slow.pause();
  const quick = await openWire(port);
  quick.write(getRequest('/quick'));
  await quick.until((received) => received.endsWith('quick'));
  const closing = listener.close(NEVER);
  await quick.closed;
  slow.resume();
  t.equal(readAnswers(await slow.closed)[0]?.body.length, LENGTH);
  t.equal(await closing, 0);
});

t.test('close() closes keep-alive connections that are idle', async (t) => {
  const { listener, port } = await startListener(t, echo);
  const wire = await openWire(port);
  wire.write(getRequest('/a'));
  await wire.until((received) => received.endsWith('a'));
  t.equal(await listener.close(NEVER), 0);
  await wire.closed;
});

t.test('close() does not wait for connections that never asked for anything', async (t) => {
  const { listener, port } = await startListener(t, echo);
  const silent = await openWire(port);
  const halfway = await openWire(port);
  halfway.write('GET / HT');
  const proof = await openWire(port);
  proof.write(getRequest('/a', 'Connection: close'));
  await proof.closed;
  t.equal(await listener.close(NEVER), 0);
  t.equal(await silent.closed, '');
  t.equal(await halfway.closed, '');
});

t.test('close() cuts what still runs at the deadline, and counts it', async (t) => {
  const house = gated();
  const { listener, port } = await startListener(t, house.handle);
  const first = await openWire(port);
  const second = await openWire(port);
  first.write(getRequest('/a'));
  second.write(getRequest('/b'));
  await Promise.all([house.started('a'), house.started('b')]);
  t.equal(await listener.close(5), 2);
  t.strictSame(await Promise.all([first.closed, second.closed]), ['', '']);
  house.open('a');
  house.open('b');
});

t.test('close() answers what was pipelined before it, and says that it closes', async (t) => {
  const house = gated();
  const { listener, port } = await startListener(t, house.handle);
  const wire = await openWire(port);
  wire.write(getRequest('/a') + getRequest('/b'));
  await house.started('a');
  const closing = listener.close(NEVER);
  house.open('a');
  house.open('b');
  const answers = readAnswers(await wire.closed);
  t.equal(answers[0]?.body, 'a');
  t.equal(answers.at(-1)?.headers.get('connection'), answers.length > 1 ? 'close' : 'keep-alive');
  t.equal(await closing, 0);
});

t.test('close() resolves after the requests that it cut have been accounted for', async (t) => {
  const ended: string[] = [];
  let began = (): void => {};
  const begun = new Promise<void>((resolve) => {
    began = resolve;
  });
  const { listener, port } = await startListener(t, async (req, _res, signal) => {
    began();
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    await new Promise((resolve) => setImmediate(resolve));
    ended.push(req.url ?? '');
  });
  const wire = await openWire(port);
  wire.write(getRequest('/cut'));
  await begun;
  t.equal(await listener.close(0), 1);
  t.same(ended, ['/cut']);
});
