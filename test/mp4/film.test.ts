import t from 'tap';
import { filmSteps, follow, readFilm } from '../../src/mp4/film.ts';
import { MAX_MOOV_BYTES } from '../../src/mp4/layout.ts';
import { box, FTYP, header } from '../fixtures/boxes.ts';
import { type SparseObject, sparse } from '../fixtures/sparse-object.ts';
import { readerOf, SOUND, tinyFilm, VIDEO } from '../fixtures/tiny-film.ts';

const TRACKS = [VIDEO, SOUND];

const filmOf = (object: SparseObject) => readFilm(object.size, readerOf(object));

t.test('readFilm() reads headers, then the index, one after the other', async (t) => {
  const object = tinyFilm({ tracks: TRACKS, parts: ['ftyp', 'mdat', 'moov'] });
  const asked: number[] = [];
  let busy = false;
  const film = await readFilm(object.size, async (span) => {
    t.equal(busy, false);
    busy = true;
    await Promise.resolve();
    busy = false;
    asked.push(span.end - span.start);
    return object.read(span);
  });
  t.match(film, { view: { size: object.size }, timeline: { firstFrame: { start: 36, end: 126 } } });
  const [, , , index] = asked;
  t.strictSame(asked, [16, 16, 16, index]);
});

t.test('filmSteps() tells headers from the index, and when only the reason is open', async (t) => {
  const stepsOf = (...parts: ('ftyp' | 'moov' | 'mdat')[]) => {
    const object = tinyFilm({ tracks: TRACKS, parts });
    const steps = filmSteps(object.size);
    const told: string[] = [];
    for (let step = steps.next(); !step.done; step = steps.next(object.read(step.value))) {
      told.push(`${step.value.of}${step.value.settled ? ', settled' : ''}`);
    }
    return told;
  };
  t.strictSame(stepsOf('ftyp', 'mdat', 'moov'), ['header', 'header', 'header', 'index']);
  t.strictSame(stepsOf('ftyp', 'moov', 'mdat'), [
    'header',
    'header',
    'header, settled',
    'index, settled',
  ]);
});

t.test('readFilm() has the timeline of films that stay as they are', async (t) => {
  const object = tinyFilm({ tracks: TRACKS, parts: ['ftyp', 'moov', 'mdat'] });
  t.match(await filmOf(object), { view: 'in-front', timeline: { positions: { length: 2 } } });
});

t.test('readFilm() tells fragments behind an index in front', async (t) => {
  const extra = [box('mvex')];
  const object = tinyFilm({ tracks: TRACKS, parts: ['ftyp', 'moov', 'mdat'], extra });
  t.strictSame(await filmOf(object), { view: 'fragmented', timeline: undefined });
});

t.test('readFilm() does not look into an index in front that is broken or too long', async (t) => {
  t.match(await filmOf(sparse([FTYP, box('moov'), box('mdat')])), { view: 'in-front' });
  const long = sparse([FTYP, header('moov', MAX_MOOV_BYTES), MAX_MOOV_BYTES, box('mdat')]);
  t.strictSame(await filmOf(long), { view: 'in-front', timeline: undefined });
});

t.test('readFilm() says why there is no view', async (t) => {
  t.match(await filmOf(sparse([])), { view: 'not-mp4' });
  t.match(await filmOf(sparse([FTYP, box('mdat')])), { view: 'no-moov' });
  t.match(await filmOf(sparse([FTYP, header('mdat', 9), 8])), { view: 'cut-short' });
  t.match(await filmOf(sparse([FTYP, box('mdat'), box('moov', box('cmov'))])), {
    view: 'compressed',
    timeline: undefined,
  });
});

t.test('readFilm() survives a reader that gives less than it was asked for', async (t) => {
  const object = tinyFilm({ tracks: TRACKS, parts: ['ftyp', 'mdat', 'moov'] });
  for (const keep of [0, 7, 8, 15]) {
    const film = await readFilm(object.size, async (span) => object.read(span).slice(0, keep));
    t.type(film.view, 'string');
  }
  const film = await readFilm(object.size, async (span) => object.read(span).slice(0, 16));
  t.equal(film.view, 'malformed', 'in the index');
});

t.test('follow() passes on what its reader throws', async (t) => {
  const read = () => Promise.reject(new Error('gone'));
  await t.rejects(follow(filmSteps(100), read), { message: 'gone' });
});
