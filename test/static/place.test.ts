import fc from 'fast-check';
import t from 'tap';
import { linkTo, mediaUrl, placeAt } from '../../static/place.js';

t.test('placeAt() reads what linkTo() wrote, whatever the names', async () => {
  const text = fc.string({ unit: 'grapheme' });
  const places = fc.record({ bucket: text, prefix: text, key: text, q: text, sort: text });
  fc.assert(
    fc.property(places, (place) => {
      const { prefix } = place;
      const whole = { ...place, prefix: prefix.replace(/(?<=[^/])$/, '/') };
      const read = placeAt(new URL(linkTo(place), 'http://localhost'));
      if (JSON.stringify(read) !== JSON.stringify(whole)) throw new Error(JSON.stringify(read));
    }),
  );
});

t.test('placeAt() takes a prefix for a folder, with or without its slash', async (t) => {
  for (const [query, prefix] of [
    ['', ''],
    ['?prefix=', ''],
    ['?prefix=ser', 'ser/'],
    ['?prefix=a/b', 'a/b/'],
    ['?prefix=a/b/', 'a/b/'],
    ['?prefix=/', '/'],
  ] as const) {
    t.equal(placeAt(new URL(`http://localhost/${query}`)).prefix, prefix, query);
  }
});

t.test('linkTo() leaves out what is not said', async (t) => {
  t.equal(linkTo({ bucket: '', prefix: '', key: '' }), '/');
  t.equal(
    linkTo({ bucket: 'b', prefix: 'a b/', key: 'a b/ü.mp4', sort: '-date' }),
    '/?bucket=b&prefix=a%20b%2F&v=a%20b%2F%C3%BC.mp4&sort=-date',
  );
});

t.test('mediaUrl() gives a playlist a path, to which its segments are relative', async (t) => {
  t.equal(mediaUrl({ bucket: 'b', key: 'a/x.mp4' }), '/watch?v=a%2Fx.mp4&bucket=b');
  t.equal(mediaUrl({ bucket: 'b', key: 'a/x y.m3u8' }), '/objects/b/a/x%20y.m3u8');
});
