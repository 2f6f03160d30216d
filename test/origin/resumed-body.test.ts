import fc from 'fast-check';
import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import type { Arrival, ObjectRef } from '../../src/object/origin.ts';
import type { ResumeEvent, ResumeOptions } from '../../src/origin/resume.ts';
import { ResumedBody } from '../../src/origin/resumed-body.ts';
import { createHandClock } from '../fixtures/hand-clock.ts';
import { bytesOf, collect } from '../fixtures/origin-double.ts';
import { createScriptedOrigin, type Step } from '../fixtures/scripted-origin.ts';

const REF: ObjectRef = { bucket: 'films', key: 'a.mp4' };
const never = new AbortController().signal;
const iterable = (body: ResumedBody) => ({ [Symbol.asyncIterator]: () => body });

interface SetUp extends Partial<ResumeOptions> {
  readonly size?: number;
  readonly pieceBytes?: number;
  readonly signal?: AbortSignal;
}

async function setUp(script: readonly Step[], options: SetUp = {}) {
  const { size = 40, pieceBytes = 5, signal = never, ...rest } = options;
  const scripted = createScriptedOrigin(script, { size, pieceBytes });
  const events: ResumeEvent[] = [];
  const waits: number[] = [];
  const span = { start: 0, end: size };
  const arrival = (await scripted.read(REF, span, { signal })) as Arrival;
  const body = new ResumedBody(
    { ref: REF, arrival, etag: arrival.meta.etag ?? '', signal },
    {
      again: scripted,
      budget: { earn: () => {}, spend: () => true },
      random: () => 0.5,
      now: () => 0,
      delay: async (ms) => {
        waits.push(ms);
      },
      observe: (event) => events.push(event),
      ...rest,
    },
  );
  return { scripted, body, events, waits };
}

const CUT: Step = { sent: 10, ending: 'origin_truncated' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      sent: fc.nat(30),
      ending: fc.constantFrom('origin_truncated', 'origin_timeout', 'origin_unreachable', 'early'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ refusal: fc.constantFrom('origin_throttled', 'origin_unreachable') }),
  },
  { weight: 1, arbitrary: fc.record({ ending: fc.constant('excess') }) },
  {
    weight: 1,
    arbitrary: fc.record({ refusal: fc.constantFrom('object_not_found', 'origin_denied') }),
  },
  { weight: 2, arbitrary: fc.record({ replaced: fc.constant(true), careless: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      shift: fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 })),
    }),
  },
) as fc.Arbitrary<Step>;

/** Whether `step`, when it meets a continuation, may cost no more than time. */
function heals({ refusal, replaced, shift }: Step): boolean {
  const healing = refusal === undefined || /throttled|unreachable/.test(refusal);
  return healing && replaced !== true && (shift === undefined || shift.every((by) => by === 0));
}

t.test('ResumedBody hands over exactly one version, or fails; whatever the faults', async (t) => {
  let complete = 0;
  let failed = 0;
  await fc.assert(
    fc.asyncProperty(
      // The first step is of the first answer, which nothing is compared with.
      fc.record({ sent: fc.nat(60), ending: fc.constantFrom('origin_truncated', 'early') }),
      fc.array(step, { maxLength: 12 }),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 9 }),
      fc.option(fc.nat(12), { nil: undefined, freq: 4 }),
      async (first, later, size, pieceBytes, leaveAfter) => {
        const script = [first as Step, ...later];
        const { scripted, body } = await setUp(script, { size, pieceBytes });
        const pieces: Uint8Array[] = [];
        let failure: unknown;
        let left = false;
        try {
          for await (const piece of iterable(body)) {
            pieces.push(piece);
            left = pieces.length === leaveAfter;
            if (left) break;
          }
        } catch (error) {
          failure = error;
        }
        const got = Buffer.concat(pieces);
        const whole = bytesOf({ start: 0, end: size });
        const right = got.equals(whole.subarray(0, got.length));
        const used = script.slice(1, scripted.asked.length);
        const over = got.length === size || left || failure instanceof GatewayError;
        // At most eight rounds without progress: a shorter script can never use them up.
        const inVain = failure !== undefined && used.length < 8 && used.every(heals);
        if (failure === undefined) complete += 1;
        else failed += 1;
        return right && over && !inVain && scripted.held() === 0;
      },
    ),
    { numRuns: 5000 },
  );
  t.ok(complete > 500 && failed > 500, `${complete} whole, ${failed} failed`);
});

