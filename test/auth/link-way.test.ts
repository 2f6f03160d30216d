import t from 'tap';
import { cookiePath } from '../../src/auth/link-way.ts';

t.test('cookiePath() is where the cookie has to come back', async (t) => {
  const table = [
    ['/objects/films/a.mp4', 'object', '/objects/films/a.mp4'],
    ['/objects/films/2024/a.mp4', 'prefix', '/objects/films/'],
    ['/t/TOKEN/objects/films/2024/a.mp4', 'prefix', '/t/TOKEN/objects/films/'],
    ['/objects/films', 'prefix', '/objects/'],
    ['/watch', 'object', '/watch'],
    ['/watch', 'prefix', '/watch'],
    ['/objects/films/a;b.mp4', 'object', '/objects/'],
    ['/objects/fi;ms/a.mp4', 'prefix', '/objects/'],
    ['/objects/films/a b', 'object', '/objects/'],
    ['/watch;x', 'object', '/'],
    ['/t/a;b/objects/films/a.mp4', 'prefix', '/'],
  ] as const;
  for (const [path, kind, expected] of table) t.equal(cookiePath(path, kind), expected, path);
});
