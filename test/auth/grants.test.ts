import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { covers, type Grant, parseGrant, prefixesIn } from '../../src/auth/grants.ts';
import { inside } from '../../src/prefix-scope.ts';

const grants = (...texts: string[]): Grant[] =>
  texts.map((text) => parseGrant(text) ?? assert.fail(`no grant: ${text}`));

t.test('parseGrant() takes a bucket, and a prefix after the first slash', async (t) => {
  const table: [string, string, string][] = [
    ['*', '*', ''],
    ['films', 'films', ''],
    ['films/', 'films', ''],
    ['films/2024/', 'films', '2024/'],
    ['films/2024', 'films', '2024'],
    ['films//2024', 'films', '/2024'],
    ['*/trailers/', '*', 'trailers/'],
    ['films/ä ?*', 'films', 'ä ?*'],
    [`films/${'a'.repeat(1024)}`, 'films', 'a'.repeat(1024)],
    [`films/${'ä'.repeat(512)}`, 'films', 'ä'.repeat(512)],
  ];
  for (const [text, bucket, prefix] of table) t.same(parseGrant(text), { bucket, prefix }, text);
});

t.test('parseGrant() refuses what is malformed', async (t) => {
  const long = [`films/${'a'.repeat(1025)}`, `films/${'ä'.repeat(513)}`];
  for (const text of ['', '/', '/2024/', 'films/a\0b', 'fi lms', 'a', 'fi\0lms', '\0', ...long]) {
    t.equal(parseGrant(text), undefined, JSON.stringify(text));
  }
});

t.test('covers() looks at the bucket and at how the key begins', async (t) => {
  const table: [string, string, string, boolean][] = [
    ['*', 'films', 'a.mp4', true],
    ['*/2024/', 'films', '2024/a.mp4', true],
    ['*/2024/', 'films', '2025/a.mp4', false],
    ['films', 'films', 'a.mp4', true],
    ['films', 'film', 'a.mp4', false],
    ['films', 'films2', 'a.mp4', false],
    ['films', 'FILMS', 'a.mp4', false],
    ['films', '*', 'a.mp4', false],
    ['films/2024/', 'films', '2024/a.mp4', true],
    ['films/2024/', 'films', '2024/', true],
    ['films/2024/', 'films', '2024', false],
    ['films/2024/', 'films', '2024.mp4', false],
    ['films/2024/', 'films', 'x/2024/a.mp4', false],
    ['films/2024/', 'films', '/2024/a.mp4', false],
    ['films/2024/', 'clips', '2024/a.mp4', false],
    ['films/2024', 'films', '2024.mp4', true],
    ['films/ä', 'films', 'a\u0308', false],
  ];
  for (const [grant, bucket, key, covered] of table) {
    t.equal(covers(grants(grant), bucket, key), covered, `${grant}: ${bucket}/${key}`);
  }
  t.equal(covers([], 'films', 'a.mp4'), false, 'nothing granted');
  t.equal(covers(grants('clips', 'films/a'), 'films', 'a.mp4'), true, 'any of them');
});

t.test('covers() leaves keys that a store might fold to grants without a prefix', async (t) => {
  for (const key of [
    '2024/../b',
    '2024/./b',
    '2024/..',
    '2024/.',
    '2024/a/../../b',
    '2024//../b',
  ]) {
    t.equal(covers(grants('films/2024/'), 'films', key), false, key);
    t.equal(covers(grants('films'), 'films', key), true, key);
    t.equal(covers(grants('*'), 'films', key), true, key);
  }
  for (const key of ['2024/..b', '2024/b..', '2024/...', '2024/.b', '2024/a..b/c', '2024//b']) {
    t.equal(covers(grants('films/2024/'), 'films', key), true, key);
  }
  t.equal(covers(grants('films/..'), 'films', '../b'), false, 'even when it was granted so');
  t.equal(covers(grants('films/..'), 'films', '..b'), true);
});

t.test('prefixesIn() leaves out what another prefix contains', async (t) => {
  const table: [string[], string[]][] = [
    [[], []],
    [['clips'], []],
    [['films'], ['']],
    [['*'], ['']],
    [['films/a/', 'films'], ['']],
    [['films/a/', '*'], ['']],
    [
      ['films/b/', 'films/a/'],
      ['a/', 'b/'],
    ],
    [['films/a/', 'films/a/', '*/a/'], ['a/']],
    [['films/a/b', 'films/a', 'films/ab'], ['a']],
    [
      ['films/b', 'clips/a', '*/c'],
      ['b', 'c'],
    ],
    // In UTF-16 the first would come after the second.
    [
      ['films/\uff5e', 'films/\u{1f600}'],
      ['\uff5e', '\u{1f600}'],
    ],
  ];
  for (const [given, prefixes] of table) {
    t.same(prefixesIn(grants(...given), 'films'), prefixes, given.join(' '));
  }
});

t.test('prefixesIn() and covers() agree on every key (property)', async () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.'), maxLength: 6 });
  const grant = fc.record({ bucket: fc.constantFrom('*', 'films', 'clips'), prefix: text });
  fc.assert(
    fc.property(fc.array(grant, { maxLength: 5 }), text, (given, key) => {
      const prefixes = prefixesIn(given, 'films');
      assert.equal(
        covers(given, 'films', key),
        prefixes.some((prefix) => inside(key, prefix)),
      );
      for (const one of prefixes) {
        assert.ok(!prefixes.some((other) => other !== one && one.startsWith(other)));
      }
    }),
    { numRuns: 10_000 },
  );
});
