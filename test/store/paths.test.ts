import fc from 'fast-check';
import t from 'tap';
import {
  isContinued,
  keyToPath,
  MAX_KEY_BYTES,
  namesOf,
  segmentOf,
} from '../../src/store/paths.ts';

/** Segments that look like escapes, like paths, or are long; and anything else. */
const segment = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('', '~', '~~', '~~~', '.fb-end', '.fb-name-', '.fb-') },
  {
    weight: 2,
    arbitrary: fc.constantFrom('.fb-more-x', '.fb-last-x', '...', '.x', '%2e%2e', '\\'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('.fb-name-.fb-end', '.fb-name-~', 'é', 'e\u0301', '\n\t'),
  },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 60, maxLength: 300 }) },
  { weight: 1, arbitrary: fc.integer({ min: 250, max: 520 }).map((n) => 'x'.repeat(n)) },
  { weight: 1, arbitrary: fc.integer({ min: 240, max: 260 }).map((n) => `.fb-${'y'.repeat(n)}`) },
  { weight: 1, arbitrary: fc.integer({ min: 250, max: 260 }).map((n) => '~'.repeat(n)) },
);

const key = fc
  .array(segment, { minLength: 1, maxLength: 6 })
  .map((segments) => segments.join('/'))
  .filter(
    (text) =>
      text !== '' &&
      Buffer.byteLength(text) <= MAX_KEY_BYTES &&
      !text.includes('\0') &&
      !text.split('/').some((part) => part === '.' || part === '..'),
  );

/** Reads a path as the listing does: folder by folder. */
function readPath(names: readonly string[]): string | undefined {
  const segments: string[] = [];
  let pending: string[] = [];
  for (const [i, name] of names.entries()) {
    pending.push(name);
    if (isContinued(name)) continue;
    const part = segmentOf(pending, i === names.length - 1);
    if (part === undefined) return undefined;
    segments.push(part);
    pending = [];
  }
  return pending.length === 0 ? segments.join('/') : undefined;
}

t.test('keyToPath() never leaves the folder, and reads back as the very key', async (t) => {
  const seen = new Map<string, string>();
  fc.assert(
    fc.property(key, (key) => {
      const names = keyToPath(key);
      for (const name of names) {
        if (name === '' || name === '.' || name === '..') return false;
        if (/[/\0]/.test(name) || Buffer.byteLength(name) > 255) return false;
      }
      const path = names.join('/');
      const other = seen.get(path);
      seen.set(path, key);
      return readPath(names) === key && (other === undefined || other === key);
    }),
    { numRuns: 20_000 },
  );
  t.ok(seen.size > 5_000, 'different keys at different paths');
});

t.test('keyToPath() leaves ordinary names as they are, up to 255 bytes', async (t) => {
  for (const key of ['a.mp4', 'a b/é+%.mp4', '.DS_Store', '~x', `${'x'.repeat(255)}/y`]) {
    t.equal(keyToPath(key).join('/'), key);
  }
});

t.test('keyToPath() escapes what a disk cannot hold', async (t) => {
  const table: readonly [key: string, path: string][] = [
    ['a//b', 'a/~/b'],
    ['/a', '~/a'],
    ['a/', 'a/.fb-end'],
    ['/', '~/.fb-end'],
    ['~', '~~'],
    ['.fb-end', '.fb-name-.fb-end'],
    ['x'.repeat(256), `.fb-more-${'x'.repeat(200)}/.fb-last-${'x'.repeat(56)}`],
  ];
  for (const [key, path] of table) t.equal(keyToPath(key).join('/'), path, key);
});

t.test('keyToPath() keeps a path under 4096 bytes, whatever the key', async (t) => {
  for (const unit of ['/', '~/', '.fb-/', 'a/', '/a', 'x', 'é', '~']) {
    const key = unit.repeat(Math.floor(MAX_KEY_BYTES / Buffer.byteLength(unit)));
    t.ok(Buffer.byteLength(keyToPath(key).join('/')) < 3800, unit);
  }
});

t.test('keyToPath() refuses what is no key, or none for a folder', async (t) => {
  for (const key of ['', '.', '..', 'a/../b', 'a/./b', '../x', 'x/..', 'a\0b', 'a\ud800b']) {
    t.throws(() => keyToPath(key), { code: 'InvalidObjectName' }, JSON.stringify(key));
  }
  t.throws(() => keyToPath('x'.repeat(1025)), { code: 'KeyTooLongError' });
  t.throws(() => keyToPath('é'.repeat(513)), { code: 'KeyTooLongError' }, 'counted in bytes');
});

t.test('keyToPath() refuses what Windows would read as a path', async (t) => {
  for (const key of ['a\\..\\b', 'c:', 'x:stream']) {
    t.throws(() => keyToPath(key, '\\'), { code: 'InvalidObjectName' }, key);
    t.doesNotThrow(() => keyToPath(key, '/'), key);
  }
});

t.test('segmentOf() knows no segment at names that no key is given', async (t) => {
  const table: readonly [names: string[], isLast: boolean][] = [
    [['~'], true],
    [['.fb-end'], false],
    [['.fb-name-x'], true],
    [['.fb-'], true],
    [['.fb-other'], true],
    [['.fb-last-x'], true],
    [['.fb-last-..'], true],
    [['.fb-more-a', '.fb-last-b'], true],
    [['.fb-more-a', 'b'], false],
  ];
  for (const [names, isLast] of table) t.equal(segmentOf(names, isLast), undefined, names.join());
});

t.test('namesOf() cuts long segments between code points', async (t) => {
  const names = namesOf('🎬'.repeat(100), true);
  t.strictSame(names, [`.fb-more-${'🎬'.repeat(50)}`, `.fb-last-${'🎬'.repeat(50)}`]);
});
