import t from 'tap';
import { isStrong, sameVersion } from '../../src/object/meta.ts';
import { metaOf } from '../fixtures/origin-double.ts';

t.test('isStrong() knows strong tags', async (t) => {
  t.equal(isStrong('"a"'), true);
  t.equal(isStrong('""'), true);
  t.equal(isStrong('W/"a"'), false);
  t.equal(isStrong(undefined), false);
});

t.test('sameVersion() lets a strong tag settle it', async (t) => {
  const one = metaOf({ size: 10, etag: '"a"' });
  t.equal(sameVersion(one, { ...one }), true);
  t.equal(sameVersion(one, { ...one, lastModified: 0 }), true, 'whatever the date');
  t.equal(sameVersion(one, { ...one, contentType: 'x/y' }), true);
  t.equal(sameVersion(one, { ...one, etag: '"b"' }), false);
  t.equal(sameVersion(one, { ...one, etag: undefined }), false);
  t.equal(sameVersion(one, { ...one, size: 11 }), false, 'a size that differs is another object');
});

t.test('sameVersion() goes by size, date and tag without a strong one', async (t) => {
  for (const etag of [undefined, 'W/"a"']) {
    const one = metaOf({ size: 10, etag });
    t.equal(sameVersion(one, { ...one }), true);
    t.equal(sameVersion(one, { ...one, lastModified: 0 }), false);
    t.equal(sameVersion(one, { ...one, size: 11 }), false);
    t.equal(sameVersion(one, { ...one, etag: 'W/"b"' }), false);
  }
});
