import fc from 'fast-check';
import t from 'tap';
import { createCollection } from '../../static/library/collection.js';
import { itemsOf, matching } from '../../static/library/items.js';
import {
  comparing,
  merged,
  orderFrom,
  orderText,
  sortedAround,
} from '../../static/library/order.js';

const entry = (key: string, size = 1, lastModified: string | null = null) => ({
  key,
  size,
  etag: `"${key}"`,
  lastModified,
});
const unknown = (): number => Number.NaN;
const names = (items: readonly { name: string }[]): string[] => items.map(({ name }) => name);

const PAGE = {
  prefixes: ['a/Later/', 'a/Élan/'],
  objects: [
    entry('a/film 10.mp4', 5, '2026-02-01T00:00:00Z'),
    entry('a/film 2.mp4', 9),
    entry('a/Notes.txt', 3, '2026-01-01T00:00:00Z'),
    entry('a/Zürich.M3U8', 1, '2026-03-01T00:00:00Z'),
    entry('a/', 0),
  ],
};

t.test(
  'itemsOf() tells folders, films and the rest apart, and names them within the folder',
  async (t) => {
    t.strictSame(
      itemsOf('a/', PAGE).map(({ kind, name }) => [kind, name]),
      [
        ['folder', 'Later/'],
        ['folder', 'Élan/'],
        ['film', 'film 10.mp4'],
        ['film', 'film 2.mp4'],
        ['other', 'Notes.txt'],
        ['film', 'Zürich.M3U8'],
        ['other', 'a/'],
      ],
    );
  },
);

t.test('itemsOf() gives a new version of an object an id of its own', async (t) => {
  const idOf = (size: number) => itemsOf('', { prefixes: [], objects: [entry('k', size)] })[0]?.id;
  t.equal(idOf(1), idOf(1));
  t.not(idOf(1), idOf(2));
});

t.test('matching() finds parts of names, whatever their case and accents', async (t) => {
  const items = itemsOf('a/', PAGE);
  for (const [query, found] of [
    ['', 7],
    ['zurich', 1],
    ['ZÜRICH', 1],
    ['elan', 1],
    ['10 FILM', 1],
    ['ﬁlm', 2],
    ['film 3', 0],
    ['a/', 1],
  ] as const) {
    t.equal(items.filter(matching(query)).length, found, query);
  }
});

t.test('comparing() sorts every way in both directions, and keeps kinds together', async (t) => {
  const items = itemsOf('a/', PAGE);
  const lengths: Record<string, number> = { 'film 2.mp4': 60, 'Zürich.M3U8': 7 };
  const lengthOf = ({ name }: { name: string }): number => lengths[name] ?? Number.NaN;
  for (const [sort, expected] of [
    ['', 'Élan/ Later/ film 2.mp4 film 10.mp4 Zürich.M3U8 a/ Notes.txt'],
    ['-name', 'Later/ Élan/ Zürich.M3U8 film 10.mp4 film 2.mp4 Notes.txt a/'],
    ['size', 'Élan/ Later/ Zürich.M3U8 film 10.mp4 film 2.mp4 a/ Notes.txt'],
    ['-size', 'Élan/ Later/ film 2.mp4 film 10.mp4 Zürich.M3U8 Notes.txt a/'],
    ['date', 'Élan/ Later/ film 10.mp4 Zürich.M3U8 film 2.mp4 Notes.txt a/'],
    ['-date', 'Élan/ Later/ Zürich.M3U8 film 10.mp4 film 2.mp4 Notes.txt a/'],
    ['length', 'Élan/ Later/ Zürich.M3U8 film 2.mp4 film 10.mp4 a/ Notes.txt'],
    ['-length', 'Élan/ Later/ film 2.mp4 Zürich.M3U8 film 10.mp4 a/ Notes.txt'],
  ] as const) {
    const sorted = [...items].sort(comparing(orderFrom(sort), lengthOf));
    t.equal(names(sorted).join(' '), expected, sort);
  }
});

