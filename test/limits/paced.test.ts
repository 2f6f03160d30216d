import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { delay } from '../../src/delay.ts';
import type { BodySource } from '../../src/http/answer.ts';
import { createPaced, handOverBytes, type PullSource } from '../../src/limits/paced.ts';
import { createHandClock } from '../fixtures/hand-clock.ts';
import { watchRejections } from '../fixtures/rejections.ts';

watchRejections(t);

type Run = readonly Uint8Array[];

/** Hands out `runs`, each after a promise where `late` says so, and counts. */
function sourceOf(runs: readonly Run[], late: (index: number) => boolean = () => false) {
  const counts = { pulled: 0, closed: 0 };
  const promised = new Set<number>();
  const source: PullSource = {
    pull() {
      if (late(counts.pulled) && !promised.has(counts.pulled)) {
        promised.add(counts.pulled);
        return Promise.resolve();
      }
      const run = runs[counts.pulled];
      if (run !== undefined) counts.pulled++;
      return run;
    },
    close() {
      counts.closed++;
    },
  };
  return { source, counts };
}

const runOf = (bytes: number): Run => [Buffer.alloc(bytes, bytes % 251)];
const lengthOf = (pulled: ReturnType<PullSource['pull']>) =>
  pulled instanceof Promise ? 'wait' : pulled && Buffer.concat(pulled).length;

t.test('handOverBytes() is a quarter second, 64 KiB, or one second of a slow stream', async (t) => {
  t.equal(handOverBytes(10_000_000), 2_500_000);
  t.equal(handOverBytes(262_144), 65_536);
  t.equal(handOverBytes(100_000), 65_536);
  t.equal(handOverBytes(30_000), 30_000);
  t.equal(handOverBytes(1), 1);
});

t.test(
  'createPaced() gives two seconds at once, and then pulls no sooner than it may',
  async (t) => {
    const clock = createHandClock();
    const { source, counts } = sourceOf([1000, 1000, 1000, 400].map(runOf));
    const paced: BodySource = createPaced(source, Number.POSITIVE_INFINITY, {
      bytesPerSecond: 1000,
      ...clock,
    });
    t.same([lengthOf(paced.pull()), lengthOf(paced.pull())], [1000, 1000]);
    const waiting = paced.pull();
    t.equal(lengthOf(waiting), 'wait');
    t.same([clock.waiting(), counts.pulled], [[1000], 2], 'nothing is taken in the meantime');
    await clock.advance(1000);
    await waiting;
    t.equal(lengthOf(paced.pull()), 1000);
    t.equal(lengthOf(paced.pull()), 'wait');
    await clock.advance(3_600_000);
    t.same([lengthOf(paced.pull()), lengthOf(paced.pull())], [400, undefined]);
  },
);

t.test('createPaced() saves up no more than two seconds', async (t) => {
  const clock = createHandClock();
  const { source } = sourceOf(Array.from({ length: 9 }, () => runOf(1000)));
  const paced = createPaced(source, Number.POSITIVE_INFINITY, { bytesPerSecond: 1000, ...clock });
  await clock.advance(3_600_000);
  t.same(
    [1, 2, 3].map(() => lengthOf(paced.pull())),
    [1000, 1000, 'wait'],
  );
  paced.close();
});

t.test(
  'createPaced() splits a long run and waits for a short rest no longer than that',
  async (t) => {
    const clock = createHandClock();
    const { source, counts } = sourceOf([runOf(2100), runOf(1)]);
    const paced = createPaced(source, Number.POSITIVE_INFINITY, { bytesPerSecond: 1000, ...clock });
    t.same(
      [1, 2, 3].map(() => lengthOf(paced.pull())),
      [1000, 1000, 'wait'],
    );
    t.same(clock.waiting(), [100]);
    await clock.advance(100);
    t.same([lengthOf(paced.pull()), counts.pulled], [100, 1]);
    paced.close();
  },
);

t.test('createPaced() of 0 is the source itself', async (t) => {
  const { source } = sourceOf([]);
  t.equal(
    createPaced(source, Number.POSITIVE_INFINITY, { bytesPerSecond: 0, ...createHandClock() }),
    source,
  );
});

t.test('createPaced() passes on when to pull again, and failures', async (t) => {
  const later = Promise.resolve();
  const answers = [later, Promise.reject(new Error('broken off'))];
  const source: PullSource = {
    pull() {
      if (answers.length > 0) return answers.shift();
      throw new Error('broken');
    },
    close() {},
  };
  const paced = createPaced(source, Number.POSITIVE_INFINITY, {
    bytesPerSecond: 1000,
    ...createHandClock(),
  });
  t.equal(paced.pull(), later);
  await t.rejects(async () => paced.pull(), { message: 'broken off' });
  t.throws(() => paced.pull(), { message: 'broken' });
});

t.test('createPaced() ends a wait when it is closed, and lets the rest go', async (t) => {
  const clock = createHandClock();
  const { source, counts } = sourceOf([runOf(5000)]);
  const paced = createPaced(source, Number.POSITIVE_INFINITY, { bytesPerSecond: 1000, ...clock });
  paced.pull();
  paced.pull();
  const waits = [paced.pull(), paced.pull()];
  t.equal(clock.waiting().length, 2);
  paced.close();
  paced.close();
  await Promise.all(waits);
  t.same(clock.waiting(), []);
  t.ok(counts.closed >= 1);
  t.equal(paced.pull(), undefined, 'what it says then is for the source to say');
});

