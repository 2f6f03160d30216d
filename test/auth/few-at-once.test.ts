import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { createFewAtOnce, type FewAtOnce } from '../../src/auth/few-at-once.ts';
import { watchRejections } from '../fixtures/rejections.ts';

watchRejections(t);

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Tasks that end when the test says so, and write down in which order they began. */
const tasksOf = (atOnce: FewAtOnce) => {
  const begun: string[] = [];
  const ends = new Map<string, { well(): void; badly(): void }>();
  const start = (name: string): Promise<string> =>
    atOnce(() => {
      begun.push(name);
      return new Promise((resolve, reject) => {
        ends.set(name, { well: () => resolve(name), badly: () => reject(new Error(name)) });
      });
    });
  const end = (name: string) => ends.get(name) ?? assert.fail(`${name} has not begun`);
  return { begun, start, end };
};

t.test('createFewAtOnce() runs so many, and others in order of coming', async (t) => {
  const { begun, start, end } = tasksOf(createFewAtOnce(2, 10));
  const [a, , c] = ['a', 'b', 'c', 'd'].map(start);
  t.same(begun, ['a', 'b'], 'in the same turn');
  end('a').well();
  t.equal(await a, 'a');
  await turn();
  t.same(begun, ['a', 'b', 'c']);
  end('c').well();
  t.equal(await c, 'c');
  await turn();
  t.same(begun, ['a', 'b', 'c', 'd']);
});

t.test('createFewAtOnce() refuses at once when too many wait, and takes more after', async (t) => {
  const { start, end } = tasksOf(createFewAtOnce(1, 2));
  const first = start('a');
  start('b');
  start('c');
  t.throws(() => start('d'), { code: 'overloaded', status: 503, retryAfterSeconds: 1 });
  end('a').well();
  await first;
  start('e');
  t.throws(() => start('f'), { code: 'overloaded' });
});

t.test('createFewAtOnce() refuses nobody who can run at once', async (t) => {
  const { begun, start } = tasksOf(createFewAtOnce(2, 0));
  start('a');
  start('b');
  t.same(begun, ['a', 'b']);
  t.throws(() => start('c'), { code: 'overloaded' });
});

t.test('createFewAtOnce() keeps a failure from the others', async (t) => {
  const { start, end } = tasksOf(createFewAtOnce(1, 10));
  const [a, b] = ['a', 'b'].map(start);
  end('a').badly();
  await t.rejects(a ?? assert.fail(), { message: 'a' });
  await turn();
  end('b').well();
  t.equal(await b, 'b');
});

t.test('createFewAtOnce() gives the place back when a task throws at once', async (t) => {
  const atOnce = createFewAtOnce(1, 10);
  const broken = atOnce(() => {
    throw new Error('broken');
  });
  await t.rejects(broken, { message: 'broken' });
  t.equal(await atOnce(async () => 'next'), 'next');
});

t.test('createFewAtOnce() has never more running, nor one idle (property)', async () => {
  const steps = fc.array(fc.constantFrom('start', 'well', 'badly'), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.nat(4), steps, async (most, wait, all) => {
      const { begun, start, end } = tasksOf(createFewAtOnce(most, wait));
      let [asked, over] = [0, 0];
      for (const step of all) {
        const room = asked - over < most + wait;
        if (step === 'start' && room) start(`${asked++}`).catch(() => {});
        else if (step === 'start') assert.throws(() => start('refused'), { code: 'overloaded' });
        else if (over < begun.length) end(`${over++}`)[step === 'well' ? 'well' : 'badly']();
        await turn();
        assert.equal(begun.length, Math.min(asked, over + most));
      }
    }),
    { numRuns: 300 },
  );
});
