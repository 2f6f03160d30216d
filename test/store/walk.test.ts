import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { walk } from '../../src/store/walk.ts';

async function keysOf(root: string, prefix = '', after = ''): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of walk(root, prefix, { after, rolled: false })) keys.push(key);
  return keys;
}

t.test('walk() lists what was put into the folder by hand, hidden names too', async (t) => {
  const root = t.testdir({ 'b.mp4': '', a: { '.DS_Store': '', 'é.mp4': '' }, empty: { er: {} } });
  t.strictSame(await keysOf(root), ['a/.DS_Store', 'a/é.mp4', 'b.mp4']);
});

t.test('walk() lists no name that is not the name of a key', async (t) => {
  const root = t.testdir({
    '~': '',
    '.fb-end': { x: '' },
    '.fb-name-x': '',
    '.fb-other': { x: '' },
    '.fb-last-x': '',
    '.fb-more-x': { y: '', '.fb-last-y': '' },
    '.fb-more-y': 'a file',
    ok: '',
  });
  t.strictSame(await keysOf(root), ['ok']);
});

t.test('walk() lists links to objects of the bucket, and follows none to a folder', async (t) => {
  const media = t.testdir({ films: { real: { film: '' } }, outside: { secret: '' } });
  const root = join(media, 'films');
  const link = (to: string, name: string): void => symlinkSync(to, join(root, name));
  link('real/film', 'inside');
  link('real', 'inside-folder');
  link('../outside/secret', 'out');
  link('../outside', 'out-folder');
  link('nowhere', 'dangling');
  link('loop', 'loop');
  t.strictSame(await keysOf(root), ['inside', 'real/film']);
  t.strictSame(await keysOf(root, 'out-folder/'), [], 'not by its prefix either');
  t.strictSame(await keysOf(root, 'inside-folder/'), []);
});

t.test('walk() goes nowhere for prefixes that no key has', async (t) => {
  const media = t.testdir({ films: { a: { x: '' } }, other: { x: '' } });
  const root = join(media, 'films');
  for (const prefix of [
    '../',
    '../other/',
    './',
    'a/../',
    'a/./',
    '\0/',
    'a/x/',
    `${'a/'.repeat(3000)}`,
  ]) {
    t.strictSame(await keysOf(root, prefix), [], prefix.slice(0, 20));
  }
});

t.test('walk() leaves out keys over 1024 bytes, which GET would refuse', async (t) => {
  const long = 'x'.repeat(250);
  const root = t.testdir({ [long]: { [long]: { [long]: { [long]: { y: '', [long]: '' } } } } });
  t.strictSame(await keysOf(root), [`${`${long}/`.repeat(4)}y`]);
});

t.test('walk() leaves out names that are not UTF-8, to which no key leads', async (t) => {
  const root = t.testdir({ films: { 'a.mp4': '', 'real \ufffd.mp4': '' } });
  const films = Buffer.from(`${join(root, 'films')}/`);
  try {
    writeFileSync(Buffer.concat([films, Buffer.from('caf\xe9.mp4', 'latin1')]), '');
    mkdirSync(Buffer.concat([films, Buffer.from('caf\xe9', 'latin1')]));
    writeFileSync(Buffer.concat([films, Buffer.from('caf\xe9/x', 'latin1')]), '');
  } catch {
    // Some disks take UTF-8 only; then there is nothing to leave out.
  }
  t.strictSame(await keysOf(join(root, 'films')), ['a.mp4', 'real \ufffd.mp4']);
});

t.test('walk() passes over folders that vanish on the way', async (t) => {
  const root = t.testdir({ a: { x: '' }, b: { x: '' }, c: { x: '' } });
  const keys: string[] = [];
  for await (const { key } of walk(root, '', { after: '', rolled: false })) {
    keys.push(key);
    await rm(join(root, 'b'), { recursive: true, force: true });
  }
  t.strictSame(keys, ['a/x', 'c/x']);
});
