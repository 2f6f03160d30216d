import t from 'tap';
import { BodyQueue } from '../../src/origin/body-queue.ts';

const bytes = (length: number) => new Uint8Array(length);

t.test('BodyQueue delivers in order, and then the end', async (t) => {
  const queue = new BodyQueue();
  const waiting = queue.shift();
  queue.push(bytes(1));
  queue.push(bytes(2));
  t.equal((await waiting)?.length, 1);
  t.equal((await queue.shift())?.length, 2);
  const last = queue.shift();
  queue.end();
  t.equal(await last, undefined);
  t.equal(await queue.shift(), undefined);
});

t.test('BodyQueue is full at 64 KiB unread, and not before', async (t) => {
  const queue = new BodyQueue();
  queue.push(bytes(65_535));
  t.equal(queue.full, false);
  queue.push(bytes(1));
  t.equal(queue.full, true);
  await queue.shift();
  t.equal(queue.full, false);
});

t.test('BodyQueue delivers what came before a failure', async (t) => {
  const queue = new BodyQueue();
  queue.push(bytes(1));
  queue.end(new Error('cut'));
  queue.end(new Error('later'));
  queue.push(bytes(9));
  t.equal((await queue.shift())?.length, 1);
  await t.rejects(queue.shift(), { message: 'cut' });
  const waiting = new BodyQueue();
  const read = waiting.shift();
  waiting.end(new Error('cut'));
  await t.rejects(read, { message: 'cut' });
});

t.test('BodyQueue forgets what was given up, and says so', async (t) => {
  const open = new BodyQueue();
  open.push(bytes(1));
  open.abandon(new Error('given up'));
  t.equal(open.ended, true);
  await t.rejects(open.shift(), { message: 'given up' });

  const ended = new BodyQueue();
  ended.push(bytes(1));
  ended.end();
  ended.abandon(new Error('given up'));
  await t.rejects(ended.shift(), { message: 'given up' }, 'a short body never looks whole');

  const read = new BodyQueue();
  read.end();
  read.abandon(new Error('given up'));
  t.equal(await read.shift(), undefined, 'all of it had been read');
});
