import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import type { Arrival, ObjectRef } from '../../src/object/origin.ts';
import { type HedgeEvent, hedging } from '../../src/origin/hedge.ts';
import { createHandClock } from '../fixtures/hand-clock.ts';
import { bytesOf, collect, createOriginDouble, metaOf } from '../fixtures/origin-double.ts';

const REF: ObjectRef = { bucket: 'films', key: 'a.mp4' };
const WANTED = { start: 3, end: 40 };

interface Gate {
  open(): void;
  fail(error: Error): void;
}

/** An origin in which every read waits for the test; `at` says before what. */
function setUp(at: 'head' | 'byte' = 'head') {
  const double = createOriginDouble({ meta: metaOf({ size: 100 }), version: 0 });
  const clock = createHandClock();
  const events: HedgeEvent[] = [];
  const gates: Gate[] = [];
  const control = new AbortController();
  const state = { throttled: false };
  const gate = () =>
    new Promise<void>((resolve, reject) => {
      gates.push({ open: resolve, fail: reject });
    });
  if (at === 'head') double.onRead = gate;
  else double.onPiece = (position) => (position === WANTED.start ? gate() : undefined);
  const origin = hedging(double, {
    now: clock.now,
    delay: clock.delay,
    throttled: () => state.throttled,
    observe: (event) => events.push(event),
  });
  const read = () => origin.read(REF, WANTED, { signal: control.signal, urgency: 'wanted' });
  /** So many reads that take 30 ms each. */
  const warmUp = async (count: number) => {
    for (let n = 0; n < count; n += 1) {
      const pending = read();
      await clock.advance(30);
      gates[n]?.open();
      await collect(((await pending) as Arrival).bytes);
    }
  };
  const outcomes = () => events.map(({ outcome }) => outcome);
  return { double, clock, events, outcomes, gates, control, state, origin, read, warmUp };
}

const whole = async (answer: Promise<Arrival | 'unsatisfiable'>) =>
  (await collect(((await answer) as Arrival).bytes)).equals(bytesOf(WANTED));

for (const at of ['head', 'byte'] as const) {
  t.test(`hedging() overtakes a read whose first ${at} is late`, async (t) => {
    const { double, clock, events, gates, read, warmUp } = setUp(at);
    await warmUp(20);
    const pending = read();
    await clock.advance(34);
    t.equal(double.reads.length, 21, 'not yet');
    await clock.advance(1);
    t.equal(double.reads.length, 22);
    gates[21]?.open();
    t.ok(await whole(pending));
    t.ok(double.reads[20]?.signal.aborted, 'the loser is given up');
    t.notOk(double.reads[21]?.signal.aborted);
    gates[20]?.open();
    await clock.settle();
    t.equal(double.held(), 0, 'and holds no connection');
    t.same(events, [
      { outcome: 'issued', patienceMs: 35 },
      { outcome: 'won', patienceMs: 35 },
    ]);
    t.same(clock.waiting(), []);
  });
}

t.test('hedging() gives the second request up when the first answers after all', async (t) => {
  const { double, clock, outcomes, gates, read, warmUp } = setUp();
  await warmUp(20);
  const pending = read();
  await clock.advance(35);
  gates[20]?.open();
  t.ok(await whole(pending));
  t.ok(double.reads[21]?.signal.aborted);
  gates[21]?.open();
  await clock.settle();
  t.equal(double.held(), 0);
  t.same(outcomes(), ['issued', 'lost']);
});

t.test('hedging() sends nothing twice that is in time, or before it knows enough', async (t) => {
  const { double, clock, outcomes, gates, read, warmUp } = setUp();
  await warmUp(19);
  const unknown = read();
  t.same(clock.waiting(), []);
  await clock.advance(5000);
  gates[19]?.open();
  t.ok(await whole(unknown));
  const inTime = read();
  await clock.settle();
  t.same(clock.waiting(), [35]);
  await clock.advance(30);
  gates[20]?.open();
  t.ok(await whole(inTime));
  t.same(clock.waiting(), [], 'no timer is left');
  await clock.advance(100);
  t.equal(double.reads.length, 21);
  t.same(outcomes(), []);
});

t.test('hedging() hedges only what a viewer waits for', async (t) => {
  const { double, clock, gates, origin, control, warmUp } = setUp();
  await warmUp(20);
  const { signal } = control;
  const ahead = [
    origin.read(REF, WANTED, { signal, urgency: 'ahead' }),
    origin.read(REF, WANTED, { signal }),
  ];
  t.same(clock.waiting(), []);
  await clock.advance(5000);
  t.equal(double.reads.length, 22);
  for (const gate of gates) gate.open();
  for (const answer of ahead) t.ok(await whole(answer));
  t.match(await origin.head(REF, signal), { size: 100 });
});

