import t from 'tap';
import { mediaType } from '../../src/http/media-type.ts';

t.test('mediaType() believes what the origin says', async (t) => {
  for (const stored of [
    'video/mp4',
    'text/plain',
    'VIDEO/MP4; codecs="avc1"',
    'application/x-anything',
  ]) {
    t.equal(mediaType(stored, 'a.webm'), stored);
  }
});

t.test('mediaType() repairs a missing or generic type from the extension', async (t) => {
  for (const stored of [
    undefined,
    '',
    'binary/octet-stream',
    'application/octet-stream',
    'Application/Octet-Stream',
    'binary/octet-stream; charset=binary',
  ]) {
    t.equal(mediaType(stored, 'films/a.mp4'), 'video/mp4', String(stored));
  }
});

t.test('mediaType() knows what a player plays', async (t) => {
  for (const [name, type] of [
    ['a.mp4', 'video/mp4'],
    ['A.MP4', 'video/mp4'],
    ['a.tar.mp4', 'video/mp4'],
    ['a.webm', 'video/webm'],
    ['a.mov', 'video/quicktime'],
    ['a.m3u8', 'application/vnd.apple.mpegurl'],
    ['a.ts', 'video/mp2t'],
    ['a.mpd', 'application/dash+xml'],
    ['a.m4s', 'video/iso.segment'],
    ['a.vtt', 'text/vtt'],
    ['a.mp3', 'audio/mpeg'],
    ['a.jpg', 'image/jpeg'],
    ['b c+d%20.webm', 'video/webm'],
    ['x?.y#.mp4', 'video/mp4'],
  ] as const) {
    t.equal(mediaType(undefined, name), type, name);
  }
});

t.test('mediaType() looks at nothing but the extension of the last name', async (t) => {
  for (const key of ['mp4', 'a.mp4/b', 'a.mp4/', 'a.', 'a.unheard-of', 'films/mp4', '', 'a.mp4 ']) {
    t.equal(mediaType(undefined, key), 'application/octet-stream', JSON.stringify(key));
  }
});
