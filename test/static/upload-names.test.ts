import fc from 'fast-check';
import t from 'tap';
import {
  besideOf,
  faultOf,
  folderInWords,
  folderOf,
  keyIn,
  nameIn,
  partsOf,
} from '../../static/upload/names.js';

t.test('nameIn() and folderOf() cut a key in two, and lose nothing of it', async (t) => {
  for (const [key, folder, name] of [
    ['film.mp4', '', 'film.mp4'],
    ['a/b/film.mp4', 'a/b/', 'film.mp4'],
    ['a//film.mp4', 'a//', 'film.mp4'],
    ['/film.mp4', '/', 'film.mp4'],
  ] as const) {
    t.equal(folderOf(key), folder, key);
    t.equal(nameIn(key), name, key);
  }
  t.equal(nameIn('a/'), 'a/', 'what has no name is called as a whole');
});

t.test('faultOf() lets through what S3 takes, by bytes and not by letters', async (t) => {
  t.equal(faultOf('e'.repeat(1024)), '');
  t.match(faultOf('e'.repeat(1025)), /1025 bytes/);
  t.equal(faultOf('é'.repeat(512)), '');
  t.match(faultOf('é'.repeat(513)), /1026 bytes/);
  t.match(faultOf('a\0b'), /NUL/);
  t.equal(faultOf(' e\u0301/ŝ\n"%2F#?.mp4'), '', 'nothing else is wrong with a name');
});

t.test('partsOf() knows the ending and the number of a name', async (t) => {
  for (const [key, stem, ending, count] of [
    ['film.mp4', 'film', '.mp4', 1],
    ['film (2).mp4', 'film', '.mp4', 2],
    ['film (19).mp4', 'film', '.mp4', 19],
    ['film (1).mp4', 'film (1)', '.mp4', 1],
    ['film (02).mp4', 'film (02)', '.mp4', 1],
    ['Dune (2021).mp4', 'Dune', '.mp4', 2021],
    ['(2).mp4', '(2)', '.mp4', 1],
    ['film', 'film', '', 1],
    ['.profile', '.profile', '', 1],
    ['a.b/film', 'a.b/film', '', 1],
    ['a.b/.x', 'a.b/.x', '', 1],
    ['a\nb (3).mp4', 'a\nb', '.mp4', 3],
  ] as const) {
    t.strictSame(partsOf(key), { stem, ending, count }, key);
  }
});

t.test('besideOf() takes the next free number', async (t) => {
  const taken = new Set(['film (2).mp4', 'film (3).mp4']);
  t.equal(
    besideOf('film.mp4', (key) => taken.has(key)),
    'film (4).mp4',
  );
  t.equal(
    besideOf('film (2).mp4', (key) => taken.has(key)),
    'film (4).mp4',
  );
  t.equal(
    besideOf('a/.profile', () => false),
    'a/.profile (2)',
  );
});

t.test('besideOf() stays in the folder, keeps the ending, and is free', async () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.array(fc.nat(30)), (key, numbers) => {
      const { stem, ending } = partsOf(key);
      const taken = new Set([key, ...numbers.map((number) => `${stem} (${number})${ending}`)]);
      const other = besideOf(key, (one) => taken.has(one));
      return !taken.has(other) && folderOf(other) === folderOf(key) && other.endsWith(ending);
    }),
  );
});

t.test('folderInWords() says the bucket for its top', async (t) => {
  t.equal(folderInWords({ bucket: 'films', prefix: '' }), 'films');
  t.equal(folderInWords({ bucket: 'films', prefix: '2026/may/' }), '2026/may');
});

t.test('keyIn() refuses to glue a name to what is no folder', async (t) => {
  t.equal(keyIn('', 'a/film.mp4'), 'a/film.mp4');
  t.equal(keyIn('2026/', 'film.mp4'), '2026/film.mp4');
  t.throws(() => keyIn('2026', 'film.mp4'), /“2026” is no folder/);
});
