import { readdirSync, readFileSync } from 'node:fs';
import { parse, type Token } from 'acorn';
import t from 'tap';
import { leanScript, leanStyle } from '../../src/site/lean.ts';

const STATIC = new URL('../../static/', import.meta.url);
const sources = readdirSync(STATIC, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.js') && !name.startsWith('media'),
);

const tokensOf = (source: string): string[] => {
  const tokens: Token[] = [];
  parse(source, { ecmaVersion: 'latest', sourceType: 'module', onToken: tokens });
  return tokens.map(({ start, end }) => source.slice(start, end));
};

t.test('leanScript() takes comments and indentation away, and nothing else', async (t) => {
  for (const [source, lean] of [
    ['/** Top. */\nlet  a = 1; // one\n\n\n  a++;', 'let a = 1;\na++;'],
    ['f()\n/* x */ a', 'f()\na'],
    ['a /* b\nc */ ++\nd', 'a\n++\nd'],
    [
      'const s = "// no", r = /\\/\\/ *x/g, t = `/* $ // */\n  kept`',
      'const s = "// no", r = /\\/\\/ *x/g, t = `/* $ // */\n  kept`',
    ],
    ['a  /  b / c', 'a / b / c'],
  ]) {
    t.equal(leanScript(source ?? ''), lean);
  }
  t.throws(() => leanScript('const = 1 `'), SyntaxError);
});

t.test('leanScript() leaves every token of every module of the page', async (t) => {
  t.ok(sources.length > 20);
  for (const name of sources) {
    const source = readFileSync(new URL(name, STATIC), 'utf8');
    const lean = leanScript(source);
    t.strictSame(tokensOf(lean), tokensOf(source), name);
    t.ok(lean.length < source.length, name);
  }
});

t.test('leanStyle() takes comments and blank lines away', async (t) => {
  t.equal(
    leanStyle('/* Top.\n */\n\na {\n  color: red; /* b */\n}\n\n\nb {}\n'),
    'a {\ncolor: red;\n}\nb {}\n',
  );
});
