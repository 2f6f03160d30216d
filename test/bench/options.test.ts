import t from 'tap';
import { parseOptions, parseTarget } from '../../bench/options.ts';

function problem(...words: string[]): string {
  try {
    parseOptions(words, ['nginx']);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

t.test('parseOptions() reads names, switches and values', async (t) => {
  const words = ['herd', '--samples', '3', '--peers', '--json', 'a.json', '--profile'];
  t.match(parseOptions(words, []), {
    names: ['herd'],
    samples: 3,
    peers: true,
    profile: true,
    json: 'a.json',
    short: false,
    targets: [],
  });
});

t.test('parseOptions() says what is wrong with the words', async (t) => {
  t.match(problem('--fast'), /^there is no option --fast; --help names them$/);
  t.match(problem('--samples', '0'), /--samples wants a number from 1/);
  t.match(problem('--samples'), /--samples/);
  t.match(problem('--origin-port', '70000'), /--origin-port wants a number from 1 to 65535/);
  t.match(problem('--json'), /--json/);
});

t.test('parseOptions() refuses what contradicts itself', async (t) => {
  const target = ['--target', 'other=http://127.0.0.1:1/{key}'];
  t.match(problem(...target), /--target needs --origin-port/);
  t.match(problem(...target, ...target, '--origin-port', '9'), /two targets other/);
  t.match(problem('--target', 'nginx=http://h/{key}', '--origin-port', '9'), /two targets nginx/);
  t.match(problem('--results', 'herd'), /--results measures all/);
  t.match(problem('--results', '--short'), /--results measures all/);
  t.match(problem('--from', 'a.json'), /--from is for --results/);
  t.equal(problem('--from', 'a.json', '--from', 'b.json', '--results'), '');
});

t.test('parseTarget() splits name, URL and process', async (t) => {
  const template = 'http://127.0.0.1:8000/watch?v={key}&bucket={bucket}';
  t.same(parseTarget(`original=${template}`), { name: 'original', template, pid: undefined });
  t.same(parseTarget(`original=${template},pid=17`), { name: 'original', template, pid: 17 });
});

t.test('parseTarget() refuses what could not be asked', async (t) => {
  t.throws(() => parseTarget('http://127.0.0.1/{key}'), /wants name=URL|a name is/);
  t.throws(() => parseTarget('No=http://127.0.0.1/{key}'), /a name is a bucket's/);
  t.throws(() => parseTarget('original=http://127.0.0.1/'), /no \{key\}/);
  t.throws(() => parseTarget('original=ftp://127.0.0.1/{key}'), /no http URL/);
});
