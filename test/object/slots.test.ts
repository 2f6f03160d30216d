import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import t from 'tap';
import { createSlots, type Slots, type Ticket, type Urgency } from '../../src/object/slots.ts';
import { watchRejections } from '../fixtures/rejections.ts';

watchRejections(t);

const never = new AbortController().signal;
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Requests that write down in which order they are granted. */
const queueOf = (slots: Slots) => {
  const granted: string[] = [];
  const ask = (name: string, urgency: Urgency, signal = never): Ticket => {
    const ticket = slots.request(urgency, signal);
    ticket.granted.then(
      () => granted.push(name),
      () => {},
    );
    return ticket;
  };
  return { granted, ask };
};

t.test('request() grants at once while there are slots, in order of asking after', async (t) => {
  const { granted, ask } = queueOf(createSlots(2));
  const [a, , c] = ['a', 'b', 'c', 'd'].map((name) => ask(name, 'wanted'));
  await turn();
  t.strictSame(granted, ['a', 'b']);
  a?.release();
  await turn();
  t.strictSame(granted, ['a', 'b', 'c']);
  c?.release();
  await turn();
  t.strictSame(granted, ['a', 'b', 'c', 'd']);
});

t.test('request() puts what a viewer waits for before any read-ahead', async (t) => {
  const { granted, ask } = queueOf(createSlots(1));
  const running = ask('running', 'wanted');
  ask('ahead 1', 'ahead');
  ask('ahead 2', 'ahead');
  ask('viewer', 'wanted').granted.then(() => {});
  await turn();
  running.release();
  await turn();
  t.strictSame(granted, ['running', 'viewer']);
});

t.test('request() leaves the last quarter of the slots to viewers', async (t) => {
  const { granted, ask } = queueOf(createSlots(8));
  const ahead = Array.from({ length: 8 }, (_, n) => ask(`ahead ${n}`, 'ahead'));
  await turn();
  t.equal(granted.length, 6);
  ask('viewer 1', 'wanted');
  ask('viewer 2', 'wanted');
  await turn();
  t.strictSame(granted.slice(6), ['viewer 1', 'viewer 2']);
  ahead[0]?.release();
  ahead[1]?.release();
  await turn();
  t.equal(granted.length, 8, 'eight less two are six again');
  ahead[2]?.release();
  await turn();
  t.equal(granted.at(-1), 'ahead 6');
});

t.test('request() grants read-ahead even where there is only one slot', async (t) => {
  const { granted, ask } = queueOf(createSlots(1));
  ask('ahead', 'ahead');
  await turn();
  t.strictSame(granted, ['ahead']);
});

t.test('hurry() makes read-ahead go as what a viewer waits for', async (t) => {
  const { granted, ask } = queueOf(createSlots(1));
  const running = ask('running', 'wanted');
  ask('ahead 1', 'ahead');
  const second = ask('ahead 2', 'ahead');
  second.hurry();
  second.hurry();
  running.release();
  await turn();
  t.strictSame(granted, ['running', 'ahead 2']);
  running.hurry();
});

t.test('hurry() reaches into the last quarter', async (t) => {
  const { granted, ask } = queueOf(createSlots(4));
  const ahead = Array.from({ length: 4 }, (_, n) => ask(`ahead ${n}`, 'ahead'));
  await turn();
  t.equal(granted.length, 3);
  ahead[3]?.hurry();
  await turn();
  t.equal(granted.length, 4);
});

t.test('release() is harmless when repeated, and frees one slot only', async (t) => {
  const { granted, ask } = queueOf(createSlots(1));
  const a = ask('a', 'wanted');
  ask('b', 'wanted');
  ask('c', 'wanted');
  a.release();
  a.release();
  await turn();
  a.release();
  await turn();
  t.strictSame(granted, ['a', 'b']);
});

t.test('release() of one who still queues gives the place up', async (t) => {
  const { granted, ask } = queueOf(createSlots(1));
  const a = ask('a', 'wanted');
  ask('b', 'wanted').release();
  ask('c', 'wanted');
  a.release();
  await turn();
  t.strictSame(granted, ['a', 'c']);
});

t.test('request() rejects with the reason when aborted before its turn', async (t) => {
  const { granted, ask } = queueOf(createSlots(1));
  const a = ask('a', 'wanted');
  const departure = new AbortController();
  const b = ask('b', 'wanted', departure.signal);
  departure.abort(new Error('left'));
  await t.rejects(b.granted, { message: 'left' });
  const late = ask('late', 'wanted', AbortSignal.abort(new Error('gone')));
  await t.rejects(late.granted, { message: 'gone' });
  ask('c', 'wanted');
  a.release();
  await turn();
  t.strictSame(granted, ['a', 'c']);
});

t.test('request() keeps a granted slot through an abort until it is released', async (t) => {
  const { granted, ask } = queueOf(createSlots(1));
  const departure = new AbortController();
  const a = ask('a', 'wanted', departure.signal);
  ask('b', 'wanted');
  departure.abort();
  await turn();
  t.strictSame(granted, ['a'], 'its connection is still busy');
  a.release();
  await turn();
  t.strictSame(granted, ['a', 'b']);
});

t.test('request() leaves no listener behind, and no rejection when nobody looks', async (t) => {
  const slots = createSlots(1);
  const departure = new AbortController();
  for (let n = 0; n < 20; n++) slots.request('wanted', departure.signal).release();
  t.equal(getEventListeners(departure.signal, 'abort').length, 0);
  slots.request('wanted', departure.signal);
  slots.request('ahead', departure.signal);
  departure.abort();
  await turn();
});

t.test('createSlots() never has more out than there are, nor one idle (property)', async () => {
  const steps = fc.array(
    fc.record({
      what: fc.constantFrom('wanted', 'ahead', 'release', 'hurry', 'abort'),
      which: fc.nat(30),
    }),
    { maxLength: 80 },
  );
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 9 }), steps, async (count, actions) => {
      const slots = createSlots(count);
      type Asked = { urgency: string; state: string; ticket: Ticket; departure: AbortController };
      const asked: Asked[] = [];
      const inState = (state: string) => asked.filter((one) => one.state === state);
      for (const { what, which } of actions) {
        const one = asked[which % Math.max(1, asked.length)];
        if (what === 'wanted' || what === 'ahead') {
          const departure = new AbortController();
          const ticket = slots.request(what, departure.signal);
          const mine: Asked = { urgency: what, state: 'waiting', ticket, departure };
          asked.push(mine);
          ticket.granted.then(
            () => {
              mine.state = 'granted';
            },
            () => {},
          );
        } else if (one !== undefined && what === 'hurry') {
          one.urgency = 'wanted';
          one.ticket.hurry();
        } else if (one !== undefined && what === 'release') {
          one.ticket.release();
          one.state = 'over';
        } else if (one !== undefined) {
          one.departure.abort();
          if (one.state === 'waiting') one.state = 'over';
        }
        await Promise.resolve();
        await Promise.resolve();
        const out = inState('granted').length;
        const waiting = inState('waiting');
        assert.ok(out <= count);
        const viewers = waiting.filter((other) => other.urgency === 'wanted').length;
        if (viewers > 0) assert.equal(out, count, 'a viewer waits only when all are out');
        const aheadLimit = Math.max(1, Math.floor((count * 3) / 4));
        if (waiting.length > 0) assert.ok(out >= aheadLimit);
      }
    }),
    { numRuns: 1000 },
  );
});
