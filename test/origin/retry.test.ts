import fc from 'fast-check';
import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import {
  type Attempted,
  backoffMs,
  type Cure,
  createRetryBudget,
  NO_RETRIES,
  type RetryTools,
  withRetries,
} from '../../src/origin/retry.ts';

const never = new AbortController().signal;
const trouble = (cure: Cure, retryAfterMs?: number): Attempted<string> => ({
  trouble: { error: new GatewayError('origin_unreachable', cure), cure, retryAfterMs },
});

/** Tools that wait in no time and write down how long they were asked to. */
function tools(tokens = 100): RetryTools & { readonly waits: number[]; left(): number } {
  const waits: number[] = [];
  let left = tokens;
  return {
    waits,
    left: () => left,
    budget: {
      earn: () => {},
      spend: () => {
        left -= 1;
        return left >= 0;
      },
    },
    random: () => 0.5,
    delay: async (ms) => {
      waits.push(ms);
    },
  };
}

/** Runs through `outcomes`; @returns the value or the error's message, and how often it was tried. */
async function run(outcomes: Attempted<string>[], using: RetryTools): Promise<[string, number]> {
  let attempts = 0;
  const result = withRetries(
    async (number) => {
      attempts += 1;
      t.equal(number, attempts);
      return outcomes[number - 1] ?? { value: 'too many' };
    },
    never,
    using,
  );
  return [await result.catch((error: Error) => `failed: ${error.message}`), attempts];
}

t.test('backoffMs() stays within full jitter, whatever the origin wishes', async (t) => {
  t.equal(backoffMs(1, 0), 0);
  t.equal(backoffMs(1, 0.5), 25);
  t.equal(backoffMs(2, 0.5), 50);
  t.equal(backoffMs(30, 0.5), 500);
  t.equal(backoffMs(1, 0.5, 400), 400, 'Retry-After');
  t.equal(backoffMs(1, 0.5, 90_000), 1000, 'up to the cap');
  t.equal(backoffMs(30, 0.5, 0, 4000), 2000, 'another cap');
  t.equal(backoffMs(1, 0.5, 90_000, 4000), 4000);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      fc.nat(),
      (n, r, after) => {
        const ms = backoffMs(n, r, after);
        return ms >= 0 && ms <= 1000 && (after > 0 || ms <= 50 * 2 ** (n - 1));
      },
    ),
    { numRuns: 10_000 },
  );
});

t.test('withRetries() waits between at most three attempts', async (t) => {
  const once = tools();
  t.same(await run([{ value: 'a' }], once), ['a', 1]);
  t.same(once.waits, []);
  const twice = tools();
  t.same(await run([trouble('wait'), { value: 'b' }], twice), ['b', 2]);
  t.same(twice.waits, [25]);
  const thrice = tools();
  t.same(await run([trouble('wait'), trouble('wait', 300), trouble('wait')], thrice), [
    'failed: wait',
    3,
  ]);
  t.same(thrice.waits, [25, 300]);
});

t.test('withRetries() with NO_RETRIES tries only what costs nothing', async (t) => {
  const using = { ...tools(), budget: NO_RETRIES };
  t.same(await run([trouble('wait'), { value: 'x' }], using), ['failed: wait', 1]);
  t.same(await run([trouble('reconnect'), { value: 'x' }], using), ['x', 2]);
});

t.test('withRetries() does not repeat what cannot be cured', async (t) => {
  t.same(await run([trouble('none')], tools()), ['failed: none', 1]);
});

t.test('withRetries() retries a cure at once, for nothing, and once each', async (t) => {
  for (const cure of ['clock', 'credentials', 'reconnect', 'resend'] as const) {
    const using = tools(0);
    t.same(await run([trouble(cure), { value: 'c' }], using), ['c', 2], cure);
    t.same(using.waits, []);
    t.equal(using.left(), 0, 'no budget spent');
  }
  t.same(await run([trouble('clock'), trouble('clock')], tools()), ['failed: clock', 2]);
  t.same(await run([trouble('credentials'), trouble('credentials')], tools()), [
    'failed: credentials',
    2,
  ]);
  const all: Attempted<string>[] = [
    trouble('reconnect'),
    trouble('clock'),
    trouble('credentials'),
    { value: 'd' },
  ];
  t.same(await run(all, tools(0)), ['d', 4]);
  const dead = tools();
  const resets = Array.from({ length: 9 }, () => trouble('reconnect'));
  t.same(await run(resets, dead), ['failed: reconnect', 4]);
  t.equal(dead.waits.length, 2, 'after the first it counts as any failure');
});

t.test('withRetries() stops when the budget is spent', async (t) => {
  const using = tools(1);
  t.same(await run([trouble('wait'), trouble('wait'), { value: 'x' }], using), ['failed: wait', 2]);
});

t.test('withRetries() stops at once when aborted while it waits', async (t) => {
  const control = new AbortController();
  const reason = new Error('the viewer left');
  let attempts = 0;
  const result = withRetries(
    async () => {
      attempts += 1;
      return trouble('wait');
    },
    control.signal,
    {
      ...tools(),
      delay: (_ms, signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new Error('of the timer')));
          control.abort(reason);
        }),
    },
  );
  await t.rejects(result, reason);
  t.equal(attempts, 1);
});

t.test('withRetries() does not retry what was aborted meanwhile', async (t) => {
  const control = new AbortController();
  const attempt = async () => {
    control.abort(new Error('left'));
    return trouble('wait');
  };
  await t.rejects(withRetries(attempt, control.signal, tools()), { message: 'left' });
});

t.test(
  'createRetryBudget() lets a tenth of the requests be retried, and a second a second',
  async (t) => {
    const clock = { ms: 0, now: () => clock.ms };
    const budget = createRetryBudget(clock);
    const drain = () => {
      let spent = 0;
      while (budget.spend()) spent += 1;
      return spent;
    };
    t.equal(drain(), 20);
    for (let i = 0; i < 100; i += 1) budget.earn();
    t.equal(drain(), 10);
    clock.ms = 3000;
    budget.earn();
    t.equal(drain(), 3, 'the floor');
    clock.ms = 5000;
    t.equal(drain(), 2, 'also when nothing new is asked');
    clock.ms = 3_600_000;
    budget.earn();
    t.equal(drain(), 20, 'the cap');
    clock.ms = 0;
    budget.earn();
    t.equal(drain(), 0, 'a clock set back earns nothing');
  },
);
