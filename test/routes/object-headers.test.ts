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
const INERT = {
  'Content-Security-Policy':
    "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
};

t.test('objectHeaders() passes an allow-list and nothing else', async (t) => {
  const leaky = { ...FULL, 'x-amz-id-2': 'secret', server: 'AmazonS3' };
  t.strictSame(objectHeaders(leaky, 'a.mp4'), {
    'Accept-Ranges': 'bytes',
    'Content-Type': 'video/mp4',
    ...INERT,
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
    ...INERT,
  });
});

t.test('validatorHeaders() are what a 304 repeats', async (t) => {
  t.strictSame(validatorHeaders(FULL), {
    ETag: '"v0"',
    'Last-Modified': 'Sun, 06 Nov 1994 08:49:37 GMT',
    'Cache-Control': 'max-age=60',
  });
});
