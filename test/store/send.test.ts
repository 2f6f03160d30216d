import { once } from 'node:events';
import { open, rename, stat, truncate, writeFile } from 'node:fs/promises';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { sendSpan } from '../../src/store/send.ts';

/** More than sockets on both sides can hold. */
const SIZE = 24 * 1024 * 1024;

/** Sends a film to a client that reads nothing yet; `sent` settles when sendSpan() is over. */
async function startSending(t: Test) {
  const path = join(t.testdir({ film: '' }), 'film');
  await writeFile(path, Buffer.alloc(SIZE, 'a'));
  const handle = await open(path);
  const stats = await handle.stat({ bigint: true });
  let reads = 0;
  const read = handle.read.bind(handle);
  handle.read = (...args: Parameters<typeof read>) => {
    reads += 1;
    return read(...args);
  };
  let sent = Promise.resolve();
  const server = createServer((_, response) => {
    response.writeHead(200, { 'Content-Length': SIZE });
    sent = sendSpan(response, handle, stats, { start: 0, end: SIZE });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(async () => {
    server.closeAllConnections();
    server.close();
    await handle.close();
  });
  const request = get({ port: (server.address() as AddressInfo).port, agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { path, response, sent: () => sent, reads: () => reads };
}

/** Reads on to the end, whatever kind of end it is. */
async function readOn(response: IncomingMessage): Promise<{ bytes: number; complete: boolean }> {
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  response.on('error', () => {});
  await new Promise((resolve) => response.on('close', resolve));
  return { bytes, complete: response.complete };
}

t.test('sendSpan() sends everything, and no faster than it is taken', async (t) => {
  const { response, sent, reads } = await startSending(t);
  await once(response, 'readable');
  t.ok(reads() < SIZE / (256 * 1024), 'most was not read while the client took nothing');
  t.strictSame(await readOn(response), { bytes: SIZE, complete: true });
  await sent();
});

t.test('sendSpan() destroys the connection when the object changes in place', async (t) => {
  const { path, response, sent } = await startSending(t);
  const { ctimeNs } = await stat(path, { bigint: true });
  // Until the kernel's clock has ticked.
  do await writeFile(path, Buffer.alloc(16, 'b'), { flag: 'r+' });
  while ((await stat(path, { bigint: true })).ctimeNs === ctimeNs);
  const { bytes, complete } = await readOn(response);
  t.equal(complete, false);
  t.ok(bytes < SIZE);
  await sent();
});

t.test('sendSpan() destroys the connection when the object is cut off', async (t) => {
  const { path, response, sent } = await startSending(t);
  await truncate(path, 1);
  t.equal((await readOn(response)).complete, false);
  await sent();
});

t.test('sendSpan() goes on with the old version when the object is replaced', async (t) => {
  const { path, response, sent } = await startSending(t);
  await writeFile(`${path}.new`, 'new');
  await rename(`${path}.new`, path);
  t.strictSame(await readOn(response), { bytes: SIZE, complete: true });
  await sent();
});

t.test('sendSpan() stops reading when the client goes', async (t) => {
  const { response, sent, reads } = await startSending(t);
  response.destroy();
  await sent();
  t.ok(reads() < SIZE / (256 * 1024));
});
