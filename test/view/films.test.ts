import t from 'tap';
import { createBlockCache } from '../../src/object/block-cache.ts';
import { createFilms } from '../../src/view/films.ts';
import type { Learned } from '../../src/view/learned.ts';

const ref = (key: string) => ({ bucket: 'films', key });

/** With an index of so many bytes. */
const learned = (bytes: number): Learned => ({
  view: { size: bytes, pieces: [new Uint8Array(bytes), { start: 0, end: 9 }] },
  reason: undefined,
  timeline: undefined,
});
const NONE: Learned = { view: undefined, reason: 'in-front', timeline: undefined };

t.test('createFilms() remembers by version, and which version was seen last', async (t) => {
  const films = createFilms(createBlockCache(1e6));
  t.equal(films.last(ref('a')), undefined);
  t.equal(films.get('a1'), undefined);
  const [one, other] = [learned(10), learned(20)];
  films.remember(ref('a'), 'a1', one);
  films.remember(ref('b'), 'b1', NONE);
  films.remember(ref('a'), 'a2', other);
  t.equal(films.get('a1'), one);
  t.equal(films.get('a2'), other);
  t.equal(films.last(ref('a')), other);
  t.equal(films.last(ref('b')), NONE);
  films.remember(ref('a'), 'a2', NONE);
  t.equal(films.last(ref('a')), NONE, 'more is known now');
});

t.test('createFilms() takes its memory from that of the blocks, and gives it back', async (t) => {
  const cache = createBlockCache(1e6);
  const films = createFilms(cache);
  films.remember(ref('a'), 'a', learned(100_000));
  const { reserved } = cache.stats();
  t.ok(reserved >= 100_000 && reserved < 110_000);
  films.remember(ref('a'), 'a', learned(100_000));
  t.equal(cache.stats().reserved, reserved, 'once for each version');
  films.remember(ref('a'), 'a', NONE);
  t.ok(cache.stats().reserved < 10_000);
  for (let n = 0; n < 20; n++) films.remember(ref(`${n}`), `${n}`, learned(60_000));
  t.ok(cache.stats().reserved <= 250_000, 'a quarter of it at most');
  t.equal(films.last(ref('0')), undefined, 'the oldest go first');
  t.not(films.last(ref('19')), undefined);
});

t.test('createFilms() does without what there is no room for', async (t) => {
  const cache = createBlockCache(1e6);
  const films = createFilms(cache);
  films.remember(ref('a'), 'a', learned(300_000));
  t.equal(films.last(ref('a')), undefined, 'more than all of its memory');
  t.equal(cache.stats().reserved, 0);
  cache.reserve(1e6);
  films.remember(ref('a'), 'a', NONE);
  t.equal(films.get('a'), undefined);
  t.equal(cache.stats().reserved, 1e6);
});

t.test('createFilms() counts timelines, which are the larger part of most films', async (t) => {
  const cache = createBlockCache(1e6);
  const points = new Float64Array(1000);
  const timeline = { positions: points, seconds: points, firstFrame: undefined };
  createFilms(cache).remember(ref('a'), 'a', { ...NONE, timeline });
  t.ok(cache.stats().reserved > 16_000);
});

t.test('createFilms() forgets what is meant, and gives its memory back', async (t) => {
  const cache = createBlockCache(1e6);
  const films = createFilms(cache);
  films.remember(ref('a'), 'films\0a\0v1', learned(10));
  films.remember(ref('b'), 'films\0b\0v1', learned(10));
  const { reserved } = cache.stats();
  films.purge((key) => key.startsWith('films\0a'));
  t.equal(films.last(ref('a')), undefined);
  t.equal(films.get('films\0a\0v1'), undefined);
  t.ok(films.last(ref('b')));
  t.equal(cache.stats().reserved, reserved / 2);
});