t.test('createPaced() leaves no timer behind', async (t) => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const { source } = sourceOf([runOf(5000)]);
  const paced = createPaced(source, Number.POSITIVE_INFINITY, {
    bytesPerSecond: 1,
    now: () => 0,
    delay,
  });
  paced.pull();
  paced.pull();
  const before = timers();
  const waiting = paced.pull();
  t.equal(timers(), before + 1);
  paced.close();
  t.equal(timers(), before);
  await waiting;
});

t.test('createPaced() does not hide that the clock is broken', async (t) => {
  const { source } = sourceOf([runOf(5)]);
  const broken = async () => {
    throw new Error('no timers');
  };
  const paced = createPaced(source, Number.POSITIVE_INFINITY, {
    bytesPerSecond: 1,
    now: () => 0,
    delay: broken,
  });
  paced.pull();
  paced.pull();
  await t.rejects(async () => paced.pull(), { message: 'no timers' });
});

interface HandOver {
  readonly at: number;
  readonly bytes: Buffer;
}

/** Pulls to the end, resting as `rests` says, on a clock that only waits and rests move. */
async function watch(source: PullSource, bytesPerSecond: number, rests: readonly number[]) {
  const clock = { ms: 0 };
  const paced = createPaced(source, Number.POSITIVE_INFINITY, {
    bytesPerSecond,
    now: () => clock.ms,
    delay: async (ms) => {
      assert.ok(ms > 0);
      clock.ms += ms;
    },
  });
  const handOvers: HandOver[] = [];
  for (;;) {
    const pulled = paced.pull();
    if (pulled === undefined) return { handOvers, endedAt: clock.ms };
    if (pulled instanceof Promise) {
      await pulled;
      continue;
    }
    assert.ok(pulled.length > 0);
    handOvers.push({ at: clock.ms, bytes: Buffer.concat(pulled) });
    clock.ms += rests[handOvers.length % Math.max(1, rests.length)] ?? 0;
  }
}

/** Long, and prime, so that a piece in the wrong place shows. */
const PERIOD = 65_521;
const PATTERN = Buffer.from(Array.from({ length: 1_000_000 }, (_, n) => (n % PERIOD) % 251));

/** Pieces and runs of all kinds: as short as a byte and as long as several hand-overs. */
const streams = fc.oneof(fc.integer({ min: 1, max: 900 }), fc.constant(300_000)).chain((rate) => {
  const size = fc.oneof(fc.nat(3), fc.nat(rate), fc.nat(rate * 3));
  const sizes = fc.array(fc.array(size, { minLength: 1, maxLength: 4 }), { maxLength: 6 });
  return fc.record({
    rate: fc.constant(rate),
    runs: sizes.map((all) => {
      let at = 0;
      const piece = (length: number) => {
        const start = at % PERIOD;
        at += length;
        return PATTERN.subarray(start, start + length);
      };
      return all.map((run) => run.map(piece));
    }),
  });
});

t.test(
  'createPaced() keeps all bytes, and rate * (2 s + t) in any interval (property)',
  async () => {
    const rests = fc.array(fc.oneof(fc.constant(0), fc.nat(40), fc.nat(5000)), { maxLength: 5 });
    const lateness = fc.array(fc.boolean(), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(streams, rests, lateness, async ({ rate, runs }, resting, late) => {
        const { source } = sourceOf(runs, (index) => late[index % late.length] ?? false);
        const { handOvers } = await watch(source, rate, resting);
        const received = Buffer.concat(handOvers.map(({ bytes }) => bytes));
        assert.ok(received.equals(Buffer.concat(runs.flat())));
        for (const [index, { at, bytes }] of handOvers.entries()) {
          assert.ok(bytes.length <= handOverBytes(rate));
          let sum = 0;
          for (const later of handOvers.slice(index)) {
            sum += later.bytes.length;
            const seconds = 2 + (later.at - at) / 1000;
            assert.ok(sum <= rate * seconds + 1e-6, `${sum} bytes in ${seconds} s`);
          }
        }
      }),
      { numRuns: 300 },
    );
  },
);

t.test('createPaced() is no slower than it has to be (property)', async () => {
  await fc.assert(
    fc.asyncProperty(streams, async ({ rate, runs }) => {
      const { source } = sourceOf(runs);
      const { handOvers, endedAt } = await watch(source, rate, []);
      const total = Buffer.concat(runs.flat()).length;
      // Before each pull there is credit for a whole hand-over, even if less comes.
      const seconds = Math.max(0, (total + handOverBytes(rate)) / rate - 2);
      assert.ok(endedAt <= seconds * 1000 + 2, `${endedAt} ms for ${total} bytes`);
      assert.ok(handOvers.length <= runs.length + total / handOverBytes(rate));
    }),
    { numRuns: 300 },
  );
});

t.test('createPaced() ends when all is given, without another wait', async (t) => {
  for (const length of [1900, 2000]) {
    let left = length;
    const source = {
      pull() {
        if (left === 0) return undefined;
        const piece = new Uint8Array(Math.min(left, 500));
        left -= piece.length;
        return [piece];
      },
      close() {},
    };
    const paced = createPaced(source, length, { bytesPerSecond: 1000, ...createHandClock() });
    let given = 0;
    for (;;) {
      const pulled = paced.pull();
      if (pulled instanceof Promise) throw new Error(`waits after ${given} bytes`);
      if (pulled === undefined) break;
      given += pulled.reduce((sum, piece) => sum + piece.length, 0);
    }
    t.equal(given, length);
  }
});
