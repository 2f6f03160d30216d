import t from 'tap';
import type { Arrival, ObjectRef } from '../../src/object/origin.ts';
import { type ResumeEvent, resuming } from '../../src/origin/resume.ts';
import { bytesOf, collect } from '../fixtures/origin-double.ts';
import {
  createScriptedOrigin,
  type ScriptedOptions,
  type Step,
} from '../fixtures/scripted-origin.ts';

const REF: ObjectRef = { bucket: 'films', key: 'a.mp4' };
const WANTED = { start: 3, end: 40 };
const never = new AbortController().signal;

function setUp(script: Step[], options: Partial<ScriptedOptions> = {}) {
  const scripted = createScriptedOrigin(script, { size: 100, pieceBytes: 5, ...options });
  const events: ResumeEvent[] = [];
  const waits: number[] = [];
  const origin = resuming(scripted, {
    again: scripted,
    budget: { earn: () => {}, spend: () => true },
    random: () => 0.5,
    now: () => 0,
    delay: async (ms) => {
      waits.push(ms);
    },
    observe: (event) => events.push(event),
  });
  return { scripted, origin, events, waits };
}

const arrived = (answer: Arrival | 'unsatisfiable'): Arrival => {
  if (answer === 'unsatisfiable') throw new Error(answer);
  return answer;
};

t.test('resuming() goes on at the exact byte, with If-Match of the first answer', async (t) => {
  const { scripted, origin, events } = setUp([
    { sent: 12, ending: 'origin_truncated' },
    { sent: 5, ending: 'origin_timeout' },
    { refusal: 'origin_unreachable' },
    { sent: 0, ending: 'early' },
  ]);
  const arrival = arrived(await origin.read(REF, WANTED, { signal: never, urgency: 'wanted' }));
  t.match(arrival, { meta: { etag: '"v0"', size: 100 }, span: WANTED });
  t.same(await collect(arrival.bytes), bytesOf(WANTED));
  t.same(scripted.asked, [
    { wanted: WANTED, ifMatch: undefined },
    { wanted: { start: 15, end: 40 }, ifMatch: '"v0"' },
    { wanted: { start: 20, end: 40 }, ifMatch: '"v0"' },
    { wanted: { start: 20, end: 40 }, ifMatch: '"v0"' },
    { wanted: { start: 20, end: 40 }, ifMatch: '"v0"' },
  ]);
  t.same(events, [
    { outcome: 'resumed', failure: 'origin_truncated', position: 15 },
    { outcome: 'waits', failure: 'origin_unreachable', position: 20 },
    { outcome: 'resumed', failure: 'origin_unreachable', position: 20 },
    { outcome: 'resumed', failure: 'origin_truncated', position: 20 },
  ]);
  t.equal(scripted.held(), 0);
});

t.test('resuming() passes a failure on when no strong ETag ties the pieces together', async (t) => {
  for (const etag of [undefined, 'W/"v0"']) {
    const { scripted, origin } = setUp([{ sent: 12, ending: 'origin_truncated' }], {
      etag: () => etag,
    });
    const arrival = arrived(await origin.read(REF, WANTED, { signal: never }));
    await t.rejects(collect(arrival.bytes), { code: 'origin_truncated' });
    t.equal(scripted.asked.length, 1);
  }
});

t.test('resuming() leaves alone what fails before the head is here', async (t) => {
  const { scripted, origin, waits } = setUp([{ refusal: 'origin_throttled' }]);
  await t.rejects(origin.read(REF, WANTED, { signal: never }), { code: 'origin_throttled' });
  t.equal(await origin.read(REF, { start: 100, end: 110 }, { signal: never }), 'unsatisfiable');
  t.match(await origin.head(REF, never), { size: 100 });
  t.equal(scripted.asked.length, 2);
  t.same(waits, []);
});
