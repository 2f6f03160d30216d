import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { openFolder } from '../../src/store/folder.ts';
import {
  bucketFolder,
  isBucketName,
  openObject,
  pruneParents,
  writablePath,
} from '../../src/store/locate.ts';

/** A bucket with links of every kind in it, and something outside that must stay there. */
async function linked(t: Test) {
  const mediaDir = t.testdir({
    outside: { secret: 'secret' },
    media: { films: { real: { film: 'film' } }, other: { film: 'of another bucket' } },
  });
  const films = join(mediaDir, 'media', 'films');
  const link = (to: string, name: string): void => symlinkSync(to, join(films, name));
  link('../../outside/secret', 'out');
  link('../../outside', 'out-folder');
  link('../other/film', 'other-bucket');
  link('real/film', 'inside');
  link('real', 'inside-folder');
  link('nowhere', 'dangling');
  link('loop', 'loop');
  link('.', 'self');
  symlinkSync('../outside', join(mediaDir, 'media', 'linked-bucket'));
  return { films, mediaDir, folder: await openFolder(join(mediaDir, 'media'), Date.now) };
}

t.test('openObject() opens files of the bucket, also through a link to one', async (t) => {
  const { folder } = await linked(t);
  for (const key of ['real/film', 'inside']) {
    const { handle, stats } = await openObject(folder, 'films', key);
    t.equal(String(await handle.readFile()), 'film', key);
    t.equal(stats.size, 4n);
    await handle.close();
  }
});

t.test(
  'openObject() never follows a link out of the bucket, nor any link to a folder',
  async (t) => {
    const { folder } = await linked(t);
    const keys = ['out', 'out-folder', 'out-folder/secret', 'other-bucket', 'dangling', 'loop'];
    keys.push('inside-folder/film', 'self/real/film', 'real', 'real/film/x', 'nothing', 'real/');
    for (const key of keys) {
      await t.rejects(openObject(folder, 'films', key), { code: 'NoSuchKey' }, key);
    }
    await t.rejects(openObject(folder, 'linked-bucket', 'secret'), { code: 'NoSuchBucket' });
    await t.rejects(openObject(folder, '..', 'outside'), { code: 'NoSuchBucket' });
    await t.rejects(openObject(folder, 'films', '../other/film'), { code: 'NoSuchKey' });
  },
);

/** openObject() of a disk on which `meddle` happens around every opening of a file. */
async function openMeddled(t: Test, meddle: { before?: () => void; after?: () => void }) {
  let opened = 0;
  const open = async (...given: Parameters<typeof fs.open>) => {
    opened++;
    meddle.before?.();
    const handle = await fs.open(...given);
    meddle.after?.();
    return handle;
  };
  const { openObject } = await t.mockImport<typeof import('../../src/store/locate.ts')>(
    '../../src/store/locate.ts',
    { 'node:fs/promises': { ...fs, open } },
  );
  return { openObject, opened: () => opened };
}

t.test('openObject() looks again when the object was replaced while it was opened', async (t) => {
  const { folder, films } = await linked(t);
  const film = join(films, 'real', 'film');
  const replace = (content: string): void => {
    writeFileSync(`${film}.new`, content);
    renameSync(`${film}.new`, film);
  };
  let versions = ['the new film'];
  const meddled = await openMeddled(t, {
    after: () => {
      const version = versions.shift();
      if (version !== undefined) replace(version);
    },
  });
  const { handle } = await meddled.openObject(folder, 'films', 'real/film');
  t.equal(String(await handle.readFile()), 'the new film');
  await handle.close();
  t.equal(meddled.opened(), 2);

  versions = ['1', '2', '3', '4', '5'];
  const last = await meddled.openObject(folder, 'films', 'real/film');
  t.equal(String(await last.handle.readFile()), '2', 'the third that was opened will do');
  await last.handle.close();
});

t.test(
  'openObject() follows no link that takes the place of a file at the last moment',
  async (t) => {
    const { folder, films, mediaDir } = await linked(t);
    const film = join(films, 'real', 'film');
    const { openObject } = await openMeddled(t, {
      before: () => {
        rmSync(film);
        symlinkSync(join(mediaDir, 'outside', 'secret'), film);
      },
    });
    await t.rejects(openObject(folder, 'films', 'real/film'), { code: 'NoSuchKey' });
  },
);

t.test('writablePath() refuses links that lead away, and makes nothing behind them', async (t) => {
  const { folder, films, mediaDir } = await linked(t);
  const root = await bucketFolder(folder, 'films');
  for (const names of [
    ['out-folder', 'x'],
    ['out-folder', 'y', 'x'],
    ['out'],
    ['dangling'],
    ['self', 'x'],
  ]) {
    await t.rejects(writablePath(root, names, true), { code: 'AccessDenied' }, names.join('/'));
    await t.rejects(writablePath(root, names, false), { code: 'AccessDenied' }, names.join('/'));
  }
  await t.rejects(fs.access(join(mediaDir, 'outside', 'y')), { code: 'ENOENT' });
  t.equal(await writablePath(root, ['inside'], true), join(films, 'inside'));
});

t.test('writablePath() makes parents when asked to, and says when one is an object', async (t) => {
  const { folder } = await linked(t);
  const root = await bucketFolder(folder, 'films');
  t.equal(await writablePath(root, ['a', 'b', 'c'], false), undefined);
  t.equal(await writablePath(root, ['a', 'b', 'c'], true), join(root, 'a', 'b', 'c'));
  await fs.access(join(root, 'a', 'b'));
  await t.rejects(writablePath(root, ['real', 'film', 'x'], true), { code: 'KeyConflict' });
  t.equal(await writablePath(root, ['real', 'film', 'x'], false), undefined, 'no such object');
});

t.test(
  'pruneParents() removes empty folders up to the bucket, and stops at the first full one',
  async (t) => {
    const { folder } = await linked(t);
    const root = await bucketFolder(folder, 'films');
    mkdirSync(join(root, 'real', 'a', 'b'), { recursive: true });
    await pruneParents(root, join(root, 'real', 'a', 'b', 'gone'));
    await t.rejects(fs.access(join(root, 'real', 'a')), { code: 'ENOENT' });
    await fs.access(join(root, 'real', 'film'));
    await pruneParents(root, join(root, 'gone'));
    await fs.access(root);
  },
);

t.test('isBucketName() follows the rules of S3', async (t) => {
  for (const name of ['abc', 'a.b-c', '123', 'a'.repeat(63)]) t.ok(isBucketName(name), name);
  const bad = ['', 'ab', 'a'.repeat(64), 'Abc', 'a_b', '-abc', 'abc-', '.abc', 'a..b', '1.2.3.4'];
  for (const name of [...bad, '..', '.firstbyte', 'a/b', 'é-é']) t.notOk(isBucketName(name), name);
});
