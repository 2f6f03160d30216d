import t from 'tap';
import { createMemory } from '../../src/upload/memory.ts';

t.test('reserve() refuses what does not fit, and takes it once there is room', async (t) => {
  const memory = createMemory(100);
  const release = memory.reserve(60);
  memory.reserve(40);
  t.throws(() => memory.reserve(1), { code: 'overloaded', retryAfterSeconds: 5 });
  release();
  release();
  memory.reserve(60);
  t.throws(() => memory.reserve(1), { code: 'overloaded' }, 'released once, however often');
});

t.test('keep() gives way to whoever needs the room, the oldest first', async (t) => {
  const memory = createMemory(100);
  const dropped: string[] = [];
  for (const name of ['a', 'b', 'c']) memory.keep(30, () => dropped.push(name));
  memory.reserve(35);
  t.same(dropped, ['a']);
  memory.keep(30, () => dropped.push('d'));
  t.same(dropped, ['a', 'b']);
  t.equal(
    memory.keep(70, () => {}),
    undefined,
    'what is reserved does not give way',
  );
});

t.test('keep() costs nothing once it is released', async (t) => {
  const memory = createMemory(100);
  memory.keep(100, () => t.fail('it was dropped'))?.();
  memory.reserve(100);
});

t.test(
  'createMemory() tells how many bodies it holds room for, kept tails not among them',
  async (t) => {
    const memory = createMemory(100);
    const one = memory.reserve(10);
    const other = memory.reserve(20);
    memory.keep(30, () => {});
    t.equal(memory.running, 2);
    one();
    one();
    t.equal(memory.running, 1);
    other();
    t.equal(memory.running, 0);
    t.throws(() => memory.reserve(1000), { code: 'overloaded', limit: 'upload_memory' });
    t.equal(memory.running, 0);
  },
);
