import t from 'tap';
import { isFilmKey, isFilmType } from '../../src/view/film-name.ts';

t.test('isFilmKey() goes by the ending, in any case', async (t) => {
  for (const key of ['a.mp4', 'x/y z.M4V', 'a.b.mov', '.mp4', 'a\n.Mp4']) t.ok(isFilmKey(key), key);
  for (const key of ['a.webm', 'mp4', 'a.mp4.part', 'a.mp4/', 'a.mp4x', 'a.m4a', 'a.mp4\n']) {
    t.notOk(isFilmKey(key), key);
  }
});

t.test('isFilmType() goes by the type, whatever its parameters', async (t) => {
  for (const type of ['video/mp4', 'Video/QuickTime', 'video/x-m4v ;a=b', 'video/mp4;codecs="x"']) {
    t.ok(isFilmType(type), type);
  }
  for (const type of [undefined, '', 'video/mp4x', 'video/webm', 'audio/mp4', 'x video/mp4']) {
    t.notOk(isFilmType(type), `${type}`);
  }
});
