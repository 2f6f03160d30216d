import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import { failureOf, methodNotAllowed, type Refused, refuse } from '../../src/http/refuse.ts';
import { readAnswers } from '../fixtures/wire.ts';

/** Both ends of one connection. */
async function pair(t: Test): Promise<{ ours: Socket; theirs: Socket }> {
  const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const theirs = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [ours] = (await once(server, 'connection')) as [Socket];
  t.teardown(() => {
    ours.destroy();
    theirs.destroy();
    server.close();
  });
  return { ours, theirs };
}

t.test('refuse() writes a whole answer with a problem and ends the connection', async (t) => {
  const { ours, theirs } = await pair(t);
  const refused: Refused[] = [];
  refuse(ours, methodNotAllowed('CONNECT'), (one) => refused.push(one));
  const [answer, ...more] = readAnswers(Buffer.concat(await theirs.toArray()).toString());
  t.equal(answer?.status, 405);
  t.equal(answer?.headers.get('connection'), 'close');
  t.ok(answer?.headers.has('date'));
  t.equal(answer?.headers.get('x-request-id'), refused[0]?.requestId);
  t.match(JSON.parse(answer?.body ?? ''), { code: 'method_not_allowed', status: 405 });
  t.same(more, []);
});

t.test('refuse() says nothing to a connection that is broken', async (t) => {
  const { ours } = await pair(t);
  const reset = failureOf(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
  refuse(ours, reset, () => t.fail('nobody was there to be refused'));
  t.ok(ours.destroyed);
});

t.test('failureOf() knows what the parser and the timers complain of', async (t) => {
  const of = (code: string): string => failureOf(Object.assign(new Error('x'), { code })).code;
  t.equal(of('HPE_HEADER_OVERFLOW'), 'headers_too_large');
  t.equal(of('ERR_HTTP_REQUEST_TIMEOUT'), 'request_timeout');
  t.equal(of('HPE_INVALID_METHOD'), 'request_malformed');
});
