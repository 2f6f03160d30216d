import t from 'tap';
import { splitTokenPath } from '../../src/http/token-path.ts';

t.test('splitTokenPath() takes one token off the beginning', async (t) => {
  const table: readonly [string, string | undefined, string][] = [
    ['/objects/films/a', undefined, '/objects/films/a'],
    ['/t/TOKEN/objects/films/a', 'TOKEN', '/objects/films/a'],
    ['/t/TOKEN/', 'TOKEN', '/'],
    ['/t/TOKEN', undefined, '/t/TOKEN'],
    ['/t//objects/films/a', undefined, '/t//objects/films/a'],
    ['/t/A/t/B/objects/films/a', 'A', '/t/B/objects/films/a'],
    ['/T/A/objects/films/a', undefined, '/T/A/objects/films/a'],
    ['/t/A%2FB/objects/films/a', 'A%2FB', '/objects/films/a'],
    ['/t/A\n/objects/x', 'A\n', '/objects/x'],
    ['*', undefined, '*'],
  ];
  for (const [path, token, rest] of table) {
    t.strictSame(splitTokenPath(path), { token, path: rest }, path);
  }
});
