import t from 'tap';
import { BLOCK_BYTES, versionKey } from '../../src/object/block.ts';
import { REF, settle } from '../fixtures/engine.ts';
import { watchRejections } from '../fixtures/rejections.ts';
import { gate } from '../fixtures/server.ts';
import { createViewHouse } from '../fixtures/view-house.ts';
import { noise, wideFilm } from '../fixtures/wide-film.ts';

watchRejections(t);

const B = BLOCK_BYTES;
const BEHIND = wideFilm('ftyp', 'mdat', noise(20 * B), 'moov');
const someone = () => new AbortController().signal;

t.test('learn() tells what a film is, and remembers it', async (t) => {
  const { learner, films, meta, double } = createViewHouse({ film: BEHIND });
  const lesson = await learner.learn(REF, undefined, someone());
  t.equal(lesson.meta, meta);
  t.equal(lesson.how, 'flown');
  t.match(lesson.learned, { view: { size: BEHIND.size }, timeline: { firstFrame: { start: 36 } } });
  t.equal(films.get(versionKey(REF, meta)), lesson.learned);
  const reads = double.reads.length;
  const again = await learner.learn(REF, meta, someone());
  t.equal(again.learned, lesson.learned);
  t.equal(again.how, 'known');
  t.equal(double.reads.length, reads);
});

t.test('learn() is done once for all who ask, by version or not', async (t) => {
  const { learner, double, meta } = createViewHouse({ film: BEHIND });
  const tail = gate();
  double.onRead = (nth) => (nth === 2 ? tail.opened : undefined);
  const first = learner.learn(REF, undefined, someone());
  const second = learner.learn(REF, undefined, someone());
  await settle();
  const third = learner.learn(REF, meta, someone());
  await settle();
  t.equal(double.reads.length, 2);
  tail.open();
  const lessons = await Promise.all([first, second, third]);
  t.equal(new Set(lessons.map(({ learned }) => learned)).size, 1);
  t.strictSame(
    lessons.map(({ how }) => how),
    ['flown', 'joined', 'joined'],
  );
});

t.test('learn() outlives those who leave, but not the last one', async (t) => {
  const { learner, double } = createViewHouse({ film: BEHIND });
  const tail = gate();
  double.onRead = (nth) => (nth % 2 === 0 ? tail.opened : undefined);
  const leaving = [new AbortController(), new AbortController()];
  const left = leaving.map(async ({ signal }) => {
    await learner.learn(REF, undefined, signal);
  });
  await settle();
  leaving[0]?.abort(new Error('left'));
  await t.rejects(left[0] ?? Promise.resolve(), { message: 'left' });
  t.equal(double.reads[1]?.signal.aborted, false);
  leaving[1]?.abort(new Error('left'));
  await t.rejects(left[1] ?? Promise.resolve(), { message: 'left' });
  t.equal(double.reads[1]?.signal.aborted, true);
  const later = learner.learn(REF, undefined, someone());
  tail.open();
  t.match(await later, { learned: { view: {} } }, 'who comes then starts afresh');
  await settle();
  t.equal(double.held(), 0);
});

t.test('learn() tells that there is no view before it knows why', async (t) => {
  const film = wideFilm('ftyp', 'moov', noise(20 * B), 'mdat');
  const { learner } = createViewHouse({ film });
  const { learned } = await learner.learn(REF, undefined, someone());
  t.match(learned, { view: undefined, reason: undefined, timeline: undefined });
  t.type(learned.further, 'function');
});

t.test('learn() says of a broken film that it is, once', async (t) => {
  const { learner, warnings } = createViewHouse({ film: wideFilm('ftyp', 'mdat', noise(B)) });
  for (let n = 0; n < 2; n++) {
    t.match(await learner.learn(REF, undefined, someone()), { learned: { reason: 'no-moov' } });
  }
  t.match(warnings, [[{ ...REF, reason: 'no-moov' }, /cannot be played/]]);
});

t.test('learn() looks into nothing that no strong tag names', async (t) => {
  const { learner, films } = createViewHouse({ film: BEHIND, meta: { etag: 'W/"x"' } });
  const lesson = await learner.learn(REF, undefined, someone());
  t.match(lesson.learned, { view: undefined, reason: undefined });
  t.equal(films.last(REF), undefined);
});

t.test('learn() asks for as much of the end as the films of the bucket have needed', async (t) => {
  const { learner, double, tools } = createViewHouse({ film: BEHIND });
  await learner.learn(REF, undefined, someone());
  for (let n = 0; n < 16; n++) {
    const ref = { ...REF, key: `${n}.mp4` };
    await learner.learn(ref, undefined, someone());
  }
  const needed = tools.tails.guess(REF.bucket);
  t.ok(needed > 0 && needed < 2000, `${needed}`);
  const before = double.reads.length;
  await learner.learn({ ...REF, key: 'next.mp4' }, undefined, someone());
  t.strictSame(double.reads[before + 1]?.wanted, { suffix: needed + B - 1 });
  t.equal(double.reads.length, before + 2, 'and it was enough');
});

t.test('forget() has whoever asks next find out anew which version is there', async (t) => {
  const { learner, double, objects } = createViewHouse({ film: BEHIND });
  const door = gate();
  double.onRead = (nth) => (nth <= 2 ? door.opened : undefined);
  const before = learner.learn(REF, undefined, someone());
  await settle();
  objects.forget(REF);
  learner.forget(REF);
  const after = await learner.learn(REF, undefined, someone());
  t.not(after.how, 'joined');
  door.open();
  await before;
});
