import t from 'tap';
import { describe, line, quote } from '../../src/config/given.ts';

t.test('line() is key, place and sentence', async (t) => {
  t.equal(line('port', '--port', 'needs a value'), 'port (--port): needs a value');
  t.equal(line('argument 1', 'command line', 'x'), 'argument 1 (command line): x');
  t.equal(line('port', '../a/b-c.json', 'x'), 'port (../a/b-c.json): x');
});

t.test('line() quotes names that are not plain words', async (t) => {
  t.equal(line('a\nb', 'my (new) file', 'x'), '"a\\nb" ("my (new) file"): x');
  t.equal(line('', 'a', 'x'), '"" (a): x');
});

t.test('describe() says a value in few words', async (t) => {
  const table: readonly [unknown, string][] = [
    ['80a', '"80a"'],
    ['', 'an empty string'],
    [1.5, '1.5'],
    [true, 'true'],
    [null, 'null'],
    [[], 'an empty array'],
    [['a'], 'an array'],
    [{ a: 1 }, 'an object'],
  ];
  for (const [value, words] of table) t.equal(describe(value, false), words);
});

t.test('describe() gives away nothing but the type of a hidden value', async (t) => {
  t.equal(describe('hush', true), 'a string that is not shown here');
  t.equal(describe(1234, true), 'a number that is not shown here');
  t.equal(describe(['hush'], true), 'an array');
  t.equal(describe({ hush: 'hush' }, true), 'an object');
});

t.test('quote() keeps to one line and shortens', async (t) => {
  t.equal(quote('a"b\n\u0085\u2028\u202e'), '"a\\"b\\n\\u0085\\u2028\\u202e"');
  t.equal(quote('x'.repeat(80)), `"${'x'.repeat(80)}"`);
  t.equal(quote('x'.repeat(81)), `"${'x'.repeat(80)}…"`);
});
