import { getEventListeners } from 'node:events';
import t from 'tap';
import type { Arrival, ObjectRef } from '../../src/object/origin.ts';
import { startLeg } from '../../src/origin/leg.ts';
import { bytesOf, collect, createOriginDouble, metaOf } from '../fixtures/origin-double.ts';

const REF: ObjectRef = { bucket: 'films', key: 'a.mp4' };
const WANTED = { start: 3, end: 40 };
const never = new AbortController().signal;
const turn = () => new Promise((resolve) => setImmediate(resolve));

function setUp() {
  const double = createOriginDouble({ meta: metaOf({ size: 100 }), version: 0 });
  const control = new AbortController();
  const start = (wanted = WANTED) =>
    startLeg(double, REF, wanted, { signal: control.signal, ifMatch: '"v0"', urgency: 'wanted' });
  const listeners = () => getEventListeners(control.signal, 'abort').length;
  return { double, control, start, listeners };
}

/** A gate that a test opens. */
function gate() {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), passed };
}

t.test('startLeg() answers with the first piece, and hands over all of them', async (t) => {
  const { double, start, listeners } = setUp();
  const { open, passed } = gate();
  double.onPiece = () => passed;
  const leg = start();
  let answered = false;
  leg.answer.then(() => {
    answered = true;
  });
  await turn();
  t.equal(double.held(), 1, 'the head is here');
  t.notOk(answered, 'but not a byte');
  open();
  const arrival = (await leg.answer) as Arrival;
  t.match(arrival, { meta: { size: 100 }, span: WANTED });
  t.equal(double.reads[0]?.taken, 5, 'one piece, no more');
  t.same(await collect(arrival.bytes), bytesOf(WANTED));
  t.equal(double.held(), 0);
  t.equal(listeners(), 0);
  t.equal(double.reads[0]?.ifMatch, '"v0"');
});

t.test('startLeg() passes on what is no arrival', async (t) => {
  const { double, start, listeners } = setUp();
  t.equal(await start({ start: 100, end: 110 }).answer, 'unsatisfiable');
  double.onRead = () => {
    throw new Error('refused');
  };
  await t.rejects(start().answer, { message: 'refused' });
  double.onRead = () => {};
  double.onPiece = () => {
    throw new Error('broken off');
  };
  await t.rejects(start().answer, { message: 'broken off' });
  double.onPiece = (position) => {
    if (position > 10) throw new Error('broken off later');
  };
  const arrival = (await start().answer) as Arrival;
  await t.rejects(collect(arrival.bytes), { message: 'broken off later' });
  t.equal(double.held(), 0);
  t.equal(listeners(), 0);
});

t.test('cancel() lets go before the head, before the first byte, and after it', async (t) => {
  for (const at of ['head', 'byte'] as const) {
    const { double, start, listeners } = setUp();
    const { open, passed } = gate();
    if (at === 'head') double.onRead = () => passed;
    else double.onPiece = () => passed;
    const leg = start();
    const failure = t.rejects(leg.answer, { name: 'AbortError' }, at);
    await turn();
    leg.cancel();
    t.ok(double.reads[0]?.signal.aborted);
    t.equal(double.held(), 0);
    open();
    await failure;
    t.equal(listeners(), 0);
  }
  const { double, start, listeners } = setUp();
  const leg = start();
  const arrival = (await leg.answer) as Arrival;
  leg.cancel();
  await t.rejects(collect(arrival.bytes), { name: 'AbortError' });
  t.equal(double.held(), 0);
  t.equal(listeners(), 0);
});

t.test('cancel() gives up a head that comes in spite of it', async (t) => {
  const { double } = setUp();
  const { open, passed } = gate();
  const leg = startLeg(
    {
      head: double.head,
      async read(ref, wanted, options) {
        const { signal: _, ...deaf } = options;
        const answer = await double.read(ref, wanted, { ...deaf, signal: never });
        await passed;
        return answer;
      },
    },
    REF,
    WANTED,
    { signal: never },
  );
  const failure = t.rejects(leg.answer, { name: 'AbortError' });
  await turn();
  leg.cancel();
  t.equal(double.held(), 1);
  open();
  await failure;
  t.equal(double.held(), 0);
  t.equal(double.reads[0]?.taken, 0, 'without a byte of it');
});

t.test('an answer that its reader leaves, or gives up, holds nothing', async (t) => {
  const { double, start, listeners } = setUp();
  const left = (await start().answer) as Arrival;
  for await (const piece of left.bytes) {
    t.equal(piece.length, 5);
    break;
  }
  const given = (await start().answer) as Arrival;
  given.cancel();
  await t.rejects(collect(given.bytes), { name: 'AbortError' }, 'not even the first piece');
  t.equal(double.held(), 0);
  t.equal(listeners(), 0);
});

t.test('an abort reaches the first piece and those after it', async (t) => {
  for (const pulls of [0, 1]) {
    const { control, start } = setUp();
    const arrival = (await start().answer) as Arrival;
    const iterator = arrival.bytes[Symbol.asyncIterator]();
    for (let pull = 0; pull < pulls; pull += 1) await iterator.next();
    control.abort(new Error('the viewer left'));
    await t.rejects(iterator.next(), { message: 'the viewer left' });
  }
});
