import t from 'tap';
import { createPartsWriter } from '../../src/upload/parts-writer.ts';
import { type Gate, gate, standstill } from '../fixtures/server.ts';

const signal = new AbortController().signal;

const setUp = (options: { partBytes?: number; mostBytes?: number } = {}) => {
  const sent: string[] = [];
  const gates: Gate[] = [];
  let failure: Error | undefined;
  const parts = createPartsWriter({
    partBytes: options.partBytes ?? 4,
    mostBytes: options.mostBytes ?? 100,
    parts: [],
    async send(number, bytes, ending) {
      const one = gate();
      gates.push(one);
      ending.addEventListener('abort', () => one.open(undefined));
      const copy = String(Buffer.from(bytes));
      await one.opened;
      if (failure !== undefined) throw failure;
      ending.throwIfAborted();
      sent.push(`${number} ${copy} ${String(Buffer.from(bytes)) === copy}`);
      return { number, size: bytes.length, etag: copy };
    },
  });
  const open = (index: number) => gates[index]?.open(undefined);
  const fail = (error: Error) => {
    failure = error;
  };
  return { parts, sent, gates, open, fail };
};

t.test('write() fills a part while the one before it is sent, and then waits', async (t) => {
  const { parts, sent, gates, open } = setUp();
  let written = 0;
  const writing = (async () => {
    for (const piece of ['abc', 'de', 'fghijk', 'lm']) {
      await parts.write(Buffer.from(piece), signal);
      written++;
    }
  })();
  await standstill(() => written);
  t.equal(gates.length, 1, 'the second waits for the first');
  t.equal(written, 2);
  open(0);
  await standstill(() => written);
  open(1);
  await standstill(() => written);
  open(2);
  await writing;
  t.equal(String(parts.rest()), 'm');
  const flushed = parts.flush();
  await standstill(() => gates.length);
  open(3);
  await flushed;
  t.same(
    (await parts.settled()).map(({ etag }) => etag),
    ['abcd', 'efgh', 'ijkl', 'm'],
  );
  t.same(
    sent,
    ['1 abcd true', '2 efgh true', '3 ijkl true', '4 m true'],
    'no byte changed under way',
  );
});

t.test('a part that is full waits for a byte behind it', async (t) => {
  const { parts, gates } = setUp();
  await parts.write(Buffer.from('abcd'), signal);
  t.equal(gates.length, 0);
  t.equal(String(parts.rest()), 'abcd');
});

t.test('what a part fails with is thrown to whoever writes', async (t) => {
  const { parts, open, fail } = setUp();
  await parts.write(Buffer.from('abcde'), signal);
  fail(new Error('full'));
  open(0);
  await standstill(() => Number(parts.failed.aborted));
  t.equal(parts.failed.reason.message, 'full');
  await t.rejects(parts.write(Buffer.from('f'), signal), { message: 'full' });
  await t.rejects(parts.flush(), { message: 'full' });
  await t.rejects(parts.settled(), { message: 'full' });
  await parts.stop();
});

t.test('write() waits for a slow storage no longer than its signal', async (t) => {
  const { parts } = setUp();
  const leaving = new AbortController();
  await parts.write(Buffer.from('abcdefgh'), leaving.signal);
  const writing = parts.write(Buffer.from('i'), leaving.signal);
  leaving.abort(new Error('gone'));
  await t.rejects(writing, { message: 'gone' });
  await parts.stop();
  t.ok(parts.failed.aborted, 'what was on its way has ended');
});

t.test('write() takes no more than it has room for', async (t) => {
  const { parts } = setUp({ mostBytes: 2 });
  await parts.write(Buffer.from('ab'), signal);
  await t.rejects(parts.write(Buffer.from('c'), signal), RangeError);
});
