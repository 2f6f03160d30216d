import t from 'tap';
import { belongsTo } from '../../static/journey/belongs-to.js';

t.test('belongsTo() knows the film and the segments of a playlist', async (t) => {
  const film = 'http://a/watch?v=b.mp4&bucket=c';
  const list = 'http://a/objects/c/show/index.m3u8?token=x';
  for (const [url, name, initiatorType, does] of [
    ['', 'http://a/', 'video', false],
    [film, film, 'video', true],
    [film, film, 'fetch', false],
    [film, `${film}2`, 'video', false],
    [list, list, 'xmlhttprequest', true],
    [list, 'http://a/objects/c/show/hd/1.ts', 'xmlhttprequest', true],
    [list, 'http://a/objects/c/other/1.ts', 'video', false],
  ] as const) {
    t.equal(belongsTo(url, { name, initiatorType }), does, `${name} of ${url}`);
  }
});
