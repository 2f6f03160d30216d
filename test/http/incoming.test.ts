import type { IncomingMessage, ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import t from 'tap';
import { createIncoming } from '../../src/http/incoming.ts';

const requestOf = (headers: Record<string, string>, { idleMs = 60_000, wholeMs = 60_000 } = {}) => {
  const clock = { ms: 0 };
  const stream = new PassThrough();
  const req = Object.assign(stream, { headers }) as unknown as IncomingMessage;
  let told = 0;
  const res = { writeContinue: () => told++ } as unknown as ServerResponse;
  const bounds = { idleMs, wholeMs, leastBytes: 100 };
  const incoming = createIncoming(req, res, bounds, () => clock.ms);
  return { stream, incoming, clock, told: () => told };
};

const drain = async (bytes: AsyncIterable<Uint8Array>): Promise<string> => {
  let text = '';
  for await (const piece of bytes) text += Buffer.from(piece).toString();
  return text;
};

t.test('createIncoming() tells how long the body is, when that is known', async (t) => {
  t.equal(requestOf({ 'content-length': '7' }).incoming.length, 7);
  t.equal(requestOf({}).incoming.length, 0, 'none (RFC 9112 section 6.3)');
  t.equal(requestOf({ 'transfer-encoding': 'chunked' }).incoming.length, undefined);
});

t.test('bytes() gives what comes, counts it, and takes no more than is asked for', async (t) => {
  const { stream, incoming } = requestOf({ 'transfer-encoding': 'chunked' });
  stream.write('abc');
  const iterator = incoming.bytes()[Symbol.asyncIterator]();
  t.equal(incoming.received, 0);
  t.equal(Buffer.from((await iterator.next()).value).toString(), 'abc');
  t.equal(incoming.received, 3);
  stream.write('def');
  stream.end('ghi');
  t.equal(await drain({ [Symbol.asyncIterator]: () => iterator }), 'defghi');
  t.equal(incoming.received, 9);
});

t.test('bytes() tells for how long it was waited for, and when it was all there', async (t) => {
  const { stream, incoming, clock } = requestOf({ 'transfer-encoding': 'chunked' });
  const iterator = incoming.bytes()[Symbol.asyncIterator]();
  const first = iterator.next();
  clock.ms = 30;
  stream.write('abc');
  await first;
  // What the route does with it.
  clock.ms = 500;
  t.equal(incoming.waitedMs, 30);
  const end = iterator.next();
  clock.ms = 504;
  stream.end();
  t.equal((await end).done, true);
  t.equal(incoming.waitedMs, 34);
  t.equal(incoming.endedAt, 504);
  const broken = requestOf({ 'content-length': '6' });
  const reading = drain(broken.incoming.bytes());
  broken.clock.ms = 70;
  broken.stream.destroy(new Error('gone'));
  await t.rejects(reading);
  t.equal(broken.incoming.waitedMs, 70, 'in vain, too');
  t.equal(broken.incoming.endedAt, undefined);
  const late = requestOf({ 'content-length': '6' }, { wholeMs: 5 });
  const whole = late.incoming.whole(10);
  late.clock.ms = 5;
  await t.rejects(whole, { code: 'request_timeout' });
  t.equal(late.incoming.waitedMs, 5);
  late.stream.destroy();
});

t.test('bytes() tells who waits for it to go on, once, and not before', async (t) => {
  const { stream, incoming, told } = requestOf({ expect: '100-Continue', 'content-length': '1' });
  t.ok(incoming.waits);
  t.equal(told(), 0);
  stream.end('a');
  await drain(incoming.bytes());
  t.equal(told(), 1);
  t.notOk(incoming.waits);
  const other = requestOf({ 'content-length': '1' });
  other.stream.end('a');
  await drain(other.incoming.bytes());
  t.equal(other.told(), 0);
});

t.test('bytes() says when a body breaks off or falls silent', async (t) => {
  const broken = requestOf({ 'content-length': '6' });
  broken.stream.write('abc');
  const reading = drain(broken.incoming.bytes());
  broken.stream.destroy(new Error('gone'));
  await t.rejects(reading, { code: 'request_malformed' });
  const silent = requestOf({ 'content-length': '6' }, { idleMs: 5 });
  silent.stream.write('abc');
  await t.rejects(drain(silent.incoming.bytes()), { code: 'request_timeout' });
  t.equal(silent.incoming.received, 3);
});

t.test('bytes() that are left early leave the request open', async (t) => {
  const { stream, incoming } = requestOf({ 'content-length': '6' });
  stream.write('abc');
  for await (const _piece of incoming.bytes()) break;
  t.notOk(stream.destroyed);
});

t.test('whole() gives all bytes, up to the bound', async (t) => {
  for (const headers of [{ 'content-length': '6' }, { 'transfer-encoding': 'chunked' }]) {
    const { stream, incoming } = requestOf(headers);
    const reading = incoming.whole(6);
    stream.write('abc');
    stream.end('def');
    t.equal(Buffer.from(await reading).toString(), 'abcdef');
  }
});

t.test('whole() refuses more, announced or not, and leaves the request open', async (t) => {
  const announced = requestOf({ 'content-length': '7' });
  await t.rejects(announced.incoming.whole(6), { code: 'body_too_large', status: 413 });
  const counted = requestOf({ 'transfer-encoding': 'chunked' });
  const reading = counted.incoming.whole(6);
  counted.stream.write('abcdefg');
  await t.rejects(reading, { code: 'body_too_large' });
  t.notOk(counted.stream.destroyed);
});

t.test('whole() does not wait for a body that trickles', async (t) => {
  const { stream, incoming } = requestOf({ 'content-length': '6' }, { wholeMs: 5 });
  stream.write('a');
  await t.rejects(incoming.whole(6), { code: 'request_timeout', status: 408 });
  // Its connection goes, and with it whoever still waits for the next piece.
  stream.destroy();
});

t.test('bytes() refuses codings that nobody would undo (RFC 9112 section 6.1)', async (t) => {
  for (const coding of ['gzip, chunked', 'deflate', 'chunked, chunked']) {
    const { stream, incoming, told } = requestOf({
      'transfer-encoding': coding,
      expect: '100-continue',
    });
    stream.end('abc');
    await t.rejects(drain(incoming.bytes()), { code: 'coding_unsupported', status: 501 }, coding);
    t.equal(told(), 0, 'is not asked for');
  }
  const { stream, incoming } = requestOf({ 'transfer-encoding': 'Chunked' });
  stream.end('abc');
  t.equal(await drain(incoming.bytes()), 'abc');
});

t.test(
  'bytes() does not wait for a body that trickles, nor count what the route takes',
  async (t) => {
    for (const [pieceBytes, waitMs, restMs, isGivenUp] of [
      [1, 10_000, 0, true],
      [99, 50_000, 0, true],
      [100, 59_000, 0, false],
      [1, 0, 600_000, false],
    ] as const) {
      const { stream, incoming, clock } = requestOf({ 'transfer-encoding': 'chunked' });
      const iterator = incoming.bytes()[Symbol.asyncIterator]();
      const reading = async (): Promise<void> => {
        for (let pieces = 0; pieces < 20; pieces++) {
          const next = iterator.next();
          next.catch(() => {});
          await new Promise((resolve) => setImmediate(resolve));
          clock.ms += waitMs;
          stream.write(Buffer.alloc(pieceBytes));
          await next;
          clock.ms += restMs;
        }
      };
      const name = `${pieceBytes} bytes each ${waitMs} ms`;
      if (isGivenUp) await t.rejects(reading(), { code: 'request_timeout' }, name);
      else await t.resolves(reading(), name);
    }
  },
);