t.test('hedging() keeps within its budget, and away from an origin that throttles', async (t) => {
  const { clock, double, outcomes, gates, state, read, warmUp } = setUp();
  await warmUp(20);
  state.throttled = true;
  const calm = read();
  await clock.advance(35);
  t.equal(double.reads.length, 21);
  gates[20]?.open();
  t.ok(await whole(calm));
  state.throttled = false;
  for (let n = 0; n < 2; n += 1) {
    const pending = read();
    await clock.advance(40);
    for (const gate of gates) gate.open();
    t.ok(await whole(pending));
  }
  t.equal(double.reads.length, 24, '23 reads allow for one more');
  t.same(outcomes(), ['suppressed', 'issued', 'lost', 'suppressed']);
});

t.test('hedging() waits for the other when one fails, and tells the first failure', async (t) => {
  const trouble = (message: string) => new GatewayError('origin_unreachable', message);
  const orders: [failing: number, other: number][] = [
    [20, 21],
    [21, 20],
  ];
  for (const [failing, other] of orders) {
    const { clock, double, gates, outcomes, read, warmUp } = setUp();
    await warmUp(20);
    const pending = read();
    await clock.advance(35);
    gates[failing]?.fail(trouble('one'));
    await clock.settle();
    gates[other]?.open();
    t.ok(await whole(pending));
    t.equal(double.held(), 0);
    t.same(outcomes(), ['issued', other === 21 ? 'won' : 'lost']);

    const both = setUp();
    await both.warmUp(20);
    const doomed = t.rejects(both.read(), { message: 'failed 20' });
    await both.clock.advance(35);
    both.gates[failing]?.fail(trouble(`failed ${failing}`));
    await both.clock.settle();
    both.gates[other]?.fail(trouble(`failed ${other}`));
    await doomed;
    t.same(both.outcomes(), ['issued', 'failed']);
  }
});

t.test('hedging() takes what the origin has decided from either', async (t) => {
  for (const [first, second] of [
    [20, 21],
    [21, 20],
  ] as const) {
    const { clock, double, gates, read, warmUp } = setUp();
    await warmUp(20);
    const missing = t.rejects(read(), { code: 'object_not_found' });
    await clock.advance(35);
    gates[first]?.fail(new GatewayError('object_not_found', 'm'));
    await missing;
    t.ok(double.reads[second]?.signal.aborted);
    gates[second]?.open();
    await clock.settle();
    t.equal(double.held(), 0);
  }
});

t.test('hedging() fails at once when the first fails in time', async (t) => {
  const { clock, double, gates, read, warmUp } = setUp();
  await warmUp(20);
  const failed = t.rejects(read(), { code: 'origin_unreachable' });
  await clock.advance(10);
  gates[20]?.fail(new GatewayError('origin_unreachable', 'm'));
  await failed;
  t.same(clock.waiting(), []);
  t.equal(double.reads.length, 21);
});

t.test('hedging() hands on an abort at any time', async (t) => {
  for (const after of [0, 35]) {
    const { clock, double, control, gates, read, warmUp } = setUp();
    await warmUp(20);
    const left = t.rejects(read(), { message: 'the viewer left' });
    await clock.advance(after);
    control.abort(new Error('the viewer left'));
    for (const gate of gates) gate.open();
    await left;
    t.same(clock.waiting(), []);
    t.equal(double.held(), 0);
    t.equal(double.reads.length, after === 0 ? 21 : 22);
  }
});

t.test('hedging() learns from the first request alone, overtaken or not', async (t) => {
  const { clock, events, gates, read, warmUp } = setUp();
  await warmUp(100);
  let next = 100;
  // A twentieth stalls and is overtaken 30 ms later: that leaves the p95 where it is.
  for (let n = 0; n < 200; n += 1) {
    const pending = read();
    if (n % 25 === 0) {
      await clock.advance(35);
      await clock.advance(30);
      gates[next + 1]?.open();
      next += 2;
    } else {
      await clock.advance(30);
      gates[next]?.open();
      next += 1;
    }
    t.ok(await whole(pending));
  }
  t.ok(events.length >= 14);
  t.ok(events.every(({ patienceMs }) => patienceMs === 35));

  // Now all of it has become slow: it is soon taken for what it is, and not doubled for ever.
  for (let n = 0; n < 60; n += 1) {
    const pending = read();
    await clock.advance(100);
    for (const gate of gates) gate.open();
    t.ok(await whole(pending));
  }
  const pending = read();
  await clock.settle();
  t.same(clock.waiting(), [110], 'later than what has become usual');
  for (const gate of gates) gate.open();
  t.ok(await whole(pending));
});

t.test('hedging() does not take an origin for faster than it is by overtaking it', async (t) => {
  const { clock, double, outcomes, gates, read, warmUp } = setUp();
  await warmUp(100);
  for (let n = 0; n < 6; n += 1) {
    const pending = read();
    await clock.advance(35);
    await clock.advance(30);
    gates[double.reads.length - 1]?.open();
    t.ok(await whole(pending));
  }
  t.equal(outcomes().filter((outcome) => outcome === 'won').length, 5);
  const pending = read();
  await clock.settle();
  t.same(clock.waiting(), [71.5], 'a tenth above 65, which more than 5 % have taken by now');
  for (const gate of gates) gate.open();
  t.ok(await whole(pending));
});