t.test('ResumedBody takes no other version, size or span for the rest', async (t) => {
  for (const step of [
    { replaced: true },
    { replaced: true, careless: true },
    { shift: [1, 0] },
    { shift: [-1, 0] },
    { shift: [0, -1] },
    { shift: [0, 1] },
    { shift: [30, 0] },
  ] as Step[]) {
    const { scripted, body, events } = await setUp([CUT, step]);
    await t.rejects(collect(iterable(body)), { code: 'object_changed' }, JSON.stringify(step));
    t.equal(scripted.asked.length, 2, 'that is final');
    t.match(events.at(-1), { outcome: 'lost', failure: 'object_changed', position: 10 });
    t.equal(scripted.held(), 0);
  }
});

t.test('ResumedBody passes on at once what time does not heal', async (t) => {
  const { body, waits, events } = await setUp([CUT, { refusal: 'object_not_found' }]);
  await t.rejects(collect(iterable(body)), { code: 'object_not_found' });
  t.equal(waits.length, 1, 'before the one continuation');
  t.match(events, [{ outcome: 'lost', failure: 'object_not_found' }]);
  await t.rejects(
    body.next(),
    { code: 'object_not_found' },
    'and whoever asks again is told again',
  );
  const bug = await setUp([{ sent: 10, ending: 'internal_error' }]);
  await t.rejects(collect(iterable(bug.body)), { code: 'internal_error' });
  t.equal(bug.scripted.asked.length, 1);
});

t.test(
  'ResumedBody gives up after eight rounds in vain; progress begins a new count',
  async (t) => {
    const dead = Array.from({ length: 9 }, (): Step => ({ refusal: 'origin_unreachable' }));
    const { scripted, body, events } = await setUp([CUT, ...dead]);
    await t.rejects(collect(iterable(body)), { code: 'origin_unreachable' });
    t.equal(scripted.asked.length, 1 + 8);
    t.equal(events.length, 9);

    const limping = Array.from({ length: 5 }, (): Step[] => [
      ...dead.slice(0, 7),
      { sent: 2, ending: 'origin_truncated' },
    ]).flat();
    const slow = await setUp([CUT, ...limping]);
    t.same(await collect(iterable(slow.body)), bytesOf({ start: 0, end: 40 }));
    t.equal(slow.scripted.asked.length, 1 + 40 + 1);

    const mute = Array.from({ length: 9 }, (): Step => ({ sent: 0, ending: 'origin_timeout' }));
    const heads = await setUp([CUT, ...mute]);
    await t.rejects(collect(iterable(heads.body)), { code: 'origin_timeout' });
    t.equal(heads.scripted.asked.length, 1 + 8, 'a head alone is no progress');
  },
);

t.test('ResumedBody begins no round when half a minute went without a byte', async (t) => {
  const clock = createHandClock();
  const { scripted, body } = await setUp([CUT, { refusal: 'origin_timeout' }], {
    now: clock.now,
    delay: (ms, signal) => clock.delay(ms, signal),
  });
  const taken = [await body.next(), await body.next()];
  t.equal(taken.length, 2);
  await clock.advance(3_600_000);
  const pending = body.next();
  const failure = t.rejects(pending, { code: 'origin_timeout' });
  await clock.settle();
  t.equal(clock.waiting().length, 1, 'an hour without a reader is no trouble');
  await clock.advance(31_000);
  await failure;
  t.equal(scripted.asked.length, 2);
});

