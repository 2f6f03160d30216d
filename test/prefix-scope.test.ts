import fc from 'fast-check';
import t from 'tap';
import { inside, type Narrowed, narrow } from '../src/prefix-scope.ts';

t.test('inside() goes by the beginning of the key, character by character', async (t) => {
  for (const [key, prefix, expected] of [
    ['team/a.mp4', 'team/', true],
    ['team/', 'team/', true],
    ['team', 'team/', false],
    ['team2/a.mp4', 'team/', false],
    ['team2/a.mp4', 'team', true],
    ['Team/a.mp4', 'team/', false],
    ['/team/a.mp4', 'team/', false],
    ['team//a.mp4', 'team/', true],
    ['', 'team/', false],
    ['e\u0301/a', '\u00e9/', false],
    ['anything', '', true],
    ['', '', true],
  ] as const) {
    t.equal(inside(key, prefix), expected, `${JSON.stringify(key)} in ${JSON.stringify(prefix)}`);
  }
});

t.test('inside() trusts no segment that a store might fold', async (t) => {
  for (const key of [
    'team/../secret.mp4',
    'team/..',
    'team/./a.mp4',
    'team/.',
    'team/a/../../secret.mp4',
    'team/a//../b',
    'team/..\\secret.mp4',
    'team/a\\..\\b',
  ]) {
    t.notOk(inside(key, 'team/'), key);
    t.ok(inside(key, ''), 'where all is served there is no outside');
  }
  for (const key of [
    'team/.hidden',
    'team/..hidden',
    'team/a..b',
    'team/...',
    'team/a.',
    'team/a..',
  ]) {
    t.ok(inside(key, 'team/'), key);
  }
  t.notOk(inside('../a', '..'), 'at the beginning too');
});

const pass = (prefix: string): Narrowed => ({ kind: 'pass', prefix });
const folders = (...prefixes: string[]): Narrowed => ({ kind: 'folders', prefixes });
const NOTHING: Narrowed = { kind: 'nothing' };

t.test('narrow() decides as its table says', async (t) => {
  const cases: [string, '' | '/', string[], Narrowed][] = [
    // All, and none.
    ['', '', [''], pass('')],
    ['a/../b/', '/', [''], pass('a/../b/')],
    ['', '/', [], NOTHING],
    ['a/', '', [], NOTHING],
    ['x', '/', ['a/', ''], pass('x')],
    // Within an allowed one.
    ['team/', '/', ['team/'], pass('team/')],
    ['team/a/b', '', ['team/'], pass('team/a/b')],
    ['team2/', '/', ['team'], pass('team2/')],
    ['team2/', '/', ['team/'], NOTHING],
    // A single one below.
    ['', '', ['team/'], pass('team/')],
    ['te', '', ['team/'], pass('team/')],
    ['', '/', ['team/'], folders('team/')],
    ['te', '/', ['team/'], folders('team/')],
    ['team', '/', ['team/'], folders('team/')],
    ['', '/', ['team/a/b'], folders('team/')],
    ['team/', '/', ['team/a/b'], folders('team/a/')],
    ['team/a/', '/', ['team/a/b'], pass('team/a/b')],
    ['', '/', ['tmp-'], pass('tmp-')],
    // Several below.
    ['', '', ['b/', 'a/'], folders('a/', 'b/')],
    ['', '', ['team/b/', 'team/a/'], folders('team/a/', 'team/b/')],
    ['', '/', ['team/b/', 'team/a/'], folders('team/')],
    ['team/', '/', ['team/b/x', 'team/a/', 'team/b/y'], folders('team/a/', 'team/b/')],
    ['', '/', ['a/x', 'b', 'a/y'], folders('a/', 'b')],
    ['a/', '/', ['a/x', 'b', 'a/y'], folders('a/x', 'a/y')],
    ['a/', '/', ['b/', 'c/'], NOTHING],
    // Some below, one around: what is within it is listed, and it holds the others.
    ['a/', '/', ['a/', 'a/b/c/'], pass('a/')],
    ['', '/', ['a/', 'a/b/c/', 'a/'], folders('a/')],
    ['', '', ['a/', 'a/b/c/'], pass('a/')],
    // Segments that may be folded.
    ['team/../secret/', '/', ['team/'], NOTHING],
    ['team/./', '', ['team/'], NOTHING],
    ['team/.', '/', ['team/'], pass('team/.')],
    ['', '', ['team/../secret/', 'x/'], pass('x/')],
  ];
  for (const [prefix, delimiter, allowed, expected] of cases) {
    const name = `${JSON.stringify(prefix)} by "${delimiter}" of ${JSON.stringify(allowed)}`;
    t.strictSame(narrow({ prefix, delimiter }, allowed), expected, name);
  }
});

