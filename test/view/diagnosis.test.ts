import t from 'tap';
import { GatewayError } from '../../src/errors.ts';
import { sentenceFor } from '../../src/mp4/no-view.ts';
import { BLOCK_BYTES } from '../../src/object/block.ts';
import { REF, settle } from '../fixtures/engine.ts';
import { type SparseObject, sparse } from '../fixtures/sparse-object.ts';
import { createViewHouse, type ViewHouseOptions } from '../fixtures/view-house.ts';
import { noise, wideFilm } from '../fixtures/wide-film.ts';

const B = BLOCK_BYTES;
const someone = () => new AbortController().signal;
const BEHIND = wideFilm('ftyp', 'mdat', noise(20 * B), 'moov');
const IN_FRONT = wideFilm('ftyp', 'moov', 'mdat', noise(20 * B));

const setUp = (film: SparseObject, options: ViewHouseOptions = {}) => {
  const house = createViewHouse({ film, ...options });
  return { ...house, diagnose: (key = REF.key) => house.diagnose({ ...REF, key }, someone()) };
};

t.test('diagnose() says ok of films with an index, wherever that is', async (t) => {
  for (const film of [BEHIND, IN_FRONT]) {
    const { diagnose, views, warnings, double } = setUp(film);
    t.strictSame(await diagnose(), { state: 'ok' });
    t.ok(double.reads.length <= 2);
    t.ok(double.reads.every(({ span }) => (span?.end ?? 0) - (span?.start ?? 0) <= B));
    (await views.open(REF, undefined, true, someone())).close();
    t.strictSame(await diagnose(), { state: 'ok' }, 'also when it has been watched');
    t.strictSame(warnings, []);
    await settle();
    t.equal(double.held(), 0);
  }
});

t.test('diagnose() says why a film cannot be played, and the log hears of it once', async (t) => {
  const front = wideFilm('ftyp', 'moov', noise(20 * B), 'mdat');
  for (const [film, state] of [
    [wideFilm('ftyp', 'mdat'), 'no-moov'],
    [{ ...BEHIND, size: BEHIND.size - 10 }, 'cut-short'],
    [{ ...front, size: front.size - 10 }, 'cut-short'],
    [sparse([Buffer.from('<!doctype html>')]), 'not-mp4'],
    [sparse([]), 'not-mp4'],
  ] as const) {
    const { diagnose, warnings } = setUp(film);
    t.strictSame(await diagnose(), { state, sentence: sentenceFor(state) });
    await diagnose();
    t.equal(warnings.length, state === 'not-mp4' ? 0 : 1, state);
  }
});

t.test('diagnose() takes what is known of a film already', async (t) => {
  const { diagnose, learner, double } = setUp(wideFilm('ftyp', 'mdat'));
  await learner.learn(REF, undefined, someone());
  const reads = double.reads.length;
  t.match(await diagnose(), { state: 'no-moov' });
  t.equal(double.reads.length, reads);
});

t.test('diagnose() looks into nothing but MP4, M4V and MOV', async (t) => {
  const { diagnose, double } = setUp(BEHIND);
  t.equal(await diagnose('a.webm'), undefined);
  t.equal(double.reads.length, 0);
});

t.test('diagnose() works without a cache, and fails as the origin does', async (t) => {
  const { diagnose, double } = setUp(BEHIND, { capacityBlocks: 0 });
  t.strictSame(await diagnose(), { state: 'ok' });
  double.onRead = () => {
    throw new GatewayError('origin_timeout', 'm');
  };
  await t.rejects(diagnose(), { code: 'origin_timeout' });
  t.equal(double.held(), 0);
});