t.test('ResumedBody waits longer every round, and as the origin wishes up to 4 s', async (t) => {
  const silent: Step = { sent: 0, ending: 'early' };
  const cured = await setUp([{ ...CUT, ending: 'early' }, ...Array(7).fill(silent)]);
  t.same(await collect(iterable(cured.body)), bytesOf({ start: 0, end: 40 }));
  t.same(cured.waits, [25, 50, 100, 200, 400, 800, 1600, 2000]);
  const { body, waits } = await setUp([CUT, { refusal: 'origin_throttled' }]);
  await collect(iterable(body));
  t.same(waits, [1000, 1000], 'Retry-After: 1');
});

t.test(
  'ResumedBody asks for nothing while the budget is spent, and goes on when it is not',
  async (t) => {
    let asked = 0;
    const spend = () => {
      asked += 1;
      return asked > 3;
    };
    const budget = { earn: () => {}, spend };
    const { scripted, body, waits } = await setUp([CUT], { budget });
    t.same(await collect(iterable(body)), bytesOf({ start: 0, end: 40 }));
    t.equal(waits.length, 4);
    t.equal(scripted.asked.length, 2);
    const none = await setUp([CUT], { budget: { earn: () => {}, spend: () => false } });
    await t.rejects(collect(iterable(none.body)), { code: 'origin_truncated' });
    t.equal(none.scripted.asked.length, 1);
  },
);

t.test('cancel(), return() and an abort end the wait for a continuation', async (t) => {
  for (const how of ['cancel', 'return', 'abort'] as const) {
    const clock = createHandClock();
    const control = new AbortController();
    const { scripted, body } = await setUp([CUT], {
      delay: (ms, signal) => clock.delay(ms, signal),
      signal: control.signal,
    });
    await body.next();
    await body.next();
    const pending = body.next();
    const ended = pending.then(
      ({ done }) => done,
      (error: Error) => error.message,
    );
    await clock.settle();
    t.equal(clock.waiting().length, 1);
    if (how === 'abort') control.abort(new Error('the viewer left'));
    else await body[how]();
    const expected = { cancel: /given up/, return: true, abort: 'the viewer left' }[how];
    t.match(await ended, expected, how);
    t.same(clock.waiting(), [], 'no timer is left');
    t.equal(scripted.held(), 0);
    t.equal(scripted.asked.length, 1);
  }
});

t.test(
  'cancel(), return() and an abort give up a continuation that arrives too late',
  async (t) => {
    for (const how of ['cancel', 'return', 'abort'] as const) {
      const control = new AbortController();
      let open = () => {};
      const gate = new Promise<void>((resolve) => {
        open = resolve;
      });
      const late = createScriptedOrigin([], { size: 40, pieceBytes: 5 });
      const seen: AbortSignal[] = [];
      const { scripted, body } = await setUp([CUT], {
        signal: control.signal,
        // Deaf to its signal, as a client is that has just got its answer.
        again: {
          async read(ref, wanted, { signal, ...rest }) {
            seen.push(signal);
            await gate;
            return late.read(ref, wanted, { ...rest, signal: never });
          },
        },
      });
      await body.next();
      await body.next();
      const ended = body.next().then(
        ({ done }) => done,
        (error: Error) => error.message,
      );
      await new Promise((resolve) => setImmediate(resolve));
      if (how === 'abort') control.abort(new Error('the viewer left'));
      else await body[how]();
      t.ok(seen[0]?.aborted, 'the request is told');
      open();
      const expected = { cancel: /given up/, return: true, abort: 'the viewer left' }[how];
      t.match(await ended, expected, how);
      t.equal(late.held() + scripted.held(), 0, 'no connection is left');
    }
  },
);

t.test('cancel() after the last byte changes nothing', async (t) => {
  const { body } = await setUp([]);
  await collect(iterable(body));
  body.cancel();
  t.same(await body.next(), { done: true, value: undefined });
});