t.test(
  'orderFrom() takes what orderText() gives, and the usual order for anything else',
  async (t) => {
    for (const text of ['', '-name', 'date', '-date', 'size', '-size', 'length', '-length']) {
      t.equal(orderText(orderFrom(text)), text);
    }
    for (const text of ['colour', '--date', 'constructor', '-']) {
      t.strictSame(orderFrom(text), { by: 'name', down: false }, text);
    }
  },
);

t.test('merged() is what sorting all of them gives', async () => {
  const keys = fc.uniqueArray(fc.string({ maxLength: 4 }), { maxLength: 30 });
  const compare = comparing(orderFrom('-size'), unknown);
  fc.assert(
    fc.property(keys, fc.nat(30), (all, at) => {
      const objects = all.map((key, i) => entry(key, i % 3));
      const items = itemsOf('', { prefixes: [], objects });
      const known = items.slice(0, at).sort(compare);
      const one = merged(known, items.slice(at), compare);
      const other = [...items].sort(compare);
      if (`${one.map(({ id }) => id)}` !== `${other.map(({ id }) => id)}`) throw new Error('Other');
    }),
  );
});

t.test('createCollection() searches and sorts pages that come later as well', async (t) => {
  const collection = createCollection({ q: 'film', sort: '' }, unknown);
  const pageOf = (...keys: string[]) => {
    const objects = keys.map((key) => entry(key, key.length));
    return itemsOf('', { prefixes: [], objects });
  };
  collection.add(pageOf('film b.mp4', 'other.mp4'));
  collection.add(pageOf('film a longer.mp4', 'Film c.mp4'));
  t.strictSame(names(collection.shown()), ['film a longer.mp4', 'film b.mp4', 'Film c.mp4']);
  collection.arrange({ q: '', sort: '-size' });
  t.equal(names(collection.shown())[0], 'film a longer.mp4');
  t.equal(collection.shown().length, 4);
  collection.add(pageOf('the longest name of all.mp4'));
  t.equal(names(collection.shown())[0], 'the longest name of all.mp4');
  collection.arrange({ q: 'LONG all', sort: '-size' });
  t.strictSame(names(collection.shown()), ['the longest name of all.mp4']);
  t.equal(collection.all().length, 5);
});

t.test('sortedAround() keeps some where they were, and each kind with its own', async (t) => {
  const items = itemsOf('', {
    prefixes: ['f/'],
    objects: ['1.mp4', '2.mp4', '3.mp4', '4.mp4', 'a.txt'].map((key) => entry(key)),
  });
  const sorted = [...items].sort(comparing(orderFrom('-name'), unknown));
  const around = (...kept: string[]): string =>
    names(sortedAround(items, sorted, ({ name }) => kept.includes(name))).join(' ');
  t.equal(around(), 'f/ 4.mp4 3.mp4 2.mp4 1.mp4 a.txt');
  t.equal(around('2.mp4'), 'f/ 4.mp4 2.mp4 3.mp4 1.mp4 a.txt');
  t.equal(around('1.mp4', '4.mp4', 'f/'), 'f/ 1.mp4 3.mp4 2.mp4 4.mp4 a.txt');
});

t.test('createCollection() takes in what has become known, around what is held', async (t) => {
  const lengths = new Map<string, number>();
  const collection = createCollection(
    { q: 'mp4', sort: '-length' },
    ({ key }) => lengths.get(key) ?? Number.NaN,
  );
  const objects = ['1.mp4', '2.mp4', '3.mp4', 'a.txt'].map((key) => entry(key));
  collection.add(itemsOf('', { prefixes: [], objects }));
  lengths.set('3.mp4', 9).set('2.mp4', 5);
  t.strictSame(names(collection.shown()), ['1.mp4', '2.mp4', '3.mp4']);
  collection.resort(({ name }) => name === '1.mp4');
  t.strictSame(names(collection.shown()), ['1.mp4', '3.mp4', '2.mp4']);
  collection.resort(() => false);
  t.strictSame(names(collection.shown()), ['3.mp4', '2.mp4', '1.mp4']);
  t.strictSame(names(collection.all()), ['3.mp4', '2.mp4', '1.mp4', 'a.txt']);
});
