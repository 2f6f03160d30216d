import { readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { openFolder } from '../../src/store/folder.ts';

const NOW = Date.UTC(2026, 0, 10);
const hoursAgo = (hours: number): Date => new Date(NOW - hours * 3_600_000);

t.test(
  'openFolder() removes what crashes left, and nothing that may still be in use',
  async (t) => {
    const root = t.testdir({
      '.firstbyte': {
        tmp: { old: 'half an object', young: 'being written' },
        uploads: { old: { 'upload.json': '{}' }, young: { 'upload.json': '{}' } },
      },
    });
    const own = join(root, '.firstbyte');
    utimesSync(join(own, 'tmp', 'old'), hoursAgo(1.1), hoursAgo(1.1));
    utimesSync(join(own, 'tmp', 'young'), hoursAgo(0.9), hoursAgo(0.9));
    utimesSync(join(own, 'uploads', 'old'), hoursAgo(7 * 24 + 1), hoursAgo(7 * 24 + 1));
    utimesSync(join(own, 'uploads', 'young'), hoursAgo(7 * 24 - 1), hoursAgo(7 * 24 - 1));
    await openFolder(root, () => NOW);
    t.strictSame(readdirSync(join(own, 'tmp')), ['young']);
    t.strictSame(readdirSync(join(own, 'uploads')), ['young']);
  },
);

t.test(
  'openFolder() writes nothing by itself, and refuses a folder that is not there',
  async (t) => {
    const root = t.testdir({ films: {} });
    await openFolder(root, Date.now);
    t.strictSame(readdirSync(root), ['films']);
    await t.rejects(openFolder(join(root, 'nothing'), Date.now), { code: 'ENOENT' });
  },
);

t.test('Folder.nextModified() never says the same twice, also as the disk keeps it', async (t) => {
  const root = t.testdir({ file: '' });
  const folder = await openFolder(root, () => NOW);
  const path = join(root, 'file');
  const seen = new Set<bigint>();
  for (let i = 0; i < 500; i++) {
    const modified = folder.nextModified();
    utimesSync(path, modified, modified);
    seen.add(statSync(path, { bigint: true }).mtimeNs);
  }
  t.equal(seen.size, 500);
});

t.test('Folder.serially() runs work of one name in order, of others at once', async (t) => {
  const folder = await openFolder(t.testdir({}), Date.now);
  const log: string[] = [];
  let release = (): void => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const first = folder.serially('a', async () => {
    await gate;
    log.push('a1');
    throw new Error('a1 failed');
  });
  const second = folder.serially('a', async () => log.push('a2'));
  await folder.serially('b', async () => log.push('b'));
  release();
  await t.rejects(first, { message: 'a1 failed' });
  await second;
  t.strictSame(log, ['b', 'a1', 'a2'], 'a failure does not stop what comes after');
});

t.test('Folder.createTemporary() makes a new file in a room that is never a bucket', async (t) => {
  const root = t.testdir({});
  const folder = await openFolder(root, Date.now);
  const { path, handle } = await folder.createTemporary();
  await handle.close();
  t.ok(path.startsWith(join(folder.root, '.firstbyte', 'tmp')));
  const other = await folder.createTemporary();
  await other.handle.close();
  t.not(other.path, path);
});
