import t from 'tap';
import { modulesOf } from '../../src/site/imports.ts';

t.test('modulesOf() finds all that a module needs to begin with, once', async (t) => {
  const files = new Map([
    [
      'app.js',
      "import './a.js'; import { b } from './player/b.js'; const c = () => import('./c.js');",
    ],
    ['a.js', "export * from './player/b.js';"],
    ['player/b.js', "import { a } from '../a.js'; export { d } from './d.js'; export const e = 1;"],
    ['player/d.js', "import '../../../out.js'; import 'https://elsewhere.example/x.js';"],
    ['c.js', ''],
  ]);
  t.strictSame(
    modulesOf('app.js', (name) => files.get(name)),
    ['app.js', 'a.js', 'player/b.js', 'player/d.js'],
  );
  t.strictSame(
    modulesOf('none.js', () => undefined),
    [],
  );
});
