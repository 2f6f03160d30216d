import t from 'tap';
import { existingOf, numberedOf } from '../../static/upload/existing.js';

/** A bucket with these keys, listed two a page. */
function bucketOf(...keys: string[]) {
  const asked: string[] = [];
  return {
    asked,
    async list({ prefix }: { prefix: string }, cursor: string) {
      asked.push(prefix);
      const all = keys.filter((key) => key.startsWith(prefix)).sort();
      const from = Number(cursor || 0);
      const objects = all
        .slice(from, from + 2)
        .map((key) => ({ key, size: 1, etag: null, lastModified: null }));
      return { objects, prefixes: [], cursor: from + 2 < all.length ? `${from + 2}` : null };
    },
  };
}

t.test('existingOf() asks for each of a few names, and not for more of them', async (t) => {
  const { list, asked } = bucketOf('a/film.mp4', 'a/film.mp4.bak', 'a/other.mp4');
  const found = await existingOf(list, 'b', ['a/film.mp4', 'a/film', 'new/x.mp4']);
  t.strictSame([...found.keys()], ['a/film.mp4']);
  t.strictSame(asked, ['a/film.mp4', 'a/film', 'new/x.mp4']);
});

t.test('existingOf() lists a folder for many names, page after page', async (t) => {
  const keys = Array.from({ length: 9 }, (_, i) => `a/${i}.mp4`);
  const { list, asked } = bucketOf(...keys, 'a/x.mp4');
  const found = await existingOf(list, 'b', [...keys, 'a/new.mp4', 'b/one.mp4']);
  t.strictSame([...found.keys()], keys);
  t.strictSame([...new Set(asked)].sort(), ['a/', 'b/one.mp4']);
  t.equal(asked.filter((prefix) => prefix === 'a/').length, 5);
});

t.test('existingOf() does not list without end', async (t) => {
  let pages = 0;
  const list = async () => {
    pages += 1;
    return { objects: [], prefixes: [], cursor: 'more' };
  };
  await existingOf(
    list,
    'b',
    Array.from({ length: 9 }, (_, i) => `${i}`),
  );
  t.equal(pages, 40);
});

t.test('existingOf() fails as the listing fails', async (t) => {
  const list = async () => {
    throw new Error('no');
  };
  await t.rejects(existingOf(list, 'b', ['a']), /no/);
});

t.test('numberedOf() finds what is there with a number behind its name', async (t) => {
  const { list } = bucketOf('film (2).mp4', 'film (3).mp4', 'film (4).mov', 'films (2).mp4');
  t.strictSame(
    [...(await numberedOf(list, 'b', 'film.mp4'))],
    ['film (2).mp4', 'film (3).mp4', 'film (4).mov'],
  );
  t.strictSame([...(await numberedOf(list, 'b', 'film (2).mp4'))].length, 3);
});
