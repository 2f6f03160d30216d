import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { openFolder } from '../../src/store/folder.ts';
import {
  addPart,
  createUpload,
  listParts,
  openUpload,
  removeUpload,
} from '../../src/store/uploads.ts';

const MD5 = 'a'.repeat(32);

t.test('openUpload() finds what createUpload() made, for the same key only', async (t) => {
  const folder = await openFolder(t.testdir({}), Date.now);
  const headers = { 'content-type': 'video/mp4' };
  const id = await createUpload(folder, 'films', 'a/b', headers);
  t.match(await openUpload(folder, 'films', 'a/b', id), { id, headers });
  await t.rejects(openUpload(folder, 'films', 'a', id), { code: 'NoSuchUpload' });
  await t.rejects(openUpload(folder, 'other', 'a/b', id), { code: 'NoSuchUpload' });
  await t.rejects(openUpload(folder, 'films', 'a/b', `../${id}`), { code: 'NoSuchUpload' });
});

t.test('listParts() is in order of numbers, one part a number', async (t) => {
  const root = t.testdir({});
  const folder = await openFolder(root, Date.now);
  const upload = await openUpload(folder, 'f', 'k', await createUpload(folder, 'f', 'k', {}));
  const add = async (number: number, md5: string): Promise<void> => {
    const from = join(root, 'part');
    writeFileSync(from, 'x');
    await addPart(upload, number, md5, from);
  };
  for (const number of [10, 2, 1]) await add(number, MD5);
  await add(2, 'b'.repeat(32));
  const parts = (await listParts(upload)).map(({ number, md5 }) => [number, md5[0]]);
  t.strictSame(parts, [
    [1, 'a'],
    [2, 'b'],
    [10, 'a'],
  ]);
  await removeUpload(upload);
  t.strictSame(readdirSync(folder.uploads), []);
  await t.rejects(add(1, MD5), { code: 'NoSuchUpload' }, 'aborted while a part was on its way');
});
