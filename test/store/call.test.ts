import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { answerDocument, answerEmpty, answerXml, type Call } from '../../src/store/call.ts';

t.test('answers carry their length, and HEAD and 204 no body', async (t) => {
  const server = createServer((request, response) => {
    const target = { path: '', bucket: '', key: '', query: [] };
    const call: Call = { request, response, target, bodyHash: undefined };
    if (request.url === '/xml') answerXml(response, 404, '<é/>', { 'X-A': 'b' });
    else if (request.url === '/document') answerDocument(call, 'R', { A: '<' });
    else answerEmpty(call, request.url === '/204' ? 204 : 200, { 'X-A': 'b' });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const ask = async (path: string, method = 'GET') => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
    const answer = await fetch(url, { method });
    return [answer.status, answer.headers.get('content-length'), await answer.text()];
  };
  t.strictSame(await ask('/xml'), [404, '5', '<é/>']);
  t.strictSame(await ask('/xml', 'HEAD'), [404, '5', '']);
  t.match(await ask('/document'), [200, /^\d+$/, /<A>&lt;<\/A><\/R>$/]);
  t.strictSame(await ask('/204'), [204, null, '']);
  t.strictSame(await ask('/200'), [200, '0', '']);
});
