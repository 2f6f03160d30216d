import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { openFolder } from '../../src/store/folder.ts';
import {
  dropSidecars,
  headersToStore,
  readSidecar,
  writeSidecar,
} from '../../src/store/sidecar.ts';

const one = { ino: 1n, size: 2n, mtimeNs: 3n };
const two = { ...one, mtimeNs: 4n };
const TYPED = { 'content-type': 'video/mp4' };

t.test('headersToStore() keeps what belongs to the object', async (t) => {
  const headers = {
    ...TYPED,
    'x-amz-meta-a': 'b',
    'content-encoding': '',
    'content-length': '1',
    'x-amz-date': 'x',
    'set-cookie': ['x'],
  };
  t.strictSame(headersToStore(headers), { ...TYPED, 'x-amz-meta-a': 'b' });
});

t.test('readSidecar() gives headers to the very version they came with', async (t) => {
  const folder = await openFolder(t.testdir({}), Date.now);
  await writeSidecar(folder, 'films', 'a/b', one, TYPED);
  t.strictSame(await readSidecar(folder, 'films', 'a/b', one), TYPED);
  t.strictSame(await readSidecar(folder, 'films', 'a/b', two), {});
  t.strictSame(await readSidecar(folder, 'films', 'a', one), {});
  t.strictSame(await readSidecar(folder, 'films/a', 'b', two), {});
});

t.test('dropSidecars() forgets other versions, or all', async (t) => {
  const folder = await openFolder(t.testdir({}), Date.now);
  await writeSidecar(folder, 'films', 'a', one, TYPED);
  await writeSidecar(folder, 'films', 'a', two, TYPED);
  await dropSidecars(folder, 'films', 'a', two);
  t.strictSame(await readSidecar(folder, 'films', 'a', one), {});
  t.strictSame(await readSidecar(folder, 'films', 'a', two), TYPED);
  await dropSidecars(folder, 'films', 'a');
  t.strictSame(readdirSync(folder.sidecars), []);
  await dropSidecars(folder, 'films', 'never-there');
});

t.test('writeSidecar() writes nothing when there is nothing to keep', async (t) => {
  const root = t.testdir({});
  const folder = await openFolder(root, Date.now);
  await writeSidecar(folder, 'films', 'a', one, {});
  t.strictSame(readdirSync(root), []);
});

t.test('readSidecar() takes half a file for none', async (t) => {
  const folder = await openFolder(t.testdir({}), Date.now);
  await writeSidecar(folder, 'films', 'a', one, TYPED);
  const [place = ''] = readdirSync(folder.sidecars);
  const [name = ''] = readdirSync(join(folder.sidecars, place));
  for (const text of ['{"content-t', '', 'null', '[1]', '{"content-type":1,"x":"y"}']) {
    writeFileSync(join(folder.sidecars, place, name), text);
    t.strictSame(await readSidecar(folder, 'films', 'a', one), {}, text);
  }
});