t.test('narrow() sorts as S3 does, by bytes and not by UTF-16', async (t) => {
  const allowed = ['\u{1f3ac}/', '\uffee/', 'a/', 'B/'];
  t.strictSame(
    narrow({ prefix: '', delimiter: '/' }, allowed),
    folders('B/', 'a/', '\uffee/', '\u{1f3ac}/'),
  );
});

/** Short ones of few characters, so that they often begin alike. */
const text = (maxLength: number) =>
  fc.string({ unit: fc.constantFrom('a', 'b', '/', '/', '!', '\u{1f3ac}'), maxLength });
const scopes = fc.array(text(5), { maxLength: 5 });
const delimiters = fc.constantFrom('' as const, '/' as const);
const begins = (name: string, prefixes: readonly string[]) =>
  prefixes.some((prefix) => name.startsWith(prefix));

t.test('narrow() never names or reaches what is not allowed (property)', async () => {
  fc.assert(
    fc.property(text(4), delimiters, scopes, (prefix, delimiter, allowed) => {
      const narrowed = narrow({ prefix, delimiter }, allowed);
      if (narrowed.kind === 'nothing') return true;
      const names = narrowed.kind === 'pass' ? [narrowed.prefix] : narrowed.prefixes;
      const shown = names.every(
        (name) =>
          name.startsWith(prefix) &&
          (begins(name, allowed) ||
            (narrowed.kind === 'folders' && allowed.some((part) => part.startsWith(name)))),
      );
      return shown && names.length > 0 && new Set(names).size === names.length;
    }),
    { numRuns: 20_000 },
  );
});

/** What S3 lists of `keys`: keys and rolled-up prefixes. */
function list(keys: readonly string[], prefix: string, delimiter: '' | '/'): Set<string> {
  return new Set(
    keys
      .filter((key) => key.startsWith(prefix))
      .map((key) => {
        const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
        return at === -1 ? key : key.slice(0, at + 1);
      }),
  );
}

t.test(
  'narrow() shows what S3 would list if only the allowed keys were there (property)',
  async () => {
    const keys = fc.array(text(7), { maxLength: 30 });
    fc.assert(
      fc.property(text(4), delimiters, scopes, keys, (prefix, delimiter, allowed, stored) => {
        const visible = stored.filter((key) => begins(key, allowed));
        const wanted = list(visible, prefix, delimiter);
        const narrowed = narrow({ prefix, delimiter }, allowed);
        if (narrowed.kind === 'nothing') return wanted.size === 0;
        if (narrowed.kind === 'pass') {
          const got = list(stored, narrowed.prefix, delimiter);
          return got.size === wanted.size && [...got].every((name) => wanted.has(name));
        }
        return [...wanted].every((name) => begins(name, narrowed.prefixes));
      }),
      { numRuns: 20_000 },
    );
  },
);

t.test('narrow() leads to every part by its folders (property)', async () => {
  fc.assert(
    fc.property(scopes, (allowed) => {
      const listed: string[] = [];
      const open = [''];
      for (const prefix of open) {
        const narrowed = narrow({ prefix, delimiter: '/' }, allowed);
        if (narrowed.kind === 'pass') listed.push(narrowed.prefix);
        if (narrowed.kind === 'folders') open.push(...narrowed.prefixes);
      }
      return allowed.every((part) => begins(part, listed));
    }),
    { numRuns: 10_000 },
  );
});

t.test('narrow() gives folders in the order of UTF-8, each once (property)', async () => {
  fc.assert(
    fc.property(delimiters, scopes, (delimiter, allowed) => {
      const narrowed = narrow({ prefix: '', delimiter }, allowed);
      if (narrowed.kind !== 'folders') return true;
      const bytes = narrowed.prefixes.map((prefix) => Buffer.from(prefix));
      return bytes.every((one, i) => i === 0 || Buffer.compare(bytes[i - 1] ?? one, one) < 0);
    }),
    { numRuns: 10_000 },
  );
});
