import t from 'tap';
import { filmSteps } from '../../src/mp4/film.ts';
import { createBlockCache } from '../../src/object/block-cache.ts';
import type { Span } from '../../src/span.ts';
import { createStudy, type StepResult } from '../../src/view/study.ts';
import { header } from '../fixtures/boxes.ts';
import { settle } from '../fixtures/engine.ts';
import { gate } from '../fixtures/server.ts';
import { type SparseObject, sparse } from '../fixtures/sparse-object.ts';
import { wideFilm } from '../fixtures/wide-film.ts';

const someone = () => new AbortController().signal;

/** Takes all steps of a film, and tells what memory was set aside while its index was read. */
const setUp = (film: SparseObject, capacity = 1e6) => {
  const cache = createBlockCache(capacity);
  const study = createStudy(cache);
  const read: Span[] = [];
  const reserved: number[] = [];
  const run = async (before: () => Promise<void> | void = () => {}, signal = someone()) => {
    const steps = filmSteps(film.size);
    let step: StepResult = steps.next();
    while (!step.done) {
      const { of } = step.value;
      const reading = async (span: Span): Promise<Uint8Array> => {
        if (of === 'index') {
          reserved.push(cache.stats().reserved);
          await before();
        }
        read.push(span);
        return film.read(span);
      };
      step = await study(steps, step.value, reading, signal);
    }
    return step.value;
  };
  return { cache, run, read, reserved };
};

t.test(
  'createStudy() counts an index against memory while it is read, and no longer',
  async (t) => {
    const { cache, run, read, reserved } = setUp(wideFilm('ftyp', 'mdat', 'moov'));
    t.match(await run(), { view: { pieces: { length: 3 } } });
    const index = read.at(-1) ?? { start: 0, end: 0 };
    t.strictSame(reserved, [2 * (index.end - index.start)]);
    t.equal(cache.stats().reserved, 0);
  },
);

t.test('createStudy() reads no index that memory is too short for', async (t) => {
  const index = [header('moov', 100_000), 100_000] as const;
  const behind = setUp(sparse([header('mdat', 10), 10, ...index]));
  t.match(await behind.run(), { view: 'too-large', timeline: undefined });
  const front = setUp(sparse([...index, header('mdat', 10), 10]));
  t.match(await front.run(), { view: 'in-front' });
  t.ok([...behind.read, ...front.read].every(({ start, end }) => end - start <= 16));
});

t.test('createStudy() refuses when memory is full of what cannot be evicted', async (t) => {
  const { cache, run } = setUp(wideFilm('ftyp', 'mdat', 'moov'));
  cache.reserve(1e6);
  await t.rejects(run(), { code: 'overloaded', retryAfterSeconds: 1 });
  t.equal(cache.stats().reserved, 1e6);
  cache.release(1e6);
  t.match(await run(), { view: {} });
});

t.test('createStudy() gives memory and turn back when reading fails', async (t) => {
  const { cache, run } = setUp(wideFilm('ftyp', 'mdat', 'moov'));
  for (let n = 0; n < 20; n++) {
    const gone = run(() => Promise.reject(new Error('gone')));
    await t.rejects(gone, { message: 'gone' });
  }
  t.equal(cache.stats().reserved, 0);
  t.match(await run(), { view: {} });
});

t.test('createStudy() has eight indexes in memory at most, and lets go of who waits', async (t) => {
  const { run, reserved } = setUp(wideFilm('ftyp', 'mdat', 'moov'));
  const door = gate();
  const running = Array.from({ length: 20 }, () => run(() => door.opened));
  await settle();
  t.equal(reserved.length, 8);
  const leaving = new AbortController();
  const waiting = run(undefined, leaving.signal);
  await settle();
  leaving.abort(new Error('left'));
  await t.rejects(waiting, { message: 'left' });
  door.open();
  t.equal((await Promise.all(running)).length, 20);
});
