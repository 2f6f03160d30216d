import t from 'tap';
import { createFilms, filmKey, filmType, realKey } from '../../bench/film.ts';

t.test('createFilms() knows synthetic films by their size', async (t) => {
  const films = createFilms();
  t.equal(films.size(filmKey(3 * 2 ** 20, 7)), 3 * 2 ** 20);
  t.equal(films.size(filmKey(1001, 7)), 1001);
  t.equal(films.size('other.mp4'), undefined);
  t.equal(films.size(realKey('front', 1)), undefined, 'none was given');
  t.notSame(films.bytes(filmKey(1001, 7), 0, 100), films.bytes(filmKey(1001, 8), 0, 100));
});

t.test('createFilms() gives a real film under any number of keys', async (t) => {
  const film = Buffer.from('a real film');
  const films = createFilms(new Map([['front', film]]));
  for (const number of [0, 17]) {
    const key = realKey('front', number);
    t.equal(films.size(key), film.length);
    t.strictSame(films.bytes(key, 2, 4), Buffer.from('real'));
  }
  t.equal(films.size(realKey('behind', 1)), undefined);
});

t.test('filmType() goes by the key', async (t) => {
  t.equal(filmType(realKey('front', 1)), 'video/mp4');
  t.equal(filmType(filmKey(1001, 7)), 'video/webm');
});
