import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { leftOut } from '../../src/store/left-out.ts';

t.test('leftOut() has nothing to say of a folder of buckets, nor of hidden things', async (t) => {
  const root = t.testdir({
    films: { 'a.mp4': '' },
    'series-2': {},
    '.firstbyte': {},
    '.DS_Store': '',
  });
  t.strictSame(await leftOut(root), []);
});

t.test('leftOut() counts files and names folders and links that are no buckets', async (t) => {
  const root = t.testdir({ 'a.mp4': '', 'b.mp4': '', 'My Films': {}, ab: {}, films: {} });
  symlinkSync('films', join(root, 'more-films'));
  t.strictSame(await leftOut(root), [
    '2 files directly in the folder, outside of its folders',
    'folders whose names cannot be buckets: "My Films", "ab"',
    'links in place of folders: "more-films"',
  ]);
  t.match(await leftOut(t.testdir({ film: '' })), ['1 file directly in the folder, outside']);
});

t.test('leftOut() names ten, and counts the rest', async (t) => {
  const folders = Array.from({ length: 13 }, (_, i) => [`Film ${10 + i}`, {}]);
  const [sentence] = await leftOut(t.testdir(Object.fromEntries(folders)));
  t.match(sentence, /^folders whose names cannot be buckets: "Film 10", .*"Film 19" and 3 more$/);
});
