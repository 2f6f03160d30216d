import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { openFolder } from '../../src/store/folder.ts';

const NOW = Date.UTC(2026, 0, 10);
const hoursAgo = (hours: number): Date => new Date(NOW - hours * 3_600_000);

/** Names as the store gives them. */
const OLD = '0e8b3f2a-1c4d-4e5f-8a9b-0c1d2e3f4a5b';
const YOUNG = '1e8b3f2a-1c4d-4e5f-8a9b-0c1d2e3f4a5b';

t.test(
  'openFolder() removes what crashes left, and nothing that may still be in use',
  async (t) => {
    const root = t.testdir({
      '.firstbyte': {
        tmp: { [OLD]: 'half an object', [YOUNG]: 'being written' },
        uploads: { [OLD]: { 'upload.json': '{}' }, [YOUNG]: { 'upload.json': '{}' } },
      },
    });
    const own = join(root, '.firstbyte');
    utimesSync(join(own, 'tmp', OLD), hoursAgo(1.1), hoursAgo(1.1));
    utimesSync(join(own, 'tmp', YOUNG), hoursAgo(0.9), hoursAgo(0.9));
    utimesSync(join(own, 'uploads', OLD), hoursAgo(7 * 24 + 1), hoursAgo(7 * 24 + 1));
    utimesSync(join(own, 'uploads', YOUNG), hoursAgo(7 * 24 - 1), hoursAgo(7 * 24 - 1));
    await openFolder(root, () => NOW);
    t.strictSame(readdirSync(join(own, 'tmp')), [YOUNG]);
    t.strictSame(readdirSync(join(own, 'uploads')), [YOUNG]);
  },
);

t.test('openFolder() removes nothing that it did not name itself', async (t) => {
  const root = t.testdir({ '.firstbyte': { tmp: { 'film.mp4': '' }, uploads: { films: {} } } });
  for (const [room, name] of [
    ['tmp', 'film.mp4'],
    ['uploads', 'films'],
  ] as const) {
    const path = join(root, '.firstbyte', room);
    utimesSync(join(path, name), hoursAgo(24 * 30), hoursAgo(24 * 30));
    await openFolder(root, () => NOW);
    t.strictSame(readdirSync(path), [name]);
  }
});

t.test('openFolder() judges a link by its own age, and leaves what it leads to', async (t) => {
  const media = t.testdir({
    outside: { [OLD]: 'not ours' },
    media: { '.firstbyte': { tmp: {} } },
  });
  const outside = join(media, 'outside', OLD);
  utimesSync(outside, hoursAgo(24), hoursAgo(24));
  const tmp = join(media, 'media', '.firstbyte', 'tmp');
  symlinkSync(outside, join(tmp, OLD));
  await openFolder(join(media, 'media'), () => NOW);
  t.strictSame(readdirSync(tmp), [OLD], 'the link is young');
  t.equal(readFileSync(outside, 'utf8'), 'not ours');
});

t.test('openFolder() refuses a room of its own that is a link, or no folder', async (t) => {
  for (const room of ['.', 'tmp', 'uploads', 'meta']) {
    const media = t.testdir({ outside: { [OLD]: 'not ours' }, media: {} });
    const outside = join(media, 'outside');
    utimesSync(join(outside, OLD), hoursAgo(24 * 30), hoursAgo(24 * 30));
    const own = join(media, 'media', '.firstbyte');
    if (room !== '.') mkdirSync(own);
    symlinkSync(outside, room === '.' ? own : join(own, room));
    await t.rejects(
      openFolder(join(media, 'media'), () => NOW),
      { message: /has to be a real folder/ },
      room,
    );
    t.strictSame(readdirSync(outside), [OLD], room);
  }
  const file = t.testdir({ '.firstbyte': 'a file' });
  await t.rejects(openFolder(file, Date.now), { message: /has to be a real folder/ });
});

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

t.test('tidy() removes an upload once its week is over, while the store runs', async (t) => {
  const root = t.testdir({ '.firstbyte': { uploads: { [YOUNG]: { 'upload.json': '{}' } } } });
  const uploads = join(root, '.firstbyte', 'uploads');
  utimesSync(join(uploads, YOUNG), hoursAgo(0), hoursAgo(0));
  let ms = NOW;
  const folder = await openFolder(root, () => ms);
  ms += 7 * 24 * 3_600_000 - 1;
  await folder.tidy();
  t.strictSame(readdirSync(uploads), [YOUNG]);
  ms += 2;
  await folder.tidy();
  t.strictSame(readdirSync(uploads), []);
});
