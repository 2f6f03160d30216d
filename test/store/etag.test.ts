import { open, rename, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { etagOf, isSameVersion } from '../../src/store/etag.ts';

const version = { ino: 1n, size: 2n, mtimeNs: 3n, ctimeNs: 4n, nlink: 1n };

t.test('etagOf() is strong, quoted, no MD5, and another for every change', async (t) => {
  t.match(etagOf(version), /^"[0-9a-f]{32}-fb"$/);
  for (const field of ['ino', 'size', 'mtimeNs', 'ctimeNs'] as const) {
    t.not(etagOf({ ...version, [field]: 9n }), etagOf(version), field);
  }
  t.not(etagOf({ ...version, ino: 12n, size: 3n }), etagOf({ ...version, ino: 1n, size: 23n }));
});

t.test('etagOf() sees an edit in place of the same length with its mtime restored', async (t) => {
  const path = join(t.testdir({ film: 'one' }), 'film');
  const before = await stat(path, { bigint: true });
  let after = before;
  // The kernel's clock ticks some hundred times a second; write until it has.
  while (after.ctimeNs === before.ctimeNs) {
    await writeFile(path, 'two', { flag: 'r+' });
    await utimes(path, before.atime, before.mtime);
    after = await stat(path, { bigint: true });
  }
  t.equal(after.size, before.size);
  t.equal(after.ino, before.ino);
  t.not(etagOf(after), etagOf(before));
});

t.test('isSameVersion() tells a change of bytes from being replaced or deleted', async (t) => {
  t.equal(isSameVersion(version, { ...version }), true);
  t.equal(isSameVersion(version, { ...version, size: 3n }), false);
  t.equal(isSameVersion(version, { ...version, mtimeNs: 4n }), false);
  t.equal(isSameVersion(version, { ...version, ctimeNs: 5n }), false);
  t.equal(isSameVersion(version, { ...version, ctimeNs: 5n, nlink: 0n }), true);
  t.equal(isSameVersion(version, { ...version, ctimeNs: 5n, mtimeNs: 5n, nlink: 0n }), false);
});

t.test('isSameVersion() holds for a descriptor whose object was replaced', async (t) => {
  const folder = t.testdir({ film: 'one', next: 'two' });
  const handle = await open(join(folder, 'film'));
  const before = await handle.stat({ bigint: true });
  await rename(join(folder, 'next'), join(folder, 'film'));
  const after = await handle.stat({ bigint: true });
  await handle.close();
  t.equal(isSameVersion(before, after), true);
});
