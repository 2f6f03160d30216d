import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import { patient } from '../../src/object/patient.ts';
import type { Pulled, Source } from '../../src/object/source.ts';
import type { Span } from '../../src/span.ts';
import { watchRejections } from '../fixtures/rejections.ts';

watchRejections(t);

const DOWN = new GatewayError('origin_unreachable', 'connection refused');
const SPAN = { start: 10, end: 20 };

/** A patient source over what `script` says at each making; a source pulls its steps one by one. */
function setUp(script: readonly (readonly (Pulled | Error)[])[], begun = true) {
  const clock = { ms: 0 };
  const made: Span[] = [];
  const waits: number[] = [];
  let closed = 0;
  const make = (rest: Span): Source => {
    const steps = [...(script[Math.min(made.length, script.length - 1)] ?? [])];
    made.push(rest);
    return {
      pull() {
        const step = steps.shift();
        if (step instanceof Error) throw step;
        return step;
      },
      close: () => {
        closed++;
      },
    };
  };
  const tools = {
    now: () => clock.ms,
    random: () => 0.5,
    delay: async (ms: number, signal: AbortSignal) => {
      signal.throwIfAborted();
      waits.push(ms);
      clock.ms += ms;
    },
  };
  const source = patient(tools, SPAN, make, () => begun);
  return { source, made, waits, clock, closed: () => closed };
}

const bytes = (length: number): readonly Uint8Array[] => [new Uint8Array(length)];

t.test('patient() hands on what is there', async (t) => {
  const { source, made } = setUp([[bytes(4), bytes(6), undefined]]);
  t.equal((source.pull() as Uint8Array[])[0]?.length, 4);
  t.equal((source.pull() as Uint8Array[])[0]?.length, 6);
  t.equal(source.pull(), undefined);
  t.same(made, [SPAN]);
});

t.test('patient() waits a failure out and goes on at the very next byte', async (t) => {
  for (const failure of [DOWN, Promise.reject(DOWN)]) {
    if (failure instanceof Promise) failure.catch(() => {});
    const step = failure as Pulled | Error;
    const { source, made, waits, closed } = setUp([
      [bytes(4), step],
      [DOWN],
      [bytes(6), undefined],
    ]);
    source.pull();
    await source.pull();
    await source.pull();
    t.equal((source.pull() as Uint8Array[])[0]?.length, 6);
    t.same(made, [SPAN, { start: 14, end: 20 }, { start: 14, end: 20 }]);
    t.same(waits, [50, 100], 'longer each time');
    t.equal(closed(), 2, 'what failed is let go');
  }
});

t.test('patient() tells a failure at once before a viewer has begun', async (t) => {
  const { source } = setUp([[DOWN]], false);
  t.throws(() => source.pull(), { code: 'origin_unreachable' });
});

t.test('patient() tells what no waiting heals at once', async (t) => {
  const { source } = setUp([[bytes(4), new GatewayError('object_changed', 'm')]]);
  source.pull();
  t.throws(() => source.pull(), { code: 'object_changed' });
});

t.test('patient() gives up after half a minute without a byte', async (t) => {
  const { source, clock } = setUp([[bytes(4), DOWN], [DOWN]]);
  source.pull();
  const wait = async (): Promise<void> => {
    for (;;) await source.pull();
  };
  await t.rejects(wait(), { code: 'origin_unreachable' });
  t.ok(clock.ms > 30_000 && clock.ms < 36_000, String(clock.ms));
});

t.test('patient() waits no more when it is closed', async (t) => {
  const { source, closed } = setUp([[bytes(4), DOWN]]);
  source.pull();
  source.close();
  t.throws(() => source.pull(), { code: 'origin_unreachable' });
  t.equal(closed(), 1);
});
