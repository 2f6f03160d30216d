import t from 'tap';
import { objectHeaders, validatorHeaders } from '../../src/routes/object-headers.ts';
import { metaOf } from '../fixtures/origin-double.ts';

const FULL = metaOf({
  size: 5,
  contentType: 'video/mp4',
  contentEncoding: 'identity',
  contentLanguage: 'de',
  contentDisposition: 'inline',
  cacheControl: 'max-age=60',
});

/** Shown, never run. */
const INERT =
  "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
const ALWAYS = { 'Content-Security-Policy': INERT, 'Referrer-Policy': 'no-referrer' };

t.test('objectHeaders() passes an allow-list and nothing else', async (t) => {
  const leaky = { ...FULL, 'x-amz-id-2': 'secret', server: 'AmazonS3' };
  t.strictSame(objectHeaders(leaky, 'a.mp4'), {
    'Accept-Ranges': 'bytes',
    'Content-Type': 'video/mp4',
    ...ALWAYS,
    ETag: '"v0"',
    'Last-Modified': 'Sun, 06 Nov 1994 08:49:37 GMT',
    'Cache-Control': 'max-age=60',
    'Content-Encoding': 'identity',
    'Content-Language': 'de',
    'Content-Disposition': 'inline',
  });
});

t.test('objectHeaders() leaves out what is not known, but always says a type', async (t) => {
  const bare = metaOf({ size: 5, etag: undefined, lastModified: undefined });
  t.strictSame(objectHeaders(bare, 'a.webm'), {
    'Accept-Ranges': 'bytes',
    'Content-Type': 'video/webm',
    ...ALWAYS,
  });
});

t.test('validatorHeaders() are what a 304 repeats', async (t) => {
  t.strictSame(validatorHeaders(FULL), {
    ETag: '"v0"',
    'Last-Modified': 'Sun, 06 Nov 1994 08:49:37 GMT',
    'Cache-Control': 'max-age=60',
  });
});

t.test('objectHeaders() and validatorHeaders() say of caching what they are told', async (t) => {
  t.equal(validatorHeaders(FULL, 'private')['Cache-Control'], 'private');
  t.equal(objectHeaders(FULL, 'a.mp4', 'private')['Cache-Control'], 'private');
  t.equal(objectHeaders(FULL, 'a.mp4', undefined)['Cache-Control'], 'max-age=60');
  t.notOk('Cache-Control' in validatorHeaders(metaOf({ size: 5 }), undefined));
});

const policyOf = (contentType: string | undefined, key = 'object') =>
  objectHeaders(metaOf({ size: 5, contentType }), key)['Content-Security-Policy'];

t.test('objectHeaders() lets what cannot run play by itself', async (t) => {
  for (const type of [
    'video/mp4',
    'Video/MP4',
    'video/mp4; codecs="avc1.42E01E, mp4a.40.2"',
    ' video/webm ;x=y',
    'video/vnd.dlna.mpeg-tts',
    'audio/mpeg',
    'audio/x-mpegurl',
    'image/png',
    'image/JPEG',
    'text/vtt; charset=utf-8',
    'text/plain',
    'application/vnd.apple.mpegurl',
    'application/x-mpegURL',
    'application/ogg',
    'application/mp4',
  ]) {
    t.equal(policyOf(type), INERT, type);
  }
  for (const key of ['a.mp4', 'a.MOV', 'a.m3u8', 'a.vtt', 'a.jpg']) {
    t.equal(policyOf(undefined, key), INERT, key);
    t.equal(policyOf('binary/octet-stream', key), INERT, key);
  }
});

t.test('objectHeaders() puts everything else into a sandbox', async (t) => {
  for (const type of [
    'text/html',
    'Text/HTML; charset=utf-8',
    'text/html;video/mp4',
    'image/svg+xml',
    'IMAGE/SVG+XML; charset=utf-8',
    'image/svg+xml ; x=y',
    'video/x+xml',
    'application/xhtml+xml',
    'application/dash+xml',
    'application/pdf',
    'application/javascript',
    'text/css',
    'text/xml',
    'application/x-unheard-of',
    'application/octet-stream',
    'video/mp4, text/html',
    'video/mp4; x="a", text/html',
    'video/mp4; x="a, text/html',
    'text/plain,text/html',
    'video/',
    'video/mp4/x',
    'video /mp4',
    'video',
    ';video/mp4',
    'xvideo/mp4',
  ]) {
    t.equal(policyOf(type), `${INERT}; sandbox`, type);
  }
  for (const key of ['a.html', 'a.SVG', 'a.xhtml', 'a.mpd', 'a', 'a.mp4.html']) {
    t.equal(policyOf(undefined, key), `${INERT}; sandbox`, key);
    t.equal(policyOf('application/octet-stream', key), `${INERT}; sandbox`, key);
  }
});
