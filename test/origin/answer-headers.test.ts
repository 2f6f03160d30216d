import t from 'tap';
import { contentLength, entityTag, headerOf, metaFrom } from '../../src/origin/answer-headers.ts';

t.test('headerOf() takes only values that could be sent on', async (t) => {
  t.equal(headerOf({ a: 'b\tc é' }, 'a'), 'b\tc é');
  t.equal(headerOf({ a: ['b', 'c'] }, 'a'), 'b, c');
  for (const bad of ['', 'a\r\nb', 'a\u0000', '\u007f', 'snow \u2603', 'lost \ufffd']) {
    t.equal(headerOf({ a: bad }, 'a'), undefined, JSON.stringify(bad));
  }
  t.equal(headerOf({}, 'a'), undefined);
});

t.test('entityTag() is well-formed or absent', async (t) => {
  const cases: [string | undefined, string | undefined][] = [
    ['"abc"', '"abc"'],
    ['W/"abc"', 'W/"abc"'],
    ['""', '""'],
    ['abc-8', '"abc-8"'],
    ['W/abc', undefined],
    ['"a', undefined],
    ['"a"b"', undefined],
    ['"a", "b"', undefined],
    ['a b', undefined],
    ['', undefined],
    [undefined, undefined],
  ];
  for (const [text, tag] of cases) t.equal(entityTag(text), tag, String(text));
});

t.test('contentLength() is whole bytes or undefined', async (t) => {
  t.equal(contentLength({ 'content-length': '0' }), 0);
  t.equal(contentLength({ 'content-length': '5368709120' }), 5368709120);
  for (const bad of ['-1', '1e3', '0x10', '1.5', ' ', '99999999999999999999', ['1', '1']]) {
    t.equal(contentLength({ 'content-length': bad }), undefined, String(bad));
  }
  t.equal(contentLength({}), undefined);
});

t.test('metaFrom() takes over what is well-formed and leaves the rest out', async (t) => {
  const nothing = {
    size: 9,
    etag: undefined,
    lastModified: undefined,
    contentType: undefined,
    contentEncoding: undefined,
    contentLanguage: undefined,
    contentDisposition: undefined,
    cacheControl: undefined,
  };
  t.same(metaFrom({}, 9), nothing);
  t.same(
    metaFrom(
      {
        etag: 'bare',
        'last-modified': 'Sun, 22 Nov 2026 10:57:50 GMT',
        'content-type': 'binary/octet-stream',
        'content-encoding': 'gzip',
        'content-language': 'de',
        'content-disposition': 'inline; filename="é.mp4"',
        'cache-control': ['no-cache', 'private'],
        'x-amz-meta-secret': 'x',
      },
      9,
    ),
    {
      size: 9,
      etag: '"bare"',
      lastModified: Date.UTC(2026, 10, 22, 10, 57, 50),
      contentType: 'binary/octet-stream',
      contentEncoding: 'gzip',
      contentLanguage: 'de',
      contentDisposition: 'inline; filename="é.mp4"',
      cacheControl: 'no-cache, private',
    },
  );
  t.same(
    metaFrom({ etag: '"a\u0001"', 'last-modified': 'yesterday', 'content-type': 'a\r\nb: c' }, 9),
    nothing,
  );
  for (const date of ['2026-11-22', 'Sun, 99 Nov 2026 10:57:50 GMT', '1']) {
    t.equal(metaFrom({ 'last-modified': date }, 9).lastModified, undefined, date);
  }
});

t.test("metaFrom() leaves S3's upload framing out of Content-Encoding", async (t) => {
  for (const [said, meant] of [
    ['aws-chunked', undefined],
    ['aws-chunked,gzip', 'gzip'],
    ['gzip, aws-chunked', 'gzip'],
    ['AWS-Chunked , br', 'br'],
    ['gzip, br', 'gzip, br'],
    ['aws-chunked-x', 'aws-chunked-x'],
    ['aws-chunked,', undefined],
  ] as const) {
    t.equal(metaFrom({ 'content-encoding': said }, 9).contentEncoding, meant, said);
  }
});
