import fc from 'fast-check';
import t from 'tap';
import { objectAt, pathOf } from '../../src/routes/object-path.ts';

t.test('objectAt() reads bucket and key, exactly', async (t) => {
  t.strictSame(objectAt('films/a%20b/%2F+//c', undefined), { bucket: 'films', key: 'a b//+//c' });
  for (const [rest, code] of [
    ['films', 'key_missing'],
    ['films/', 'key_missing'],
    ['/a', 'bucket_missing'],
    ['f/a', 'bucket_invalid'],
    ['films/%ff', 'key_invalid'],
    ['films/%00', 'key_invalid'],
  ] as const) {
    t.throws(() => objectAt(rest, undefined), { code }, rest);
  }
});

t.test('pathOf() leads back to the object', async () => {
  const key = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(key, (text) => {
      if (text.includes('\0') || /\p{Cs}/u.test(text)) return true;
      const ref = { bucket: 'films', key: text };
      const back = objectAt(pathOf(ref).slice('/objects/'.length), undefined);
      return back.bucket === ref.bucket && back.key === ref.key;
    }),
    { numRuns: 2000 },
  );
});
