import t from 'tap';
import { createMemory } from '../../src/upload/memory.ts';
import { createTails } from '../../src/upload/tails.ts';

const tail = (bytes: number) => ({ parts: [], start: 0, bytes: new Uint8Array(bytes) });

t.test('put() replaces, look() leaves, take() takes', async (t) => {
  const tails = createTails(createMemory(10_000));
  tails.put('a', tail(1));
  tails.put('a', tail(2));
  t.equal(tails.look('a')?.bytes.length, 2);
  t.equal(tails.take('a')?.bytes.length, 2);
  t.equal(tails.take('a'), undefined);
});

t.test('tails give way to uploads that run, and cost nothing once they are taken', async (t) => {
  const memory = createMemory(10_000);
  const tails = createTails(memory);
  tails.put('a', tail(4000));
  tails.put('b', tail(4000));
  memory.reserve(5000);
  t.equal(tails.look('a'), undefined, 'the oldest');
  t.ok(tails.take('b'));
  memory.reserve(5000);
  tails.put('c', tail(1));
  t.equal(tails.look('c'), undefined, 'no room is no failure');
});

t.test('tails without bytes cost what their names do, which clients choose', async (t) => {
  const tails = createTails(createMemory(100_000));
  for (let i = 0; i < 100; i++) tails.put(`${i}`.padEnd(6000, 'x'), tail(0));
  t.equal(tails.look('0'.padEnd(6000, 'x')), undefined);
  t.ok(tails.look('99'.padEnd(6000, 'x')));
});
