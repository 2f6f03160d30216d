import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { listPage, readToken, rollUp, writeToken } from '../../src/store/listing.ts';
import { keyToPath, MAX_KEY_BYTES } from '../../src/store/paths.ts';
import { type Position, walk } from '../../src/store/walk.ts';

const START: Position = { after: '', rolled: false };
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Few and alike, so that folders, prefixes and delimiters meet; and names that are escaped. */
const segment = fc.constantFrom(
  'a',
  'b',
  'a!',
  'a0',
  '',
  '~',
  '.fb-x',
  'é',
  '\u{ffee}',
  '🎬',
  'x'.repeat(300),
);
const key = fc
  .array(segment, { minLength: 1, maxLength: 4 })
  .map((segments) => segments.join('/'))
  .filter((text) => text !== '' && Buffer.byteLength(text) <= MAX_KEY_BYTES);

t.test('listPage() pages through exactly the keys there are, in byte order', async (t) => {
  const root = t.testdir({});
  let n = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(key, { maxLength: 25 }),
      fc.constantFrom('', 'a', 'a/', '/', '~', 'b/a', 'é/', 'zz', '.fb-', 'x'.repeat(250)),
      fc.constantFrom('', '/', '//', 'a', '/a', '!'),
      fc.integer({ min: 1, max: 6 }),
      fc.oneof(fc.constant(''), key),
      async (wanted, prefix, delimiter, limit, after) => {
        const bucket = join(root, String(n++));
        const keys = await store(bucket, wanted);
        const found = await listAll(bucket, prefix, delimiter, limit, { after, rolled: false });
        await rm(bucket, { recursive: true });
        const left = keys.filter((k) => k.startsWith(prefix) && byBytes(k, after) > 0);
        const entries = new Set(left.map((k) => rollUp(k, prefix, delimiter) ?? k));
        t.strictSame(found, [...entries].sort(byBytes));
      },
    ),
    { numRuns: 400 },
  );
});

/** Stores what a folder can hold together, and returns it. */
async function store(bucket: string, keys: readonly string[]): Promise<string[]> {
  await mkdir(bucket);
  const stored = new Set<string>();
  for (const key of keys) {
    const path = join(bucket, ...keyToPath(key));
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, '');
      stored.add(key);
    } catch {
      // Another key has a folder, or an object, in its place.
    }
  }
  return [...stored];
}

async function listAll(
  bucket: string,
  prefix: string,
  delimiter: string,
  limit: number,
  start: Position,
): Promise<string[]> {
  const all: string[] = [];
  for (let position: Position | undefined = start; position; ) {
    const page = await listPage(bucket, { prefix, delimiter, limit, position });
    const entries = [...page.objects.map((object) => object.key), ...page.prefixes].sort(byBytes);
    if (page.next && entries.length !== limit) throw new Error('Only the last page may be short');
    all.push(...entries);
    position = page.next && readToken(writeToken(page.next));
  }
  return all;
}

t.test(
  'listPage() does not read folders that prefix, position or delimiter rule out',
  async (t) => {
    const bucket = t.testdir({ a: { 1: '', 2: '' }, b: { c: { 1: '' } }, d: { 1: '' } });
    const visited = async (prefix: string, position: Position): Promise<string[]> => {
      const keys: string[] = [];
      for await (const { key } of walk(bucket, prefix, position)) keys.push(key);
      return keys;
    };
    t.strictSame(await visited('', START), ['a/1', 'a/2', 'b/c/1', 'd/1']);
    t.strictSame(await visited('b/', START), ['b/c/1']);
    t.strictSame(await visited('', { after: 'b/c/1', rolled: false }), ['d/1']);
    t.strictSame(await visited('', { after: 'a/', rolled: true }), ['b/c/1', 'd/1']);
  },
);

t.test('readToken() takes back what writeToken() gave out, and nothing else', async (t) => {
  for (const position of [
    { after: 'a/b c+é🎬\n', rolled: false },
    { after: 'a/', rolled: true },
  ]) {
    t.match(writeToken(position), /^[\w-]+$/);
    t.strictSame(readToken(writeToken(position)), position);
  }
  for (const token of ['', 'bogus', '!', 'a/b', Buffer.from('xa').toString('base64url'), 'a2E=']) {
    t.throws(() => readToken(token), { code: 'InvalidArgument' }, token);
  }
});

t.test('rollUp() cuts behind the first delimiter after the prefix', async (t) => {
  t.equal(rollUp('a/b/c', '', '/'), 'a/');
  t.equal(rollUp('a/b/c', 'a/', '/'), 'a/b/');
  t.equal(rollUp('a/b', 'a/', '/'), undefined);
  t.equal(rollUp('a//b', 'a', '//'), 'a//');
  t.equal(rollUp('a/b', '', ''), undefined);
});
